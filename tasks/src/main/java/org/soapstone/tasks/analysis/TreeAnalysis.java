package org.soapstone.tasks.analysis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongUnaryOperator;
import org.soapstone.mapper.Mapper;
import org.soapstone.mapper.MapperContext;
import org.soapstone.mapper.launch.FillValue;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.regions.Coherence;
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
  private final MapperContext context;
  private final List<FieldGroup> groups = new ArrayList<>();
  private final InstanceTable instances;
  private final Parts parts;
  private final Materializer materializer;
  private final Emitter ownEmitter = new Emitter();
  private final List<Attached> attachments = new ArrayList<>();
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
    this.context = context;
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

  /** Data that is used in place, in an instance that lies in memory of the program's own. */
  private record Attached(IndexSpace space, FieldSet fields, int instance) {}

  /**
   * Starts with data in a home: what an inner task brings to its sub-program.
   *
   * @param home where it is; before any launch
   */
  void adopt(Home home) {
    int instance = instances.addHome(home);
    if (home.holdsValues()) {
      gather(home.space(), home.fields());
      for (int g = 0; g < parts.groupCount(); g++) {
        for (Rect rect : home.space().rects()) {
          parts.group(g).hold(instance, rect);
        }
      }
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
    out.addAll(attachments);
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
      int attached = attachments.isEmpty() ? -1 : attached(launch.processor(p), what.fields());
      if (attached >= 0) {
        useAttached(attached, what, launch.effect(requirement), emitter);
        continue;
      }
      if (what.coherence() != Coherence.EXCLUSIVE) {
        share(launch.processor(p), memory, what, emitter);
        continue;
      }
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

  /**
   * Lets a task share the data with others of the same coherence: on an instance of the whole tree,
   * the one that holds the data already if the processor sees it, so that all of them meet there.
   * Where they cannot, the value is brought from the other instance, and they are ordered.
   */
  private void share(int processor, int memory, RegionRequirement what, Emitter emitter) {
    int instance =
        materializer.materialize(
            parts,
            seenMemory(processor, memory),
            parts.space().isEmpty()
                ? parts.space().bounds()
                : instances.whole(parts.space(), what.fields()),
            what.fields(),
            true,
            emitter);
    shareIn(instance, what, emitter);
  }

  /** Binds a task that shares its data to an instance that holds the value. */
  private void shareIn(int instance, RegionRequirement what, Emitter emitter) {
    if (what.privilege().writes()) {
      parts.nowWritten(instance);
    } else {
      parts.nowValid(instance);
    }
    // Relaxed tasks and simultaneous ones do not wait for each other either.
    Coherence coherence =
        what.coherence() == Coherence.RELAXED ? Coherence.SIMULTANEOUS : what.coherence();
    emitter.bind(instances.spec(instance));
    for (int g = 0; g < parts.groupCount(); g++) {
      for (Rect rect : parts.space().rects()) {
        parts.group(g).share(instance, rect, emitter.task(), coherence, emitter);
      }
    }
  }

  /** {@return the attached instance that has the parts' points and these fields, or −1} */
  private int attached(int processor, FieldSet fields) {
    for (Attached one : attachments) {
      if (one.fields.contains(fields)
          && !parts.space().isEmpty()
          && one.space.contains(parts.space())
          && context.machine().visible(processor, instances.memory(one.instance))) {
        return one.instance;
      }
    }
    return -1;
  }

  private void useAttached(
      int instance, RegionRequirement what, Privilege effect, Emitter emitter) {
    if (!(effect instanceof Privilege.WriteDiscard)) {
      materializer.materialize(parts, instance, emitter);
    }
    if (what.coherence() != Coherence.EXCLUSIVE) {
      shareIn(instance, what, emitter);
    } else if (what.privilege().writes()) {
      write(instance, emitter);
    } else {
      parts.nowValid(instance);
      bind(instance, false, emitter);
    }
  }

  /**
   * Has all tasks that touch some data, and see a memory, use it in place, in an instance there.
   * Its value is not brought there: a task that writes all of it is to be launched next.
   *
   * @param region the points; none of them attached with one of the fields already
   * @param fields the fields
   * @param memory the memory
   * @return the instance
   */
  public InstanceSpec attach(LogicalRegion region, FieldSet fields, int memory) {
    int instance = instances.attach(memory, region.indexSpace().bounds(), fields);
    attachments.add(new Attached(region.indexSpace(), fields, instance));
    return instances.spec(instance);
  }

  /**
   * Ends what {@link #attach} began.
   *
   * @param spec the instance, which holds no value that is wanted
   */
  public void detach(InstanceSpec spec) {
    attachments.removeIf(one -> instances.spec(one.instance).equals(spec));
  }

  /** {@return the memory of a valid instance that the processor sees, or else the one chosen} */
  private int seenMemory(int processor, int chosen) {
    if (parts.count() > 0) {
      EquivalenceSet first = parts.get(0).set;
      for (int i = 0; i < first.validCount; i++) {
        int memory = instances.memory(first.valid[i]);
        if (context.machine().visible(processor, memory)) {
          return memory;
        }
      }
    }
    return chosen;
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
