package org.soapstone.tasks.execution;

import com.google.common.primitives.ImmutableIntArray;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import org.soapstone.mapper.launch.FillValue;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.regions.Coherence;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.ReductionOperator;
import org.soapstone.tasks.TaskFailure;
import org.soapstone.tasks.TaskRegistry;
import org.soapstone.tasks.graph.GraphSink;
import org.soapstone.tasks.graph.InstanceSpec;
import org.soapstone.tasks.graph.MappedLaunch;
import org.soapstone.tasks.graph.NodeKind;
import org.soapstone.tasks.graph.RepeatedRun;
import org.soapstone.tasks.graph.RepeatingSink;
import org.soapstone.tasks.graph.StructuralKey;
import org.soapstone.tasks.instances.InstanceStore;
import org.soapstone.tasks.instances.PhysicalInstance;
import org.soapstone.tasks.profiling.EventKind;
import org.soapstone.tasks.profiling.EventRing;
import org.soapstone.tasks.profiling.Profiler;

/**
 * Runs the nodes that the dependence analysis emits, on one worker for each processor of the
 * machine.
 *
 * <p>It is event-driven: a node is handed to its worker when the last node that it waits for
 * completes, and a worker never waits for anything but its next node. The caller's thread emits;
 * {@link #begin} holds it back while more than a window of nodes are outstanding. Except for {@link
 * LaunchResults}, everything here is for one thread at a time.
 */
public final class Executor implements RepeatingSink, AutoCloseable {
  /**
   * How many launches later a result may still be named: enough for any program, and bounds what is
   * kept.
   */
  public static final long RESULT_HORIZON = ResultTable.HORIZON;

  private final TaskRegistry tasks;
  private final int windowSize;
  private final Optional<ExecutionRecorder> recorder;
  private final Scope scope;
  private final FailureLog failures;
  private final Window window;
  private final SubProgram.Factory subPrograms;

  /** The inner task whose launches these are; empty for a whole program. */
  private final Optional<InnerTask> owner;

  private final InstanceLife instances;
  private final Workers workers;
  private final ResultTable results = new ResultTable();
  private final PointSpaces spaces = new PointSpaces();

  /** The launch whose nodes are being emitted. */
  private long position = -1;

  /** Takes its results; null for a fill. */
  private LaunchResults current;

  private List<Input> inputs = List.of();
  private LaunchRun run;

  /** The latest replay, or null. */
  private Replay replay;

  /** Whether it goes on. */
  private boolean replaying;

  private Optional<StallWatch> watch = Optional.empty();

  /** Where waiting is noted. */
  private Optional<EventRing> profile = Optional.empty();

  /** The latest fence, while it has not completed; null otherwise. */
  private Node fence;

  private long fenceHandle;

  /**
   * Starts the workers.
   *
   * @param machine the machine, whose processors must all be CPU cores that copy for themselves
   * @param tasks the tasks
   * @param services what bodies may ask for, by type
   * @param windowSize the number of outstanding nodes beyond which {@link #begin} waits, at least 1
   * @param hooks called on every worker first, besides those found by {@link ServiceLoader}
   * @param recorder records what runs
   * @throws IllegalArgumentException if the machine cannot be run on here
   */
  public Executor(
      Machine machine,
      TaskRegistry tasks,
      Map<Class<?>, Object> services,
      int windowSize,
      List<WorkerHook> hooks,
      Optional<ExecutionRecorder> recorder) {
    this(
        machine,
        tasks,
        services,
        windowSize,
        hooks,
        recorder,
        task -> {
          throw new UnsupportedOperationException(
              "task '%s' has an inner variant, and this executor runs leaves only"
                  .formatted(task.launch().task()));
        });
  }

  /**
   * Starts the workers.
   *
   * @param machine the machine, whose processors must all be CPU cores that copy for themselves
   * @param tasks the tasks
   * @param services what bodies may ask for, by type
   * @param windowSize the number of outstanding nodes beyond which {@link #begin} waits, at least 1
   * @param hooks called on every worker first, besides those found by {@link ServiceLoader}
   * @param recorder records what runs
   * @param subPrograms makes what inner tasks launch with
   * @throws IllegalArgumentException if the machine cannot be run on here
   */
  public Executor(
      Machine machine,
      TaskRegistry tasks,
      Map<Class<?>, Object> services,
      int windowSize,
      List<WorkerHook> hooks,
      Optional<ExecutionRecorder> recorder,
      SubProgram.Factory subPrograms) {
    LocalMachine.requireExecutable(machine);
    if (windowSize < 1) {
      throw new IllegalArgumentException(
          "a window of " + windowSize + " nodes lets nothing run; make it at least 1");
    }
    this.scope = new Scope(this, List.of());
    this.failures = scope.failures;
    this.window = scope.window;
    this.subPrograms = subPrograms;
    this.owner = Optional.empty();
    this.tasks = tasks;
    this.windowSize = windowSize;
    this.recorder = recorder;
    this.instances = new InstanceLife(new InstanceStore(machine), window);
    this.workers = new Workers(machine, services, hooks, scope);
  }

