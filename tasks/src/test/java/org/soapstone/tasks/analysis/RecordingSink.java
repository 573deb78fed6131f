package org.soapstone.tasks.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.soapstone.mapper.launch.FillValue;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.ReductionOperator;
import org.soapstone.tasks.graph.GraphSink;
import org.soapstone.tasks.graph.InstanceSpec;
import org.soapstone.tasks.graph.MappedLaunch;
import org.soapstone.tasks.graph.NodeKind;
import org.soapstone.tasks.graph.StructuralKey;

/** Writes down all that the analysis emits, and checks that it keeps to the sink's rules. */
class RecordingSink implements GraphSink {
  final List<Node> nodes = new ArrayList<>();
  final List<long[]> edges = new ArrayList<>();
  final List<Access> accesses = new ArrayList<>();
  private final Set<Long> keys = new HashSet<>();
  private final Set<Long> knownEdges = new HashSet<>();
  private final Set<Long> sealed = new HashSet<>();

  /** A node with what it does; what does not apply is null. */
  static final class Node {
    final NodeKind kind;
    final long key;
    MappedLaunch launch;
    int point;
    final Map<Integer, InstanceSpec> bindings = new HashMap<>();
    InstanceSpec source;
    InstanceSpec target;
    IndexSpace points;
    FieldSet fields;
    ReductionOperator operator;
    FillValue value;

    Node(NodeKind kind, long key) {
      this.kind = kind;
      this.key = key;
    }

    @Override
    public String toString() {
      String name = kind + " " + StructuralKey.describe(key);
      return kind == NodeKind.TASK ? name + " " + launch.launch().provenance() : name;
    }
  }

  /** That a node touches points of an instance. */
  record Access(
      int node, InstanceSpec instance, FieldSet fields, IndexSpace points, boolean writes) {}

  private int add(NodeKind kind, long key) {
    if (!keys.add(key)) {
      throw new AssertionError("key " + StructuralKey.describe(key) + " is there twice");
    }
    nodes.add(new Node(kind, key));
    return nodes.size() - 1;
  }

  @Override
  public long task(long key, MappedLaunch launch, int point) {
    int node = add(NodeKind.TASK, key);
    nodes.get(node).launch = launch;
    nodes.get(node).point = point;
    return node;
  }

  @Override
  public void bind(long task, int requirement, InstanceSpec instance) {
    Node node = nodes.get((int) task);
    assertThat(node.bindings.put(requirement, instance)).as("binds once").isNull();
    RegionRequirement what = node.launch.launch().requirements().get(requirement);
    IndexSpace points = what.space(node.launch.launch().point(node.point));
    accesses.add(
        new Access((int) task, instance, what.fields(), points, what.privilege().writes()));
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
    return movement(NodeKind.COPY, key, source, target, points, fields, null, null);
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
    return movement(NodeKind.FOLD, key, source, target, points, fields, operator, null);
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
    return movement(NodeKind.FILL, key, null, target, points, fields, null, value);
  }

  private long movement(
      NodeKind kind,
      long key,
      InstanceSpec source,
      InstanceSpec target,
      IndexSpace points,
      FieldSet fields,
      ReductionOperator operator,
      FillValue value) {
    int id = add(kind, key);
    Node node = nodes.get(id);
    node.source = source;
    node.target = target;
    node.points = points;
    node.fields = fields;
    node.operator = operator;
    node.value = value;
    assertThat(points.isEmpty()).as("moves something").isFalse();
    if (source != null) {
      assertThat(source).isNotEqualTo(target);
      accesses.add(new Access(id, source, fields, points, false));
    }
    accesses.add(new Access(id, target, fields, points, true));
    return id;
  }

  @Override
  public long join(long key, int processor) {
    return add(NodeKind.JOIN, key);
  }

  @Override
  public void edge(long from, long to) {
    if (from == to || !knownEdges.add(from << 32 | to) || sealed.contains(to)) {
      throw new AssertionError(
          "edge %s -> %s is from a node to itself, sent twice, or comes after the seal"
              .formatted(nodes.get((int) from), nodes.get((int) to)));
    }
    edges.add(new long[] {from, to});
  }

  @Override
  public void seal(long node) {
    assertThat(sealed.add(node)).as("sealed once").isTrue();
  }

  /** Checks that every node was sealed and that every binding covers its points. */
  void checkComplete() {
    assertThat(sealed).hasSize(nodes.size());
    for (Access access : accesses) {
      if (!access.instance().rect().contains(access.points().bounds())
          || !access.instance().fields().contains(access.fields())) {
        throw new AssertionError(
            "%s does not cover fields %s of %s"
                .formatted(access.instance(), access.fields(), access.points()));
      }
    }
    for (Node node : nodes) {
      if (node.kind == NodeKind.TASK) {
        assertThat(node.bindings).hasSize(node.launch.launch().requirements().size());
      }
    }
  }
}
