package org.soapstone.tasks.execution;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.Phase;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.mapper.machine.ProcessorKind;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.Privilege;
import org.soapstone.tasks.TaskBody;
import org.soapstone.tasks.TaskDefinition;
import org.soapstone.tasks.TaskFailedException;
import org.soapstone.tasks.TaskFailure;
import org.soapstone.tasks.TaskVariant;
import org.soapstone.tasks.VariantKind;
import org.soapstone.tasks.graph.NodeKind;
import org.soapstone.tasks.instances.InstanceView;
import org.soapstone.tasks.instances.Mover;
import org.soapstone.tasks.instances.PhysicalInstance;
import org.soapstone.tasks.profiling.EventKind;
import org.soapstone.tasks.profiling.EventRing;

/**
 * Does what a node has to do, one node after another: runs a body or moves data, and passes
 * failures on. For the worker of one processor.
 */
final class NodeRunner {
  private final WorkerThread thread;
  private final int processor;
  private final ProcessorKind kind;
  private final Map<Class<?>, Object> services;

  /** The context of the whole program, of which replays are. */
  private final Scope outermost;

  private final PhaseTable phases;
  private final Worker.Completion completion;
  private final BodyContext context;
  private final Mover mover = new Mover();

  /** Instead of a number of bytes: the node has not completed. */
  static final long GOES_ON = -1;

  /** Why no further node may do anything; null while they may. */
  private volatile Throwable stopped;

  /** Why nothing can run on this worker, if so. */
  private Optional<Throwable> broken = Optional.empty();

  /** Told of every node before it runs; null if nobody is. */
  private ExecutionHook hook;

  /** Where it is noted what is done; null if nobody wants to know. */
  private EventRing profile;

  // The node that is being run.
  private Work work;
  private IndexLaunch launch;
  private long position;
  private long key;
  private TaskDefinition task;
  private List<Input> inputs;
  private Scope scope;
  private Optional<Gang> gang = Optional.empty();

  /** Why the node must not do anything; null if it may. */
  private Throwable cancelled;

  NodeRunner(
      WorkerThread thread,
      int processor,
      ProcessorKind kind,
      Map<Class<?>, Object> services,
      Scope outermost,
      PhaseTable phases,
      Worker.Completion completion) {
    this.thread = thread;
    this.processor = processor;
    this.kind = kind;
    this.services = services;
    this.outermost = outermost;
    this.phases = phases;
    this.completion = completion;
    this.context = new BodyContext(processor, services, phases);
  }

  /** Notes from now on what is done; before the first node. */
  void profile(EventRing ring) {
    profile = ring;
  }

  /** Tells of every node from now on; before the first. */
  void hook(ExecutionHook told) {
    hook = told;
  }

  /** From now on every node fails. */
  void breakDown(Throwable cause) {
    broken = Optional.of(cause);
  }

  /** From now on every node fails. Any thread. */
  void stop(Throwable cause) {
    stopped = cause;
  }

  boolean isStopped() {
    return stopped != null;
  }

  /** Runs a node; returns the bytes it moved, or {@link #GOES_ON}. */
  long run(Node node) {
    if (node.kind == NodeKind.JOIN) {
      return 0;
    }
    LaunchRun run = node.run;
    cancelled = node.cancelled == null ? broken.orElse(stopped) : node.cancelled;
    inputs = run.inputs();
    scope = node.scope;
    gang = run.gang();
    task = run.task();
    IndexLaunch of = run.launch().launch();
    return run(node, of, run.launch().position(), node.key, of.iteration(), run.results());
  }

  /** Runs a node of a replay, which waits for no results. */
  void replay(
      Work repeated,
      TaskDefinition definition,
      IndexLaunch of,
      long launchPosition,
      long nodeKey,
      long iteration,
      LaunchResults results) {
    cancelled = broken.orElse(stopped);
    inputs = List.of();
    scope = outermost;
    gang = Optional.empty();
    task = definition;
    run(repeated, of, launchPosition, nodeKey, iteration, results);
  }