  /** Runs the launches of an inner task on the workers of another executor. */
  private Executor(Executor outer, InnerTask owner, List<TaskFailure.Ancestor> ancestors) {
    this.scope = new Scope(this, ancestors);
    this.failures = scope.failures;
    this.window = scope.window;
    this.subPrograms = outer.subPrograms;
    this.owner = Optional.of(owner);
    this.tasks = outer.tasks;
    this.windowSize = outer.windowSize;
    this.recorder = Optional.empty();
    this.instances = outer.instances.inner(window);
    this.workers = outer.workers;
  }

  /** What runs the launches of an inner task of this context. Any thread. */
  Executor inner(InnerTask task, List<TaskFailure.Ancestor> ancestors) {
    return new Executor(this, task, ancestors);
  }

  /** The sub-program of the inner task whose launches these are. */
  SubProgram open(InnerTask task) {
    return subPrograms.open(task);
  }

  /** Takes an instance of the context outside for one of its own. */
  PhysicalInstance lend(InstanceSpec spec, PhysicalInstance outside) {
    return instances.lend(spec, outside);
  }

  FailureLog failureLog() {
    return failures;
  }

  /** {@return the inner tasks whose launches these are, the outermost first} */
  public List<TaskFailure.Ancestor> ancestors() {
    return scope.ancestors;
  }

  /**
   * Has a profiler see what runs; before anything does.
   *
   * @param profiler the profiler
   * @param machine the machine
   */
  public void profile(Profiler profiler, Machine machine) {
    profile = Optional.of(profiler.program());
    for (int p = 0; p < machine.processorCount(); p++) {
      workers.byProcessor()[p].profile(profiler.processor(p, machine.processor(p).name()));
    }
  }

  /**
   * Has somebody told when nodes are outstanding and none completes for a long time: which bodies
   * run, and what waits for what.
   *
   * @param patience how long
   * @param report takes the text, on a thread of the JDK's
   */
  public void watch(Duration patience, Consumer<String> report) {
    watch =
        Optional.of(
            new StallWatch(window, List.of(workers.byProcessor()), patience.toNanos(), report));
  }

  /**
   * Begins a launch: waits until the window has room, and makes the place for the launch's results.
   *
   * @param launch the launch
   * @param launchPosition its position in program order, greater than any before
   * @return takes the results
   * @throws IllegalArgumentException if the launch names a task that is not registered, or a result
   *     that does not exist
   */
  public LaunchResults begin(IndexLaunch launch, long launchPosition) {
    LaunchResults made = announce(launch, launchPosition);
    begin(launch, made);
    return made;
  }

  /**
   * {@return the place for the results of a launch that will {@linkplain #begin(IndexLaunch,
   * LaunchResults) begin} later} For any thread.
   *
   * @param launch the launch
   * @param launchPosition its position in program order
   * @throws IllegalArgumentException if the launch names a task that is not registered
   */
  public LaunchResults announce(IndexLaunch launch, long launchPosition) {
    tasks.task(launch.task());
    return new LaunchResults(launchPosition, launch, failures);
  }

  /**
   * Begins a launch that was announced: waits until the window has room. Later launches may name
   * its results by their position.
   *
   * @param launch the launch
   * @param made takes the results; its position is greater than any before
   * @throws IllegalArgumentException if the launch names a result that does not exist
   */
  public void begin(IndexLaunch launch, LaunchResults made) {
    List<Input> found = results.find(launch);
    beginWith(made, found);
    results.put(made);
  }

  /**
   * Begins a launch that was announced and is handed the results that it waits for: nothing is kept
   * of them or of its own results once it has run.
   *
   * @param made takes the results; its position is greater than any before
   * @param handed the results that each point waits for and reads
   */
  public void begin(LaunchResults made, List<LaunchResults> handed) {
    beginWith(made, handed.stream().map(Input::all).toList());
  }

