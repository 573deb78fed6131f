package org.soapstone.tasks.graph;

import org.soapstone.mapper.launch.FillValue;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.ReductionOperator;

/**
 * The sink that builds a frozen {@link TaskGraph}. Handles are the numbers of the graph's nodes.
 * Not thread-safe.
 *
 * <pre>{@code
 * var sink = new FrozenGraphSink(machine);
 * analysis.launch(launch, 0, sink);
 * TaskGraph graph = sink.graph();
 * }</pre>
 */
public final class FrozenGraphSink implements GraphSink {
  private final Machine machine;
  private final TaskGraphBuilder builder = new TaskGraphBuilder();
  private CostedLaunch costed;

  /** The latest fence; −1 if there is none. */
  private int fence = -1;

  /**
   * Starts an empty graph.
   *
   * @param machine the machine whose processors the launches are mapped to
   */
  public FrozenGraphSink(Machine machine) {
    this.machine = machine;
  }

  /** {@return the graph of everything emitted so far} */
  public TaskGraph graph() {
    return builder.build();
  }

  @Override
  public long task(long key, MappedLaunch launch, int point) {
    if (costed == null || costed.launch().position() != launch.position()) {
      costed = CostedLaunch.of(launch, machine);
    }
    return afterFence(
        builder.addTask(
            key, launch.processors().get(point), costed.costKeys().get(point), launch.priority()));
  }

  @Override
  public void bind(long task, int requirement, InstanceSpec instance) {
    builder.addInstance(instance);
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
    builder.addInstance(source);
    builder.addInstance(target);
    return afterFence(
        builder.addMovement(
            NodeKind.COPY,
            key,
            processor,
            source.memory(),
            target.memory(),
            target.bytes(points, fields),
            priority));
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
    builder.addInstance(source);
    builder.addInstance(target);
    return afterFence(
        builder.addMovement(
            NodeKind.FOLD,
            key,
            processor,
            source.memory(),
            target.memory(),
            target.bytes(points, fields),
            priority));
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
    builder.addInstance(target);
    return afterFence(
        builder.addMovement(
            NodeKind.FILL,
            key,
            processor,
            -1,
            target.memory(),
            target.bytes(points, fields),
            priority));
  }

  @Override
  public long join(long key, int processor) {
    return afterFence(builder.addMovement(NodeKind.JOIN, key, processor, -1, -1, 0, 0));
  }

  @Override
  public void fence(long key) {
    int node = builder.addMovement(NodeKind.JOIN, key, 0, -1, -1, 0, 0);
    for (int before = Math.max(fence, 0); before < node; before++) {
      builder.addEdge(before, node);
    }
    fence = node;
  }

  private int afterFence(int node) {
    if (fence >= 0) {
      builder.addEdge(fence, node);
    }
    return node;
  }

  @Override
  public void edge(long from, long to) {
    builder.addEdge((int) from, (int) to);
  }

  @Override
  public void seal(long node) {}
}
