package org.soapstone.tasks.execution;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.mapper.machine.ProcessorKind;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.Privilege;
import org.soapstone.tasks.TaskFailure;
import org.soapstone.tasks.TaskVariant;
import org.soapstone.tasks.graph.NodeKind;
import org.soapstone.tasks.instances.InstanceView;
import org.soapstone.tasks.instances.Mover;
import org.soapstone.tasks.instances.PhysicalInstance;

/**
 * The thread of one processor: runs the nodes of its queue one after another, and never waits for
 * anything but the next node.
 */
final class Worker extends WorkerThread {
  /** Told of every node that a worker has run. */
  interface Completion {
    void completed(Node node, long endNanos);
  }

  private final int processor;
  private final ProcessorKind kind;
  private final List<WorkerHook> hooks;
  private final FailureLog failures;
  private final Completion completion;
  private final BodyContext context;
  private final Mover mover = new Mover();
  private final ReadyQueue queue = new ReadyQueue(this);

  Worker(
      int processor,
      ProcessorKind kind,
      Map<Class<?>, Object> services,
      List<WorkerHook> hooks,
      FailureLog failures,
      Completion completion) {
    super("soapstone-worker-" + processor);
    this.processor = processor;
    this.kind = kind;
    this.hooks = hooks;
    this.failures = failures;
    this.completion = completion;
    this.context = new BodyContext(processor, services);
  }

  ReadyQueue queue() {
    return queue;
  }

  @Override
  public void run() {
    Optional<Throwable> broken = callHooks();
    for (Node node = queue.take(); node != null; node = queue.take()) {
      if (node.cancelled == null && broken.isPresent()) {
        node.cancelled = broken.get();
      }
      long start = node.record == null ? 0 : System.nanoTime();
      long bytes = execute(node);
      long end = System.nanoTime();
      if (node.record != null) {
        node.record.ran(processor, bytes, start, end);
      }
      completion.completed(node, end);
    }
  }

  /** A worker whose hook throws must still answer for its nodes: it fails them. */
  private Optional<Throwable> callHooks() {
    try {
      hooks.forEach(hook -> hook.started(processor));
      return Optional.empty();
    } catch (Throwable e) { // whatever it is, the program has to hear of it
      return Optional.of(e);
    }
  }

  /** Runs a node; returns the bytes it moved. */
  private long execute(Node node) {
    return switch (node.kind) {
      case TASK -> {
        runTask(node);
        yield 0;
      }
      case COPY, FOLD, FILL -> move(node);
      case JOIN -> 0;
    };
  }

  private long move(Node node) {
    boolean possible =
        !node.target.isMissing() && (node.source == null || !node.source.isMissing());
    long bytes = 0;
    try {
      if (node.cancelled != null) {
        throw node.cancelled;
      }
      bytes = possible ? moveData(node) : 0;
    } catch (Throwable e) { // no node may stop the worker
      node.target.poison().spoil(node.points, node.fields, fail(node, e));
      return 0;
    }
    if (failures.any() && !node.target.isMissing()) {
      if (node.kind != NodeKind.FOLD) {
        node.target.poison().heal(node.points, node.fields);
      }
      if (node.source != null) {
        node.target.poison().spread(node.source.poison(), node.points, node.fields);
      }
    }
    return bytes;
  }

  private long moveData(Node node) {
    return switch (node.kind) {
      case COPY -> mover.copy(node.source, node.target, node.points, node.fields);
      case FOLD -> mover.fold(node.source, node.target, node.points, node.fields, node.operator);
      case FILL -> mover.fill(node.target, node.points, node.fields, node.value);
      case TASK, JOIN -> throw new AssertionError(node.kind);
    };
  }

  private void runTask(Node node) {
    LaunchRun run = node.run;
    TaskFailure failure = failures.any() ? inherited(node) : null;
    Object outcome = LaunchResults.NO_RESULT;
    if (failure == null) {
      try {
        outcome = runBody(node);
      } catch (Throwable e) { // a body may throw anything, and none of it may stop the worker
        failure = fail(node, e);
      }
    }
    if (failures.any()) {
      settle(node, failure);
    }
    run.results().complete(node.point, failure == null ? outcome : failure);
  }

  private Object runBody(Node node) throws Throwable {
    if (node.cancelled != null) {
      throw node.cancelled;
    }
    var task = node.run.task();
    TaskVariant variant =
        task.variant(kind)
            .orElseThrow(() ->
                new IllegalStateException(
                    "task '%s' has no variant for %s; it has %s"
                        .formatted(task.name(), kind, task.kinds())));
    running(task.name());
    context.enter(node);
    Object result;
    try {
      if (!task.overwritesReductions()) {
        clearBuffers(node);
      }
      variant.body().run(context);
    } finally {
      result = context.leave();
      running("");
    }
    return result;
  }

  /** Each point folds into a buffer of its own, from the identity. */
  private void clearBuffers(Node node) {
    List<RegionRequirement> requirements = node.run.launch().launch().requirements();
    for (int r = 0; r < requirements.size(); r++) {
      PhysicalInstance buffer = node.instance(r);
      if (buffer != null && requirements.get(r).privilege() instanceof Privilege.Reduce reduce) {
        IndexSpace space = node.views[r].space();
        mover.fillIdentity(buffer, space, requirements.get(r).fields(), reduce.operator());
      }
    }
  }

  private TaskFailure fail(Node node, Throwable cause) {
    var launch = node.run.launch();
    TaskFailure failure =
        new TaskFailure(
            launch.launch().task(),
            launch.launch().provenance(),
            node.key,
            launch.position(),
            launch.launch().point(node.point),
            processor,
            cause);
    failures.add(failure);
    return failure;
  }

  /** The first failure in program order that spoiled what the task reads; null if it may run. */
  private static TaskFailure inherited(Node node) {
    TaskFailure first = null;
    for (LaunchResults input : node.run.inputs()) {
      first = earlier(first, input.failure());
    }
    List<RegionRequirement> requirements = node.run.launch().launch().requirements();
    for (int r = 0; r < requirements.size(); r++) {
      PhysicalInstance instance = node.instance(r);
      if (instance != null && (requirements.get(r).privilege().reads() || instance.isMissing())) {
        IndexSpace space = node.views[r].space();
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

  /** What a failed task should have written is spoiled, what another has written is sound. */
  private static void settle(Node node, TaskFailure failure) {
    List<RegionRequirement> requirements = node.run.launch().launch().requirements();
    for (int r = 0; r < requirements.size(); r++) {
      PhysicalInstance instance = node.instance(r);
      if (instance == null || instance.isMissing() || !requirements.get(r).privilege().writes()) {
        continue;
      }
      InstanceView view = node.views[r];
      FieldSet fields = requirements.get(r).fields();
      if (failure == null) {
        instance.poison().heal(view.space(), fields);
      } else {
        instance.poison().spoil(view.space(), fields, failure);
      }
    }
  }
}