  private void beginWith(LaunchResults made, List<Input> found) {
    makeRoom();
    position = made.id().launch();
    current = made;
    inputs = found;
    run = null;
  }

  /**
   * Begins, in place of a launch that cannot be made, one that spoils what it would have written.
   *
   * @param substitute a launch of one point, which will not run: it inherits the failure
   * @param failed the results of the launch in whose place it is; they become the failure
   * @param failure why it cannot be made
   */
  public void beginSpoiling(IndexLaunch substitute, LaunchResults failed, TaskFailure failure) {
    failed.fail(failure);
    begin(announce(substitute, failed.id().launch()), List.of(failed));
    results.put(failed);
  }

  /**
   * Notes a failure that the program has to be told of.
   *
   * @param failure the failure
   */
  public void report(TaskFailure failure) {
    failures.add(failure);
  }

  /**
   * Begins a fill, which has no results.
   *
   * @param launchPosition its position in program order, greater than any before
   */
  public void beginFill(long launchPosition) {
    makeRoom();
    position = launchPosition;
    current = null;
    inputs = List.of();
    run = null;
  }

  /**
   * Begins a fence, which has no results.
   *
   * @param fencePosition its position in program order, greater than any before
   */
  public void beginFence(long fencePosition) {
    beginFill(fencePosition);
  }

  /**
   * Refuses what a body may not do.
   *
   * @param action what the caller is about to do
   * @throws IllegalStateException if the current thread runs a body, other than that of the inner
   *     task whose launches these are; it is named
   */
  public void requireProgramThread(String action) {
    WorkerThread.refuse(action);
    Optional<InnerTask> current = InnerTask.current();
    if (!current.equals(owner)) {
      throw new IllegalStateException(
          current.isPresent()
              ? "task '%s': an inner body may not %s; launch with its own TaskContext.launcher"
                  .formatted(current.get().launch().task(), action)
              : "a launcher is for the thread that runs the inner body of its task; do not %s elsewhere"
                  .formatted(action));
    }
  }

  private void makeRoom() {
    if (window.outstanding() > windowSize) {
      waiting(() -> window.awaitAtMost(windowSize - windowSize / 4));
    }
    instances.reclaim();
  }

  /** What is left of a launch during which the analysis threw. */
  public enum Remains {
    /** Nothing was emitted. */
    NOTHING,
    /** Everything was emitted: the launch was made. */
    EVERYTHING,
    /** A part was emitted, and is cancelled: later launches cannot build on it. */
    A_PART
  }

  /**
   * Ends a launch during which the analysis threw.
   *
   * @param cause what it threw, of which what was emitted in part now fails
   * @return what is left of the launch
   */
  public Remains abandon(Throwable cause) {
    if (run == null) {
      results.remove(position);
      return Remains.NOTHING;
    }
    List<Node> unsealed = window.unsealed();
    for (Node node : unsealed) {
      node.cancelled = cause;
      seal(node.handle());
    }
    return unsealed.isEmpty() ? Remains.EVERYTHING : Remains.A_PART;
  }

  /**
   * Has everything that has not started fail, in this context and all that share its workers. For
   * any thread; what runs goes on to its end.
   */
  public void cancel() {
    workers.cancel();
  }

  /** {@return whether {@link #cancel} was called} */
  public boolean isCancelled() {
    return workers.isCancelled();
  }

  /** Waits until everything emitted has completed. */
  public void drain() {
    waiting(this::awaitNodes);
    instances.reclaim();
  }

  /**
   * Tells the program of the tasks that failed, unless it knows.
   *
   * @throws org.soapstone.tasks.TaskFailedException if there are any, with the first of them in
   *     program order
   */
  public void throwFailures() {
    failures.throwUntold();
  }

  /**
   * Frees the instances of a tree once the nodes emitted so far have completed.
   *
   * @param root the root of a tree that no later launch names
   */
  public void destroy(LogicalRegion root) {
    instances.destroy(root);
  }

  /**
   * Puts memory of the program's own behind a specification.
   *
   * @param spec the specification, which no node has named
   * @param byField for each field of it, in ascending order, an array that is row-major over the
   *     rect
   */
  public void attach(InstanceSpec spec, List<MemorySegment> byField) {
    instances.attach(spec, byField);
  }

  /**
   * Forgets an instance in memory of the program's own.
   *
   * @param spec the specification, whose nodes have all completed
   */
  public void detach(InstanceSpec spec) {
    instances.detach(spec);
  }

