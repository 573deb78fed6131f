package org.soapstone.tasks.analysis;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.LongPredicate;
import java.util.function.LongUnaryOperator;
import org.soapstone.mapper.Mapper;
import org.soapstone.mapper.MapperContext;
import org.soapstone.mapper.MapperException;
import org.soapstone.mapper.launch.FillLaunch;
import org.soapstone.mapper.launch.FutureId;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.Launch;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.Point;
import org.soapstone.tasks.graph.GraphSink;
import org.soapstone.tasks.graph.InstanceSpec;
import org.soapstone.tasks.graph.MappedLaunch;
import org.soapstone.tasks.graph.StructuralKey;

/**
 * The dependence analysis of a whole program: takes launches in program order, asks the mapper, and
 * emits nodes and edges. Not thread-safe.
 *
 * <p>For each launch it emits all tasks; then, requirement by requirement and point by point, the
 * nodes that serve them, with all edges; at last it seals the tasks. It never sees how far the
 * execution is.
 */
public final class ProgramAnalysis {
  private static final Mapper DEFAULTS = new Mapper() {};

  private final Mapper mapper;
  private final MapperContext context;
  private final ShapeCache shapes = new ShapeCache();
  private final FutureWindow futures = new FutureWindow();
  private final Emitter emitter = new Emitter();

  /** By number; null for a tree that no launch has named yet, or that is forgotten. */
  private TreeAnalysis[] trees = new TreeAnalysis[8];

  /** Where the data of each tree is at first. */
  private final List<Home> homes;

  private long lastPosition = Long.MIN_VALUE;
  private Throwable fault;

  /**
   * Starts with a program that has made no launch.
   *
   * @param mapper decides placement; every answer is checked
   * @param context the machine and the tasks' variants
   */
  public ProgramAnalysis(Mapper mapper, MapperContext context) {
    this(mapper, context, List.of());
  }

  /**
   * Starts with the sub-program of an inner task.
   *
   * @param mapper decides placement; every answer is checked
   * @param context the machine and the tasks' variants
   * @param homes where its data is
   */
  public ProgramAnalysis(Mapper mapper, MapperContext context, List<Home> homes) {
    this.mapper = mapper;
    this.context = context;
    this.homes = List.copyOf(homes);
  }

  /**
   * Analyses an index launch.
   *
   * @param launch the launch; it may wait for the futures of the latest 65,536 launches
   * @param position its position in program order, greater than that of every launch before;
   *     futures name launches by it
   * @param sink takes the nodes and edges
   * @return the launch as it was mapped
   * @throws org.soapstone.mapper.MapperException if an answer of the mapper cannot be carried out;
   *     nothing has changed, unless the answer was {@link Mapper#selectSource}'s: then the launch
   *     has been made, with the first candidate
   * @throws IllegalArgumentException if the launch is wrong, see {@link PreparedLaunch#of}, or
   *     waits for a future that is not known; nothing has changed
   */
  public MappedLaunch launch(IndexLaunch launch, long position, GraphSink sink) {
    return launch(launch, position, mapper, sink);
  }

  /**
   * Analyses an index launch of the runtime's own, which goes where a mapper's default answers say.
   * Otherwise as {@link #launch(IndexLaunch, long, GraphSink)}.
   *
   * @param launch the launch
   * @param position its position in program order, greater than that of every launch before
   * @param sink takes the nodes and edges
   * @return the launch as it was mapped
   */
  public MappedLaunch launchByDefault(IndexLaunch launch, long position, GraphSink sink) {
    return launch(launch, position, DEFAULTS, sink);
  }

  /**
   * Analyses an index launch of the runtime's own, which goes where another mapper says. Otherwise
   * as {@link #launch(IndexLaunch, long, GraphSink)}.
   *
   * @param launch the launch
   * @param position its position in program order, greater than that of every launch before
   * @param placement decides placement of this launch
   * @param sink takes the nodes and edges
   * @return the launch as it was mapped
   */
  public MappedLaunch launchPlaced(
      IndexLaunch launch, long position, Mapper placement, GraphSink sink) {
    return launch(launch, position, placement, sink);
  }

  /**
   * Checks of a launch what does not depend on which points its partitions hold, so that a launch
   * over a partition that is not known yet can be refused at once.
   *
   * @param launch the launch
   * @throws IllegalArgumentException if the launch is wrong, whatever its partitions hold
   */
  public static void check(Launch launch) {
    switch (launch) {
      case IndexLaunch tasks -> new LaunchChecks(tasks).everywhere();
      case FillLaunch fill -> PreparedFill.of(fill, 0);
    }
  }

