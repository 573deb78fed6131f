package org.soapstone.tasks.execution;

import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.soapstone.mapper.launch.FillValue;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.regions.Coherence;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.ReductionOperator;
import org.soapstone.tasks.TaskDefinition;
import org.soapstone.tasks.TaskRegistry;
import org.soapstone.tasks.VariantKind;
import org.soapstone.tasks.graph.GraphSink;
import org.soapstone.tasks.graph.InstanceSpec;
import org.soapstone.tasks.graph.MappedLaunch;
import org.soapstone.tasks.graph.NodeKind;
import org.soapstone.tasks.graph.SlowPath;
import org.soapstone.tasks.graph.StructuralKey;
import org.soapstone.tasks.instances.PhysicalInstance;

/** Takes one run of launches and compiles it. Its handles are numbers from 0. */
final class TemplateBuilder implements GraphSink {
  /** A node's number is a part of what a lane holds for it. */
  static final int MAX_NODES = 1 << Lane.NODE_BITS;

  private final TaskRegistry tasks;
  private final Function<InstanceSpec, Optional<PhysicalInstance>> instances;
  private final IndexLaunch[] launches;
  private final TaskDefinition[] definitions;
  private final List<RunTemplate.RepeatedNode> nodes = new ArrayList<>();
  private final ImmutableIntArray.Builder edges = ImmutableIntArray.builder();

  /** Why the run cannot be compiled; empty so far. */
  private Optional<SlowPath> obstacle = Optional.empty();

  TemplateBuilder(
      int launchCount,
      TaskRegistry tasks,
      Function<InstanceSpec, Optional<PhysicalInstance>> instances) {
    this.tasks = tasks;
    this.instances = instances;
    launches = new IndexLaunch[launchCount];
    definitions = new TaskDefinition[launchCount];
  }

  /** {@return why the run cannot be compiled, if so} */
  Optional<SlowPath> obstacle() {
    boolean fits = !nodes.isEmpty() && nodes.size() <= MAX_NODES;
    return (obstacle.isPresent() || fits) ? obstacle : Optional.of(SlowPath.SIZE);
  }

  /**
   * {@return the compiled run, which has no {@linkplain #obstacle obstacle}}
   *
   * @param processors the number of processors
   */
  RunTemplate build(int processors) {
    return new RunTemplate(nodes, launches, definitions, edges.build(), processors);
  }

  private void require(boolean holds, SlowPath otherwise) {
    if (!holds && obstacle.isEmpty()) {
      obstacle = Optional.of(otherwise);
    }
  }

  private long add(NodeKind kind, long key, int processor, int priority, Work work) {
    work.kind = kind;
    work.processor = processor;
    work.priority = priority;
    work.point = StructuralKey.point(key);
    nodes.add(new RunTemplate.RepeatedNode(work, key, StructuralKey.launch(key)));
    return nodes.size() - 1L;
  }

  private PhysicalInstance instance(InstanceSpec spec) {
    PhysicalInstance found = instances.apply(spec).orElse(null);
    require(found != null && !found.isMissing(), SlowPath.NO_MEMORY);
    return found;
  }

  @Override
  public long task(long key, MappedLaunch launch, int point) {
    int place = (int) launch.position();
    launches[place] = launch.launch();
    definitions[place] = tasks.task(launch.launch().task());
    require(isLeaf(definitions[place]), SlowPath.INNER_BODY);
    return add(NodeKind.TASK, key, launch.processors().get(point), launch.priority(), new Work());
  }

  private static boolean isLeaf(TaskDefinition task) {
    return task.kinds().stream()
        .allMatch(kind -> task.variant(kind).orElseThrow().kind() == VariantKind.LEAF);
  }

  @Override
  public void bind(long task, int requirement, InstanceSpec spec) {
    RunTemplate.RepeatedNode node = nodes.get((int) task);
    IndexLaunch launch = launches[node.launch()];
    RegionRequirement needed = launch.requirements().get(requirement);
    IndexSpace space = needed.space(launch.point(node.work().point));
    PhysicalInstance instance = space.isEmpty() ? null : instance(spec);
    require(needed.coherence() != Coherence.ATOMIC, SlowPath.ATOMIC);
    if (instance != null) {
      boolean overwrites = definitions[node.launch()].overwritesReductions();
      node.work()
          .bind(
              requirement,
              instance,
              instance.view(space, needed.fields(), needed.privilege(), overwrites));
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
    Work work = movement(target, points, fields);
    work.source = instance(source);
    return add(NodeKind.COPY, key, processor, priority, work);
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
    Work work = movement(target, points, fields);
    work.source = instance(source);
    work.operator = operator;
    return add(NodeKind.FOLD, key, processor, priority, work);
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
    Work work = movement(target, points, fields);
    work.value = value;
    return add(NodeKind.FILL, key, processor, priority, work);
  }

  private Work movement(InstanceSpec target, IndexSpace points, FieldSet fields) {
    Work work = new Work();
    work.target = instance(target);
    work.points = points;
    work.fields = fields;
    return work;
  }

  @Override
  public long join(long key, int processor) {
    return add(NodeKind.JOIN, key, processor, 0, new Work());
  }

  @Override
  public void edge(long from, long to) {
    edges.add((int) from).add((int) to);
  }

  @Override
  public void seal(long node) {}
}