  private void waiting(Runnable await) {
    if (profile.isEmpty()) {
      await.run();
      return;
    }
    long start = System.nanoTime();
    await.run();
    profile.get().add(EventKind.WAIT, 0, start, System.nanoTime());
  }

  private void awaitNodes() {
    if (replay != null) {
      replay.drain();
    }
    window.awaitAtMost(0);
  }

  /**
   * Waits for what runs, stops the workers unless others use them, and frees all instances of this
   * context.
   */
  @Override
  public void close() {
    awaitNodes();
    watch.ifPresent(StallWatch::stop);
    if (owner.isEmpty()) {
      workers.close();
    }
    instances.close();
  }

  private PhysicalInstance instance(InstanceSpec spec, long key, int processor) {
    return instances.instance(
        spec, this::describeLaunch, shortage -> noRoom(key, processor, shortage));
  }

  private String describeLaunch() {
    return run == null
        ? "launch " + position
        : "launch %d (%s)".formatted(position, run.launch().launch().provenance());
  }

  /** An instance for which there is no room spoils what depends on it, like a task that fails. */
  private TaskFailure noRoom(long key, int processor, Throwable shortage) {
    IndexLaunch launch = run.launch().launch();
    TaskFailure failure =
        new TaskFailure(
            launch.task(),
            launch.provenance(),
            key,
            position,
            launch.point(StructuralKey.point(key)),
            processor,
            shortage,
            scope.ancestors);
    failures.add(failure);
    return failure;
  }

  private Node newNode(NodeKind kind, long key, int processor, int priority) {
    Node node = window.acquire();
    node.scope = scope;
    node.kind = kind;
    node.key = key;
    node.processor = processor;
    node.priority = priority;
    node.run = run;
    node.point = StructuralKey.point(key);
    if (fence != null) {
      waitForFence(node);
    }
    return node;
  }

  private void waitForFence(Node node) {
    if (fence.isCurrent(fenceHandle)) {
      fence.precede(fenceHandle, node);
    } else {
      fence = null;
    }
  }

  @Override
  public long task(long key, MappedLaunch launch, int point) {
    if (run == null) {
      if (launch.position() != position) {
        throw new IllegalStateException(
            "a task of launch %d is emitted during launch %d"
                .formatted(launch.position(), position));
      }
      Optional<Gang> gang =
          launch.launch().control().concurrent()
              ? Optional.of(new Gang(launch.launch().pointCount()))
              : Optional.empty();
      run = new LaunchRun(launch, tasks.task(launch.launch().task()), current, inputs, gang);
    }
    ImmutableIntArray processors = launch.processors();
    Node node = newNode(NodeKind.TASK, key, processors.get(point), launch.priority());
    if (recording()) {
      record(node, Optional.of(launch), -1, -1, new ArrayList<>());
    }
    return node.handle();
  }

  @Override
  public void bind(long task, int requirement, InstanceSpec instance) {
    Node node = window.slot(task);
    var needed = node.run.launch().launch().requirements().get(requirement);
    IndexSpace space = spaces.space(node.run.launch().launch(), requirement, node.point);
    if (node.record != null) {
      node.record.instances.add(instance);
    }
    if (!space.isEmpty()) {
      node.isAtomic |= needed.coherence() == Coherence.ATOMIC;
      PhysicalInstance physical = instance(instance, node.key, node.processor);
      boolean overwrites = node.run.task().overwritesReductions();
      node.bind(
          requirement,
          physical,
          physical.view(space, needed.fields(), needed.privilege(), overwrites));
    }
  }

  @Override
  public long copy(
      long key,
      int processor,
      InstanceSpec source,
      InstanceSpec target,
      IndexSpace points,
      FieldSet fields,
      int priority) {
    Node node = newNode(NodeKind.COPY, key, processor, priority);
    return movement(node, Optional.of(source), target, points, fields);
  }

  @Override
  public long fold(
      long key,
      int processor,
      InstanceSpec source,
      InstanceSpec target,
      IndexSpace points,
      FieldSet fields,
      ReductionOperator operator,
      int priority) {
    Node node = newNode(NodeKind.FOLD, key, processor, priority);
    node.operator = operator;
    return movement(node, Optional.of(source), target, points, fields);
  }

  @Override
  public long fill(
      long key,
      int processor,
      InstanceSpec target,
      IndexSpace points,
      FieldSet fields,
      FillValue value,
      int priority) {
    Node node = newNode(NodeKind.FILL, key, processor, priority);
    node.value = value;
    return movement(node, Optional.empty(), target, points, fields);
  }

