package org.soapstone.tasks.analysis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongUnaryOperator;
import org.soapstone.mapper.Mapper;
import org.soapstone.mapper.MapperContext;
import org.soapstone.mapper.launch.FillValue;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.regions.Field;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.Privilege;
import org.soapstone.regions.Rect;
import org.soapstone.regions.ReductionOperator;
import org.soapstone.tasks.graph.GraphSink;
import org.soapstone.tasks.graph.InstanceSpec;

/**
 * The dependence analysis of one region tree: which instances hold the current value of which
 * points, which reductions are pending, and which nodes last touched each instance. Not
 * thread-safe; trees are independent of each other.
 *
 * <p>Ray casting (Bauer et al., PPoPP 2023): reads and reductions refine the equivalence sets, a
 * write makes one set of all it covers. One requirement of one point costs O(log n + k) for n sets
 * in the tree and k met.
 */
public final class TreeAnalysis {
  /**
   * So many reducing launches may be pending at a point; one more has the earlier ones folded
   * first, so that a program that reduces and never reads does not pile up buffers.
   */
  static final int MAX_PENDING = 16;

  private final LogicalRegion root;
  private final List<FieldGroup> groups = new ArrayList<>();
  private final InstanceTable instances;
  private final Parts parts;
  private final Materializer materializer;
  private final Emitter ownEmitter = new Emitter();
  private long reductions;

  /**
   * Starts with a tree that nobody has written: every point holds zero bits, as in a new Java
   * array.
   *
   * @param root the tree's root region
   * @param mapper chooses the sources of copies
   * @param context what the mapper may look at
   */
  public TreeAnalysis(LogicalRegion root, Mapper mapper, MapperContext context) {
    this.root = root;
    instances = new InstanceTable(root);
    parts = new Parts(instances);
    materializer = new Materializer(instances, new SourceSelector(mapper, context, instances));
    for (FieldType type : FieldType.values()) {
      List<Field> fields =
          root.fieldSpace().fields().stream().filter(field -> field.type() == type).toList();
      if (!fields.isEmpty() && !root.indexSpace().isEmpty()) {
        groups.add(newGroup(FieldSet.of(fields), type));
      }
    }
  }

  /**
   * Starts with data in a home: what an inner task brings to its sub-program.
   *
   * @param home where it is; before any launch
   */
  void adopt(Home home) {
    int instance = instances.addHome(home);
    if (home.holdsValues()) {
      gather(home.space(), home.fields());
      parts.nowHeld(instance);
    }
  }

  private FieldGroup newGroup(FieldSet fields, FieldType type) {
    FieldGroup group = new FieldGroup(fields, type);
    EquivalenceSet everything = new EquivalenceSet(root.indexSpace().bounds());
    everything.fill = new FillValue(type, 0);
    group.sets.add(everything);
    return group;
  }

  /**
   * Analyses what a launch does to this tree; its requirements on other trees are passed over.
   *
   * @param launch the launch; launches come in program order
   * @param tasks the handles of its tasks, in row-major order of the points
   * @param sink takes copies, folds, fills and joins, and the edges into them and into the tasks;
   *     the former are sealed
   * @throws org.soapstone.mapper.MapperException if the mapper chose a source that is none; the
   *     launch has been analysed all the same, with the first source
   */
  public void launch(PreparedTasks launch, long[] tasks, GraphSink sink) {
    ownEmitter.begin(launch, tasks, sink);
    for (int r = 0; r < launch.requirementCount(); r++) {
      if (launch.requirement(r).region().tree() == root.tree()) {
        analyze(launch, r, ownEmitter);
      }
    }
    ownEmitter.throwFailure();
  }

  /**
   * Analyses a fill of a region of this tree. Nothing is emitted until somebody reads.
   *
   * @param fill the fill
   */
  public void fill(PreparedFill fill) {
    gather(fill.launch().region().indexSpace(), fill.launch().fields());
    parts.nowFilled(fill.launch().value());
  }

  /**
   * Says all that the launches so far have left behind: two states that are described alike go on
   * alike, but for the names of nodes.
   *
   * @param out takes the description, made of values
   * @param names gives each node a name that does not depend on when it was emitted
   */
  void describe(List<Object> out, LongUnaryOperator names) {
    out.add(instances.size());
    for (FieldGroup group : groups) {
      group.describe(out, names, reductions);
    }
  }

  /** Gathers readers, see {@link ProgramAnalysis#gatherReaders}. */
  void gather(ReaderJoins joins) {
    groups.forEach(group -> group.gather(joins));
  }

  /** Calls nodes by other names. */
  void rename(LongUnaryOperator names) {
    groups.forEach(group -> group.rename(names));
  }

  /** {@return the instances that the launches so far have used, in order of first use} */
  public List<InstanceSpec> instances() {
    return instances.specs();
  }

