package org.soapstone.tasks.execution;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.tasks.TaskFailure;
import org.soapstone.tasks.TaskRegistry;
import org.soapstone.tasks.graph.GraphSink;
import org.soapstone.tasks.graph.InstanceSpec;
import org.soapstone.tasks.graph.RepeatingSink;
import org.soapstone.tasks.graph.Repetition;
import org.soapstone.tasks.graph.SlowPath;
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
public final class Executor extends NodeEmitter implements RepeatingSink, AutoCloseable {
  /**
   * How many launches later a result may still be named: enough for any program, and bounds what is
   * kept.
   */
  public static final long RESULT_HORIZON = ResultTable.HORIZON;

  // Made once, since they are asked for with every run.
  private static final Optional<SlowPath> REPLAY_ENDING = Optional.of(SlowPath.REPLAY_ENDING);
  private static final Optional<SlowPath> RECORDED = Optional.of(SlowPath.RECORDED);

  private final int windowSize;
  private final SubProgram.Factory subPrograms;

  /** The inner task whose launches these are; empty for a whole program. */
  private final Optional<InnerTask> owner;

  private final ResultTable results = new ResultTable();
  private final ContextPhases phases;

  /** The latest replay, or null. */
  private Replay replay;

  /** Whether it goes on. */
  private boolean replaying;

  private Optional<StallWatch> watch = Optional.empty();