  private long run(
      Work next,
      IndexLaunch of,
      long launchPosition,
      long nodeKey,
      long iteration,
      LaunchResults results) {
    work = next;
    launch = of;
    position = launchPosition;
    key = nodeKey;
    if (profile == null || next.kind == NodeKind.JOIN) {
      return run(iteration, results);
    }
    long start = System.nanoTime();
    long bytes = run(iteration, results);
    if (bytes != GOES_ON) {
      profile.add(EventKind.of(next.kind), of, nodeKey, bytes, start, System.nanoTime());
    }
    return bytes;
  }

  private long run(long iteration, LaunchResults results) {
    return switch (work.kind) {
      case TASK -> runTask(iteration, results) ? 0 : GOES_ON;
      case COPY, FOLD, FILL -> move();
      case JOIN -> 0;
    };
  }

  private long move() {
    PhysicalInstance target = work.target;
    PhysicalInstance source = work.source;
    boolean possible = !target.isMissing() && (source == null || !source.isMissing());
    long bytes = 0;
    try {
      beginWork();
      bytes = possible ? moveData() : 0;
    } catch (Throwable e) { // no node may stop the worker
      target.poison().spoil(work.points, work.fields, fail(e));
      return 0;
    }
    if (scope.failures.any() && !target.isMissing()) {
      if (work.kind != NodeKind.FOLD) {
        target.poison().heal(work.points, work.fields);
      }
      if (source != null) {
        target.poison().spread(source.poison(), work.points, work.fields);
      }
    }
    return bytes;
  }

  private long moveData() {
    return switch (work.kind) {
      case COPY -> mover.copy(work.source, work.target, work.points, work.fields);
      case FOLD -> mover.fold(work.source, work.target, work.points, work.fields, work.operator);
      case FILL -> mover.fill(work.target, work.points, work.fields, work.value);
      case TASK, JOIN -> throw new AssertionError(work.kind);
    };
  }

  /**
   * Runs a task whose outcome goes to some results, or to nobody if they are null; returns false if
   * it is an inner one, which goes on beside this worker.
   */
  private boolean runTask(long iteration, LaunchResults results) {
    FailureLog failures = scope.failures;
    boolean wanted = true;
    TaskFailure failure = null;
    Object outcome = LaunchResults.NO_RESULT;
    try {
      failure = failures.any() ? inheritedByInputs() : null;
      List<Phase> awaited = launch.control().phases().waits();
      if (failure == null && cancelled == null && !awaited.isEmpty()) {
        failure = phases.failure(awaited);
      }
      if (failure == null && launch.control().isPredicated()) {
        wanted = Input.isWanted(launch, launch.point(work.point), inputs);
      }
      if (failure == null && wanted && failures.any()) {
        failure = inheritedByData();
      }
      if (failure == null && wanted && cancelled == null && isInner()) {
        beginWork();
        clearBuffers();
        TaskBody body = task.variant(kind).orElseThrow().body();
        new InnerTask((Node) work, work.processor, services, phases, completion).start(body);
        return false;
      }
      if (failure == null) {
        outcome = wanted ? runBody(iteration) : standIn();
      }
    } catch (Throwable e) { // a body may throw anything, and none of it may stop the worker
      failure = isElsewhere(e) ? ((TaskFailedException) e).failure() : fail(e);
    }
    if (gang.isPresent()) {
      gang.get().leave(failure);
    }
    if (failures.any()) {
      settle(failure, wanted);
    }
    if (results != null) {
      results.complete(work.point, failure == null ? outcome : failure);
    }
    phases.leave(launch, failure);
    return true;
  }

  /** Whether a body throws because another, which it waited for, has failed. */
  private boolean isElsewhere(Throwable thrown) {
    return Gang.isBroken(gang, thrown) || phases.isBroken(launch, thrown);
  }

  private boolean isInner() {
    Optional<TaskVariant> variant = task.variant(kind);
    return variant.isPresent() && variant.get().kind() == VariantKind.INNER;
  }