  /** Analyses one requirement of a launch, point by point. */
  void analyze(PreparedTasks launch, int requirement, Emitter emitter) {
    RegionRequirement what = launch.requirement(requirement);
    if (what.privilege() instanceof Privilege.Reduce reduce) {
      reduce(launch, requirement, reduce.operator(), emitter);
      return;
    }
    for (int p = 0; p < launch.pointCount(); p++) {
      emitter.serve(p, requirement);
      gather(launch.space(requirement, p), what.fields());
      int memory = launch.memory(requirement, p);
      Rect extent =
          launch.coversRoot(requirement, p)
              ? instances.whole(parts.space(), what.fields())
              : parts.space().bounds();
      switch (launch.effect(requirement)) {
        case Privilege.Read _ ->
            read(memory, extent, what.fields(), launch.reuse(requirement, p), emitter);
        case Privilege.ReadWrite _ ->
            write(
                materializer.materialize(parts, memory, extent, what.fields(), false, emitter),
                emitter);
        case Privilege.WriteDiscard _, Privilege.Reduce _ ->
            write(instances.value(memory, extent, what.fields(), parts.space()), emitter);
      }
    }
  }

  private void read(int memory, Rect extent, FieldSet fields, boolean reuse, Emitter emitter) {
    int instance = materializer.materialize(parts, memory, extent, fields, reuse, emitter);
    parts.nowValid(instance);
    bind(instance, false, emitter);
  }

  private void write(int instance, Emitter emitter) {
    parts.nowWritten(instance);
    bind(instance, true, emitter);
  }

  /**
   * Every point contributes to a buffer of its own, over the bounds of its points, whatever extent
   * was chosen.
   */
  private void reduce(
      PreparedTasks launch, int requirement, ReductionOperator operator, Emitter emitter) {
    FieldSet fields = launch.requirement(requirement).fields();
    if (parts.deepest() >= MAX_PENDING && isFirstReduction(launch, requirement)) {
      foldEarlier(launch, requirement, fields, emitter);
    }
    Reduction reduction = new Reduction(reductions++, launch.pointCount(), operator);
    for (int p = 0; p < launch.pointCount(); p++) {
      emitter.serve(p, requirement);
      IndexSpace space = launch.space(requirement, p);
      gather(space, fields);
      int buffer =
          instances.buffer(launch.memory(requirement, p), space.bounds(), fields, operator);
      parts.nowReduced(reduction, p, buffer);
      bind(buffer, true, emitter);
    }
  }

  /**
   * {@return whether no earlier requirement of the launch reduces data of this tree} Later ones
   * must not fold: they would wait for tasks of their own launch, and those perhaps for them.
   */
  private boolean isFirstReduction(PreparedTasks launch, int requirement) {
    for (int r = 0; r < requirement; r++) {
      RegionRequirement earlier = launch.requirement(r);
      if (earlier.region().tree() == root.tree() && earlier.privilege().reduces()) {
        return false;
      }
    }
    return true;
  }

  /** Folds what is pending where it is too much, before the launch contributes anything. */
  private void foldEarlier(
      PreparedTasks launch, int requirement, FieldSet fields, Emitter emitter) {
    for (int p = 0; p < launch.pointCount(); p++) {
      emitter.serve(p, requirement);
      IndexSpace space = launch.space(requirement, p);
      gather(space, fields);
      if (parts.mostPending() >= MAX_PENDING) {
        int memory = launch.memory(requirement, p);
        parts.nowValid(
            materializer.materialize(parts, memory, space.bounds(), fields, true, emitter));
      }
    }
  }

  /**
   * Tells the sink which instance the served task uses, and sends the edges that its access causes.
   */
  private void bind(int instance, boolean writes, Emitter emitter) {
    emitter.bind(instances.spec(instance));
    for (int g = 0; g < parts.groupCount(); g++) {
      for (Rect rect : parts.space().rects()) {
        if (writes) {
          parts.group(g).write(instance, rect, emitter.task(), emitter);
        } else {
          parts.group(g).read(instance, rect, emitter.task(), emitter);
        }
      }
    }
  }

  private void gather(IndexSpace space, FieldSet fields) {
    parts.begin(space);
    if (space.isEmpty()) {
      return;
    }
    splitGroups(fields);
    for (int g = 0; g < groups.size(); g++) {
      if (groups.get(g).fields().intersects(fields)) {
        parts.gather(groups.get(g));
      }
    }
  }

  /** Sees to it that every group has either all of its fields in a set or none. */
  private void splitGroups(FieldSet fields) {
    int count = groups.size();
    for (int g = 0; g < count; g++) {
      FieldGroup group = groups.get(g);
      if (group.fields().intersects(fields) && !fields.contains(group.fields())) {
        groups.add(group.split(group.fields().intersection(fields), instances));
      }
    }
    if (groups.size() > count) {
      groups.sort(Comparator.comparingInt(group -> group.fields().next(0)));
    }
  }
}
