package org.soapstone.tasks.execution;

import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.soapstone.mapper.launch.FillValue;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.regions.Coherence;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.ReductionOperator;
import org.soapstone.tasks.TaskDefinition;
import org.soapstone.tasks.TaskFailure;
import org.soapstone.tasks.TaskRegistry;
import org.soapstone.tasks.graph.GraphSink;
import org.soapstone.tasks.graph.InstanceSpec;
import org.soapstone.tasks.graph.MappedLaunch;
import org.soapstone.tasks.graph.NodeKind;
import org.soapstone.tasks.graph.StructuralKey;
import org.soapstone.tasks.instances.PhysicalInstance;

/**
 * Makes nodes of a context's window from what the dependence analysis emits for one launch after
 * another, and hands those that wait for nobody to the workers. For the program's thread.
 */
abstract sealed class NodeEmitter implements GraphSink permits Executor {
  final Scope scope;
  final TaskRegistry tasks;
  final Optional<ExecutionRecorder> recorder;
  final InstanceLife instances;
  final Workers workers;
  private final PointSpaces spaces = new PointSpaces();

  /** The launch whose nodes are being emitted. */
  private long position = -1;

  /** Takes its results; null for a fill. */
  private LaunchResults current;

  private List<Input> inputs = List.of();
  private LaunchRun run;

  /** The latest fence, while it has not completed; null otherwise. */
  private Node fence;

  private long fenceHandle;

  /** The points of the must-epoch that is being emitted; null if there is none. */
  private Gang epoch;

  /** The gang whose points are being emitted; null if there is none. */
  private Gang gang;

  NodeEmitter(
      Scope scope,
      TaskRegistry tasks,
      Optional<ExecutionRecorder> recorder,
      InstanceLife instances,
      Workers workers) {
    this.scope = scope;
    this.tasks = tasks;
    this.recorder = recorder;
    this.instances = instances;
    this.workers = workers;
  }

  /** Turns to a launch, with what takes its results, null for a fill, and what its points read. */
  final void begin(long launchPosition, LaunchResults results, List<Input> found) {
    position = launchPosition;
    current = results;
    inputs = found;
    run = null;
    gang = null;
  }

  /** All points that are emitted run at the same time, until {@link #endEpoch}. */
  final void beginEpoch(int points) {
    epoch = new Gang(points, scope.breakdown);
  }

  void endEpoch() {
    epoch = null;
  }

  /** The gang that is being emitted cannot be complete, or its points cannot run together. */
  private void refuse(Gang wrong, Throwable cause) {
    for (Node node : wrong.refuse(cause)) {
      workers.offer(node, System.nanoTime());
    }
  }

  /** The position of the launch whose nodes are being emitted. */
  final long position() {
    return position;
  }

  /** Has what was emitted in part fail. */
  final Executor.Remains cancelUnsealed(Throwable cause) {
    if (run == null) {
      if (epoch != null) {
        refuse(epoch, cause);
      }
      return Executor.Remains.NOTHING;
    }
    if (gang != null) {
      refuse(gang, cause);
    }
    List<Node> unsealed = scope.window.unsealed();
    for (Node node : unsealed) {
      node.cancelled = cause;
      seal(node.handle());
    }
    return unsealed.isEmpty() ? Executor.Remains.EVERYTHING : Executor.Remains.A_PART;
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
    scope.failures.add(failure);
    return failure;
  }

  private Node newNode(NodeKind kind, long key, int processor, int priority) {
    Node node = scope.window.acquire();
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
      gang = launch.launch().control().concurrent() ? gang(launch.launch()) : null;
      TaskDefinition task = tasks.task(launch.launch().task());
      run = new LaunchRun(launch, task, current, inputs, Optional.ofNullable(gang));
    }
    ImmutableIntArray processors = launch.processors();
    Node node = newNode(NodeKind.TASK, key, processors.get(point), launch.priority());
    if (!launch.launch().control().phases().waits().isEmpty()) {
      workers.phases().await(launch.launch(), node);
    }
    if (recording()) {
      record(node, Optional.of(launch), -1, -1, new ArrayList<>());
    }
    return node.handle();
  }

  private Gang gang(IndexLaunch launch) {
    return epoch == null ? new Gang(launch.pointCount(), scope.breakdown) : epoch;
  }

  @Override
  public void bind(long task, int requirement, InstanceSpec instance) {
    Node node = scope.window.slot(task);
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
    for (Node earlier : scope.window.current()) {
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
    Node before = scope.window.slot(from);
    Node after = scope.window.slot(to);
    before.precede(from, after);
    if (gang != null && before.isCurrent(from) && gang.joins(before, after)) {
      refuse(gang, togetherness(before, after));
    }
    if (recording()) {
      recorder.orElseThrow().edge(from, to);
    }
  }

  @Override
  public void seal(long node) {
    Node sealed = scope.window.slot(node);
    if (sealed.seal()) {
      workers.ready(sealed, System.nanoTime());
    }
  }

  private static IllegalStateException togetherness(Node before, Node after) {
    return new IllegalStateException(
        "launch '%s' of task '%s': point %s runs at the same time as others, but would wait for %s; have those that share data placed where they see one memory that holds it"
            .formatted(
                after.run.launch().launch().provenance(),
                after.run.launch().launch().task(),
                after.run.launch().launch().point(after.point),
                before.kind == NodeKind.TASK
                    ? "point %s of launch '%s'"
                        .formatted(
                            before.run.launch().launch().point(before.point),
                            before.run.launch().launch().provenance())
                    : "the %s %s of what another of them writes"
                        .formatted(
                            before.kind.name().toLowerCase(Locale.ROOT),
                            StructuralKey.describe(before.key))));
  }

  /** A node that only waits, on nobody's behalf. */
  final Node newJoin() {
    return newNode(NodeKind.JOIN, StructuralKey.task(Math.max(0, position), 0), 0, 0);
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

  /** The place for the results of the launch that has begun; null for a fill. */
  final LaunchResults currentResults() {
    return current;
  }
}