  private MappedLaunch launch(IndexLaunch launch, long position, Mapper placement, GraphSink sink) {
    checkPosition(position);
    PreparedTasks prepared =
        PreparedTasks.of(launch, position, shapes.shape(launch), placement, context);
    if (launch.control().concurrent()) {
      Epoch.checkMeeting(List.of(prepared), context.machine());
    }
    return emit(prepared, awaited(launch), sink);
  }

  /**
   * Analyses launches all of whose points run at the same time.
   *
   * @param launches the launches, each concurrent
   * @param position the position of the first in program order, greater than that of every launch
   *     before; the others follow
   * @param begin told the number of each launch, from 0, before its nodes are emitted
   * @param sink takes the nodes and edges
   * @throws org.soapstone.mapper.MapperException as {@link #launch(IndexLaunch, long, GraphSink)},
   *     or if two points get one processor
   * @throws IllegalArgumentException if a launch is wrong, or they cannot run at the same time;
   *     nothing has changed
   */
  public void launchEpoch(
      List<IndexLaunch> launches, long position, IntConsumer begin, GraphSink sink) {
    checkPosition(position);
    List<LaunchShape> ofLaunches = launches.stream().map(shapes::shape).toList();
    List<PreparedTasks> prepared = Epoch.prepare(launches, position, ofLaunches, mapper, context);
    List<long[][][]> awaited = launches.stream().map(this::awaited).toList();
    List<MapperException> wrongAnswers = new ArrayList<>();
    for (int l = 0; l < prepared.size(); l++) {
      begin.accept(l);
      try {
        emit(prepared.get(l), awaited.get(l), sink);
      } catch (MapperException wrong) {
        wrongAnswers.add(wrong);
      }
    }
    if (!wrongAnswers.isEmpty()) {
      throw wrongAnswers.getFirst();
    }
  }

  private long[][][] awaited(IndexLaunch launch) {
    List<FutureId> names = launch.awaited();
    long[][][] awaited = new long[names.size()][][];
    for (int f = 0; f < awaited.length; f++) {
      awaited[f] = awaited(launch, names.get(f), f);
    }
    return awaited;
  }

  private MappedLaunch emit(PreparedTasks prepared, long[][][] awaited, GraphSink sink) {
    lastPosition = prepared.position();
    try {
      emitNodes(prepared, awaited, sink);
    } catch (RuntimeException thrown) {
      fault = thrown;
      throw thrown;
    }
    emitter.throwFailure();
    return prepared.mapped();
  }

  /**
   * Analyses a fill. Nothing is emitted until somebody reads.
   *
   * @param launch the fill
   * @param position its position in program order, greater than that of every launch before
   * @param sink as for index launches; a fill emits nothing of its own
   * @throws IllegalArgumentException if the launch is wrong; nothing has changed
   */
  public void launch(FillLaunch launch, long position, GraphSink sink) {
    requireNonNull(sink, "sink");
    checkPosition(position);
    PreparedFill prepared = PreparedFill.of(launch, position);
    lastPosition = position;
    tree(launch.region()).fill(prepared);
  }

  /**
   * Makes a fence: all launches after it start once all before it have run.
   *
   * @param position its position in program order, greater than that of every launch before
   * @param sink takes the fence
   */
  public void fence(long position, GraphSink sink) {
    checkPosition(position);
    lastPosition = position;
    sink.fence(StructuralKey.task(position, 0));
  }

  /**
   * Forgets a tree that the program will not name again.
   *
   * @param root the tree's root region
   */
  public void forget(LogicalRegion root) {
    if (root.tree() < trees.length) {
      trees[root.tree()] = null;
    }
  }

  /**
   * Has tasks use data in place, see {@link TreeAnalysis#attach}.
   *
   * @param region the points
   * @param fields the fields
   * @param memory the memory that the instance is in
   * @return the instance
   */
  public InstanceSpec attach(LogicalRegion region, FieldSet fields, int memory) {
    return tree(region).attach(region, fields, memory);
  }

  /**
   * Ends what {@link #attach} began.
   *
   * @param spec the instance, which holds no value that is wanted
   */
  public void detach(InstanceSpec spec) {
    tree(spec.root()).detach(spec);
  }

  /**
   * Ends a run of launches that is likely to be made again: data that such runs read and never
   * write would gather more and more readers. Where points have readers in this run and before it,
   * one node that waits for them all takes their place, so that the run leaves behind what the run
   * before has left. Who is ordered after whom does not change.
   *
   * @param position the position of the run's last launch
   * @param isOfRun whether a handle is that of a node of the run
   * @param sink takes the nodes and edges
   */
  public void gatherReaders(long position, LongPredicate isOfRun, GraphSink sink) {
    ReaderJoins joins = new ReaderJoins(position, isOfRun, sink);
    for (TreeAnalysis tree : trees) {
      if (tree != null) {
        tree.gather(joins);
      }
    }
  }

