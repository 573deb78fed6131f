package org.soapstone.tasks.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.primitives.ImmutableIntArray;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.soapstone.mapper.launch.FutureId;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.Projection;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.mapper.machine.CopyEngine;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.machine.MemoryKind;
import org.soapstone.mapper.machine.ProcessorKind;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.FieldSpace;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.Privilege;
import org.soapstone.regions.Rect;
import org.soapstone.regions.RegionForest;
import org.soapstone.regions.deppart.Partitions;

/** Costed launches, footprints, fragments and composed steps. */
class GraphPartsTest {
  private final Machine machine =
      Machine.builder("test", CopyEngine.DMA)
          .memory("host", MemoryKind.HOST, 0, 1000, 1e9)
          .memory("device", MemoryKind.DEVICE, 0, 1000, 1e9)
          .duplexLink("link", "host", "device", 1e9, 100)
          .processor("cpu", ProcessorKind.CPU, 0, "host", 1e9)
          .processor("gpu", ProcessorKind.GPU, 0, "device", 1e9)
          .build();
  private final LogicalRegion region =
      new RegionForest()
          .createRegion(
              "r",
              IndexSpace.of(Rect.ofExtents(10)),
              FieldSpace.builder()
                  .field("a", FieldType.FLOAT32)
                  .field("b", FieldType.FLOAT64)
                  .build());

  private MappedLaunch mapped(long position, int points, int... processors) {
    var tiles = Partitions.equal(region.indexSpace(), Rect.ofExtents(points));
    IndexLaunch launch =
        IndexLaunch.of(
            "task",
            Rect.ofExtents(points),
            TaskArguments.NONE,
            RegionRequirement.pieces(
                region, tiles, Projection.IDENTITY, FieldSet.of(0, 1), Privilege.read()));
    return new MappedLaunch(launch, position, ImmutableIntArray.copyOf(processors), 0);
  }

  @Test
  void pointsOfEqualExtentAndKindShareACostKey() {
    CostedLaunch costed = CostedLaunch.of(mapped(0, 4, 0, 0, 0, 1), machine);
    List<CostKey> keys = costed.costKeys();

    // The pieces have 2, 3, 2 and 3 points.
    assertThat(keys.get(0)).isEqualTo(keys.get(2)).isNotEqualTo(keys.get(1));
    assertThat(keys.get(3).kind()).isEqualTo(ProcessorKind.GPU);
    assertThat(keys.get(1).elementBytes()).containsExactly(12);
    assertThat(keys.get(1).bytes()).isEqualTo(36);
    CostedLaunch even = CostedLaunch.of(mapped(0, 2, 0, 0), machine);
    assertThat(even.costKeys().get(0)).isSameAs(even.costKeys().get(1));
    assertThatThrownBy(() -> new CostedLaunch(mapped(0, 2, 0, 0), List.of()))
        .hasMessageContaining("has 2 points, but 0 cost keys are given");
  }

  private InstanceSpec instance(int memory, long extent, int slot) {
    return new InstanceSpec(
        region, memory, Rect.ofExtents(extent), FieldSet.of(1), Optional.empty(), slot);
  }

  @Test
  void aFootprintCountsEachInstanceOnce() {
    MemoryFootprint footprint =
        MemoryFootprint.of(
            List.of(
                instance(0, 10, 0), instance(1, 100, 0), instance(0, 10, 0), instance(0, 10, 1)),
            machine);
    assertThat(footprint.bytes().asList()).containsExactly(160L, 800L);
    assertThat(footprint.peakBytes()).isEqualTo(800);
    assertThat(footprint.overflow(machine)).isEmpty();
    assertThat(MemoryFootprint.of(List.of(instance(1, 126, 0)), machine).overflow(machine))
        .hasValueSatisfying(sentence ->
            assertThat(sentence)
                .contains("memory 'device'", "holds 1000 bytes, but the plan needs 1008"));
  }

  @Test
  void referencesKeepWhatTheyReferTo() {
    long task = TreeFragment.taskReference((1 << 27) - 1, (1 << 17) - 1);
    assertThat(TreeFragment.isTask(task)).isTrue();
    assertThat(TreeFragment.isPrevious(task)).isFalse();
    assertThat(TreeFragment.launch(task)).isEqualTo((1 << 27) - 1);
    assertThat(TreeFragment.point(task)).isEqualTo((1 << 17) - 1);
    long before = TreeFragment.previous(task);
    assertThat(TreeFragment.isTask(before)).isTrue();
    assertThat(TreeFragment.isPrevious(before)).isTrue();
    assertThat(TreeFragment.launch(before)).isEqualTo((1 << 27) - 1);
    long node = TreeFragment.previous(TreeFragment.nodeReference(7));
    assertThat(TreeFragment.isTask(node)).isFalse();
    assertThat(TreeFragment.node(node)).isEqualTo(7);
  }

  @Test
  void stepsAreChainedByEdgesFromTheStepBefore() {
    TreeFragment.Builder fragment = new TreeFragment.Builder();
    int copy = fragment.addNode(NodeKind.COPY, StructuralKey.service(2, 0, 0, 0), 0, 0, 1, 40, 0);
    fragment.addEdge(TreeFragment.taskReference(0, 1), TreeFragment.nodeReference(copy));
    fragment.addEdge(TreeFragment.nodeReference(copy), TreeFragment.taskReference(2, 0));
    fragment.addEdge(
        TreeFragment.previous(TreeFragment.nodeReference(copy)), TreeFragment.taskReference(0, 1));
    fragment.addEdge(
        TreeFragment.previous(TreeFragment.taskReference(2, 0)), TreeFragment.taskReference(0, 0));
    fragment.addInstance(instance(0, 10, 0));
    List<CostedLaunch> step =
        List.of(
            CostedLaunch.of(mapped(0, 2, 0, 1), machine),
            CostedLaunch.of(mapped(2, 1, 0), machine));

    TaskGraph graph = SteadyGraph.compose(step, List.of(fragment.build()), 4, 3);
    assertThat(graph.nodeCount()).isEqualTo(12);
    assertThat(graph.edgeCount()).isEqualTo(3 * 2 + 2 * 2);
    assertThat(graph.instances()).containsExactly(instance(0, 10, 0));
    GraphRecord last = GraphRecord.ofStep(graph, 8, 4);
    assertThat(GraphDiff.of(GraphRecord.ofStep(graph, 4, 4), last)).isEmpty();
    assertThat(last.edges())
        .contains(
            new GraphRecord.Edge(StructuralKey.service(2, 0, 0, 0), 1, StructuralKey.task(0, 1)));
  }

  @Test
  void compositionRefusesWhatDoesNotFitAStep() {
    List<CostedLaunch> step = List.of(CostedLaunch.of(mapped(4, 1, 0), machine));
    assertThatThrownBy(() -> SteadyGraph.compose(step, List.of(), 4, 1))
        .hasMessageContaining("is at position 4 of a step of span 4");
    assertThatThrownBy(() -> SteadyGraph.compose(step, List.of(), 5, 0))
        .hasMessageContaining("steps is 0");
    IndexLaunch waits = IndexLaunch.single("waits", TaskArguments.NONE).after(new FutureId(3));
    CostedLaunch costed =
        CostedLaunch.of(new MappedLaunch(waits, 0, ImmutableIntArray.of(0), 0), machine);
    assertThatThrownBy(() -> SteadyGraph.compose(List.of(costed), List.of(), 5, 1))
        .hasMessageContaining("waits for the launch at position 3");
  }
}