  /** In place of a task that its predicate keeps from running: it contributes the identity. */
  private Object standIn() throws Throwable {
    if (cancelled != null) {
      throw cancelled;
    }
    clearBuffers();
    return launch.control().otherwise().orElse(LaunchResults.NO_RESULT);
  }

  /** Throws if the node must not do anything. */
  private void beginWork() throws Throwable {
    if (cancelled != null) {
      throw cancelled;
    }
    if (hook != null) {
      hook.runs(work.kind, launch, key, processor, scope.ancestors);
    }
  }

  private Object runBody(long iteration) throws Throwable {
    beginWork();
    Optional<TaskVariant> variant = task.variant(kind);
    if (variant.isEmpty()) {
      throw new IllegalStateException(
          "task '%s' has no variant for %s; it has %s".formatted(task.name(), kind, task.kinds()));
    }
    thread.running(task.name());
    context.enter(work, launch, iteration, inputs, gang);
    Object result;
    try {
      if (!task.overwritesReductions()) {
        clearBuffers();
      }
      variant.get().body().run(context);
    } finally {
      result = context.leave();
      thread.running("");
    }
    return result;
  }

  /** Each point folds into a buffer of its own, from the identity. */
  private void clearBuffers() {
    List<RegionRequirement> requirements = launch.requirements();
    for (int r = 0; r < requirements.size(); r++) {
      PhysicalInstance buffer = work.instance(r);
      if (buffer != null
          && !buffer.isMissing() // for a task that its predicate keeps from running
          && requirements.get(r).privilege() instanceof Privilege.Reduce reduce) {
        IndexSpace space = work.views[r].space();
        mover.fillIdentity(buffer, space, requirements.get(r).fields(), reduce.operator());
      }
    }
  }

  private TaskFailure fail(Throwable cause) {
    TaskFailure failure =
        new TaskFailure(
            launch.task(),
            launch.provenance(),
            key,
            position,
            launch.point(work.point),
            processor,
            cause,
            scope.ancestors);
    scope.failures.add(failure);
    return failure;
  }

  /** The first failure in program order of the results that the task waits for, or null. */
  private TaskFailure inheritedByInputs() {
    TaskFailure first = null;
    for (int i = 0; i < inputs.size(); i++) {
      first = earlier(first, inputs.get(i).failure(launch.point(work.point)));
    }
    return first;
  }

  /** The first failure in program order that spoiled the data which the task reads, or null. */
  private TaskFailure inheritedByData() {
    TaskFailure first = null;
    List<RegionRequirement> requirements = launch.requirements();
    for (int r = 0; r < requirements.size(); r++) {
      PhysicalInstance instance = work.instance(r);
      if (instance != null && (requirements.get(r).privilege().reads() || instance.isMissing())) {
        IndexSpace space = work.views[r].space();
        FieldSet fields = requirements.get(r).fields();
        first = earlier(first, instance.poison().first(space, fields).orElse(null));
      }
    }
    return first;
  }

  private static TaskFailure earlier(TaskFailure a, TaskFailure b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return TaskFailure.first(a, b);
  }

  /**
   * What a failed task should have written is spoiled, what another has written is sound; one that
   * was not wanted has written its reduction buffers only.
   */
  private void settle(TaskFailure failure, boolean wanted) {
    List<RegionRequirement> requirements = launch.requirements();
    for (int r = 0; r < requirements.size(); r++) {
      PhysicalInstance instance = work.instance(r);
      if (instance == null || instance.isMissing() || !requirements.get(r).privilege().writes()) {
        continue;
      }
      if (!wanted && failure == null && !requirements.get(r).privilege().reduces()) {
        continue;
      }
      InstanceView view = work.views[r];
      FieldSet fields = requirements.get(r).fields();
      if (failure == null) {
        instance.poison().heal(view.space(), fields);
      } else {
        instance.poison().spoil(view.space(), fields, failure);
      }
    }
  }
}