  /** Where waiting is noted. */
  private Optional<EventRing> profile = Optional.empty();

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
    var outermost = new Scope(List.of(), new Breakdown());
    this(
        outermost,
        tasks,
        recorder,
        new InstanceLife(new InstanceStore(machine), outermost),
        new Workers(machine, services, hooks, outermost),
        windowSize,
        subPrograms,
        Optional.empty());
  }

  private Executor(
      Scope scope,
      TaskRegistry tasks,
      Optional<ExecutionRecorder> recorder,
      InstanceLife instances,
      Workers workers,
      int windowSize,
      SubProgram.Factory subPrograms,
      Optional<InnerTask> owner) {
    super(scope, tasks, recorder, instances, workers);
    this.windowSize = windowSize;
    this.subPrograms = subPrograms;
    this.owner = owner;
    phases = new ContextPhases(workers.phases(), scope);
    scope.executor = this;
  }

  /** What runs the launches of an inner task of this context. Any thread. */
  Executor inner(InnerTask task, List<TaskFailure.Ancestor> ancestors) {
    var within = new Scope(ancestors, scope.breakdown);
    workers.enter(within);
    return new Executor(
        within,
        tasks,
        Optional.empty(),
        instances.inner(within),
        workers,
        windowSize,
        subPrograms,
        Optional.of(task));
  }

  /** The sub-program of the inner task whose launches these are. */
  SubProgram open(InnerTask task) {
    return subPrograms.open(task);
  }

  /** Takes an instance of the context outside for one of its own. */
  PhysicalInstance lend(InstanceSpec spec, PhysicalInstance outside) {
    return instances.lend(spec, outside);
  }

  Breakdown breakdown() {
    return scope.breakdown;
  }

  FailureLog failureLog() {
    return scope.failures;
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
   * Has a hook told of what is about to be done; before anything is.
   *
   * @param hook the hook
   */
  public void hook(ExecutionHook hook) {
    instances.hook(hook);
    for (Worker worker : workers.byProcessor()) {
      worker.hook(hook);
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
    watch = Optional.of(new StallWatch(workers, patience.toNanos(), report));
  }

  /**
   * Says which processors may run what is placed on others; before anything runs. By default none.
   *
   * @param test whether a processor may run what is placed on another
   */
  public void share(Sharing test) {
    workers.share(test);
  }

  /** Which processors may run what is placed on others. */
  public interface Sharing {
    /**
     * {@return whether a processor may run what is placed on another}
     *
     * @param processor the processor
     * @param other the processor that it is placed on
     */
    boolean mayRun(int processor, int other);
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
    return new LaunchResults(launchPosition, launch, scope.failures, scope.breakdown);
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
    begin(made.id().launch(), made, found);
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
    scope.failures.add(failure);
  }

  /**
   * Begins a fill, which has no results.
   *
   * @param launchPosition its position in program order, greater than any before
   */
  public void beginFill(long launchPosition) {
    makeRoom();
    begin(launchPosition, null, List.of());
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

  /**
   * Begins launches all of whose points run at the same time: waits until the window has room.
   *
   * @param launches the launches, each concurrent
   * @param firstPosition the position of the first in program order, greater than any before; the
   *     others follow
   * @return takes the results of each
   * @throws IllegalArgumentException if a launch names a task that is not registered
   */
  public List<LaunchResults> beginEpoch(List<IndexLaunch> launches, long firstPosition) {
    List<LaunchResults> made = new ArrayList<>(launches.size());
    for (IndexLaunch launch : launches) {
      made.add(announce(launch, firstPosition + made.size()));
    }
    makeRoom();
    beginEpoch(launches.stream().mapToInt(IndexLaunch::pointCount).sum());
    return made;
  }

  /**
   * Begins a launch of the must-epoch that has begun, without waiting.
   *
   * @param launch the launch
   * @param made takes its results
   * @throws IllegalArgumentException if the launch names a result that does not exist
   */
  public void beginNext(IndexLaunch launch, LaunchResults made) {
    begin(made.id().launch(), made, results.find(launch));
    results.put(made);
  }

  /** Ends a must-epoch, all of whose launches have been emitted, or cannot be. */
  @Override
  public void endEpoch() {
    super.endEpoch();
  }

  /** {@return what this context has to do with phase barriers} */
  public ContextPhases phases() {
    return phases;
  }

  private void makeRoom() {
    if (scope.window.outstanding() > windowSize) {
      waiting(() -> scope.window.awaitAtMost(windowSize - windowSize / 4));
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
    Remains remains = cancelUnsealed(cause);
    if (remains == Remains.NOTHING) {
      results.remove(position());
    } else if (cause instanceof Error) {
      scope.breakdown.report(cause); // it may have kept a node from those who were to run it
    }
    return remains;
  }

  /**
   * Has everything that has not started fail, in this context and all that share its workers. For
   * any thread; what runs goes on to its end.
   */
  public void cancel() {
    workers.cancel();
  }

  /**
   * Does nothing while all is well.
   *
   * @throws IllegalStateException with the cause, if an error came out of a worker itself, or left
   *     a launch unfinished, so that nobody knows what will still run
   */
  public void requireWhole() {
    scope.breakdown.check();
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
    scope.failures.throwUntold();
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
    if (scope.window.outstanding() > 0) {
      phases.awaitAll(true);
      scope.window.awaitAtMost(0);
      phases.awaitAll(false);
    }
  }

  /**
   * Waits for what runs, stops the workers unless others use them, and frees all instances of this
   * context.
   *
   * @throws IllegalStateException with the cause, after a breakdown
   */
  @Override
  public void close() {
    try {
      awaitNodes();
    } finally {
      watch.ifPresent(StallWatch::stop);
      workers.leave(scope);
      if (owner.isEmpty()) {
        workers.close();
      }
      if (owner.isEmpty() || !scope.breakdown.happened()) { // otherwise workers may still be at it
        instances.close();
      }
    }
    scope.breakdown.check(); // also if all that was launched has run
  }

  /**
   * {@inheritDoc} A run with nodes that no memory is left for is not, and neither is one of which
   * somebody records launches.
   */
  @Override
  public Repetition repeat(int launchCount, Consumer<GraphSink> emitted) {
    var builder = new TemplateBuilder(launchCount, tasks, instances::find);
    emitted.accept(builder);
    Optional<SlowPath> obstacle = builder.obstacle();
    return obstacle.isPresent()
        ? new Repetition.Refused(obstacle.get())
        : new Replay(this, builder.build(workers.byProcessor().length), workers, windowSize);
  }

  /** The replay that is under way, or null. A guess for other threads than the program's. */
  Replay replayUnderWay() {
    Replay now = replay;
    return now == null || now.isLeft() ? null : now;
  }

  /** Why a replay may not go on, or be entered, with so many launches from a position on. */
  Optional<SlowPath> hindrance(Replay wanted, long first, int launches) {
    boolean isFree = replay == null || replay.isLeft() || (replaying && replay == wanted);
    if (!isFree) {
      return REPLAY_ENDING;
    }
    return (recorder.isPresent() && recorder.get().recordsAny(first, first + launches))
        ? RECORDED
        : Optional.empty();
  }

  /** Turns to a replay, which starts after some nodes. */
  void enter(Replay entered, long[] before) {
    replay = entered;
    replaying = true;
    Node gate = newJoin();
    gate.opens = entered;
    for (int n = 0; n < before.length; n++) {
      if (n == 0 || before[n] != before[n - 1]) {
        scope.window.slot(before[n]).precede(before[n], gate);
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
}