  /**
   * {@return all that the launches so far have left behind} Two states that are described alike go
   * on alike, but for the names of nodes. O(size of the state).
   *
   * @param names gives each node's handle a name that does not depend on when it was emitted
   */
  public List<Object> describe(LongUnaryOperator names) {
    List<Object> out = new ArrayList<>();
    for (int tree = 0; tree < trees.length; tree++) {
      if (trees[tree] != null) {
        out.add("tree " + tree);
        trees[tree].describe(out, names);
      }
    }
    return out;
  }

  /**
   * Takes other nodes for those that the launches so far have left behind, as if launches that
   * leave the like behind had been made since.
   *
   * @param names for each handle that of the node that takes its place
   */
  public void rename(LongUnaryOperator names) {
    for (TreeAnalysis tree : trees) {
      if (tree != null) {
        tree.rename(names);
      }
    }
  }

  /**
   * Takes other nodes for the tasks of a launch, where later launches wait for its results.
   *
   * @param position the position of an index launch
   * @param names for each handle that of the node that takes its place
   */
  public void renameTasks(long position, LongUnaryOperator names) {
    long[] tasks = futures.tasks(position);
    Arrays.setAll(tasks, t -> names.applyAsLong(tasks[t]));
  }

  /**
   * Refuses all further launches: some were made of which this does not know.
   *
   * @param cause why
   */
  public void stop(Throwable cause) {
    fault = cause;
  }

  /**
   * Takes note of a launch that was emitted without being analysed.
   *
   * @param position its position in program order, greater than that of every launch before
   * @param tasks the handles of its tasks, none for a fill
   */
  public void passed(long position, long[] tasks) {
    checkPosition(position);
    lastPosition = position;
    if (tasks.length > 0) {
      futures.add(position, tasks);
    }
  }

  private void emitNodes(PreparedTasks prepared, long[][][] awaited, GraphSink sink) {
    long[] tasks = new long[prepared.pointCount()];
    for (int p = 0; p < tasks.length; p++) {
      tasks[p] = sink.task(StructuralKey.task(prepared.position(), p), prepared.mapped(), p);
    }
    emitter.begin(prepared, tasks, sink);
    for (long[][] producers : awaited) {
      for (int p = 0; p < tasks.length; p++) {
        for (long producer : producers[p]) {
          emitter.taskEdge(producer, p);
        }
      }
    }
    for (int r = 0; r < prepared.requirementCount(); r++) {
      tree(prepared.requirement(r).region()).analyze(prepared, r, emitter);
    }
    for (long task : tasks) {
      sink.seal(task);
    }
    futures.add(prepared.position(), tasks);
  }

  /** {@return for each point the tasks whose results it waits for} */
  private long[][] awaited(IndexLaunch launch, FutureId future, int index) {
    try {
      long[] all = futures.tasks(future.launch());
      long[][] byPoint = new long[launch.pointCount()][];
      for (int p = 0; p < byPoint.length; p++) {
        byPoint[p] = future.choice().isPresent() ? chosen(future, launch.point(p), all) : all;
      }
      return byPoint;
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException(
          "launch '%s' of task '%s', future %d: %s"
              .formatted(launch.provenance(), launch.task(), index, wrong.getMessage()),
          wrong);
    }
  }

  private static long[] chosen(FutureId future, Point taker, long[] all) {
    FutureId.Choice choice = future.choice().orElseThrow();
    if (all.length == 1) {
      return all; // perhaps the one task in the place of a launch that could not be made
    }
    if (choice.domain().volume() != all.length) {
      throw new IllegalArgumentException(
          "it takes results by points of %s, but launch %d has %d points; name results by the methods of its FutureMap"
              .formatted(choice.domain(), future.launch(), all.length));
    }
    return new long[] {all[choice.position(taker)]};
  }

  private void checkPosition(long position) {
    if (fault != null) {
      throw new IllegalStateException(
          "the analysis stopped in the middle of an earlier launch and cannot go on", fault);
    }
    if (position <= lastPosition) {
      throw new IllegalArgumentException(
          "position %d is not after %d, that of the launch before; positions ascend"
              .formatted(position, lastPosition));
    }
  }

  private TreeAnalysis tree(LogicalRegion region) {
    int tree = region.tree();
    if (tree >= trees.length) {
      trees = Arrays.copyOf(trees, Math.max(tree + 1, trees.length * 2));
    }
    if (trees[tree] == null) {
      TreeAnalysis made = new TreeAnalysis(region.root(), mapper, context);
      trees[tree] = made;
      homes.stream().filter(home -> home.spec().root().tree() == tree).forEach(made::adopt);
    }
    return trees[tree];
  }
}