  private long movement(
      Node node,
      Optional<InstanceSpec> source,
      InstanceSpec target,
      IndexSpace points,
      FieldSet fields) {
    node.source = source.isPresent() ? instance(source.get(), node.key, node.processor) : null;
    node.target = instance(target, node.key, node.processor);
    node.points = points;
    node.fields = fields;
    if (recording()) {
      List<InstanceSpec> used = new ArrayList<>();
      source.ifPresent(used::add);
      used.add(target);
      int from = source.isPresent() ? source.get().memory() : -1;
      record(node, Optional.empty(), from, target.memory(), used);
    }
    return node.handle();
  }

  @Override
  public long join(long key, int processor) {
    Node node = newNode(NodeKind.JOIN, key, processor, 0);
    if (recording()) {
      record(node, Optional.empty(), -1, -1, List.of());
    }
    return node.handle();
  }

  @Override
  public void fence(long key) {
    Node node = newNode(NodeKind.JOIN, key, 0, 0);
    for (Node earlier : window.current()) {
      if (earlier.slot != node.slot) {
        earlier.precede(earlier.handle(), node);
      }
    }
    if (recording()) {
      node.record = new RecordedNode(key, NodeKind.JOIN, 0, 0, Optional.empty(), -1, -1, List.of());
      recorder.orElseThrow().fence(node.handle(), node.record);
    }
    fence = node;
    fenceHandle = node.handle();
    seal(fenceHandle);
  }

  @Override
  public void edge(long from, long to) {
    window.slot(from).precede(from, window.slot(to));
    if (recording()) {
      recorder.orElseThrow().edge(from, to);
    }
  }

  @Override
  public void seal(long node) {
    Node sealed = window.slot(node);
    if (sealed.seal()) {
      workers.ready(sealed, System.nanoTime());
    }
  }

  /**
   * {@inheritDoc} A run with nodes that no memory is left for is not, and neither is one of which
   * somebody records launches.
   */
  @Override
  public Optional<RepeatedRun> repeat(int launchCount, Consumer<GraphSink> emitted) {
    var builder = new TemplateBuilder(launchCount, tasks, instances::find);
    emitted.accept(builder);
    return builder
        .build()
        .map(template -> new Replay(this, template, workers.byProcessor(), windowSize));
  }

  /** Whether a replay may go on, or be entered, with so many launches from a position on. */
  boolean mayRepeat(Replay wanted, long first, int launches) {
    boolean isFree = replay == null || replay.isLeft() || (replaying && replay == wanted);
    return isFree && !(recorder.isPresent() && recorder.get().recordsAny(first, first + launches));
  }

  /** Turns to a replay, which starts after some nodes. */
  void enter(Replay entered, long[] before) {
    replay = entered;
    replaying = true;
    Node gate = newJoin();
    gate.opens = entered;
    for (int n = 0; n < before.length; n++) {
      if (n == 0 || before[n] != before[n - 1]) {
        window.slot(before[n]).precede(before[n], gate);
      }
    }
    seal(gate.handle());
  }

  /** A node that is ready when {@link #exited} is called; turns away from the replay. */
  Node newExit() {
    replaying = false;
    Node exit = newJoin();
    exit.expectOne();
    seal(exit.handle());
    return exit;
  }

  private Node newJoin() {
    return newNode(NodeKind.JOIN, StructuralKey.task(Math.max(0, position), 0), 0, 0);
  }

  /** All nodes of the replay that was left have completed. */
  void exited(Node exit) {
    if (exit.predecessorCompleted()) {
      workers.ready(exit, System.nanoTime());
    }
  }

  /** Frees what can be freed now. */
  void reclaim() {
    instances.reclaim();
  }

  /** The place for the results of the launch that has begun; null for a fill. */
  LaunchResults currentResults() {
    return current;
  }

  private boolean recording() {
    return recorder.isPresent() && recorder.get().records(position);
  }

  private void record(
      Node node,
      Optional<MappedLaunch> launch,
      int sourceMemory,
      int targetMemory,
      List<InstanceSpec> used) {
    node.record =
        new RecordedNode(
            node.key,
            node.kind,
            node.processor,
            node.priority,
            launch,
            sourceMemory,
            targetMemory,
            used);
    recorder.orElseThrow().emitted(node.handle(), node.record);
  }
}
