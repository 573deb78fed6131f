package org.soapstone.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.soapstone.mapper.Mapper;
import org.soapstone.mapper.launch.FillLaunch;
import org.soapstone.mapper.launch.FillValue;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.Launch;
import org.soapstone.mapper.launch.LaunchTag;
import org.soapstone.mapper.launch.Projection;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.regions.BuiltInReduction;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.FieldSpace;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.IndexPartition;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.Privilege;
import org.soapstone.regions.Rect;
import org.soapstone.regions.RegionForest;
import org.soapstone.regions.deppart.AffineRectMap;
import org.soapstone.regions.deppart.Partitions;
import org.soapstone.tasks.analysis.PreparedLaunch;
import org.soapstone.tasks.analysis.PreparedTasks;
import org.soapstone.tasks.analysis.SteadyState;
import org.soapstone.tasks.execution.ExecutionRecord;
import org.soapstone.tasks.execution.ExecutionRecorder;
import org.soapstone.tasks.graph.CostedLaunch;
import org.soapstone.tasks.graph.GraphRecord;
import org.soapstone.tasks.graph.SteadyGraph;
import org.soapstone.tasks.graph.TaskGraph;
import org.soapstone.tasks.graph.TreeFragment;

/** One graph, two clocks: the step that a live run records is the step that a planner composes. */
@Timeout(60)
class SteadyStepTest {
  private final RegionForest forest = new RegionForest();
  private final LogicalRegion grid =
      forest.createRegion(
          "grid",
          IndexSpace.of(Rect.ofExtents(12, 4)),
          FieldSpace.builder()
              .field("now", FieldType.FLOAT32)
              .field("next", FieldType.FLOAT32)
              .build());
  private final LogicalRegion sums =
      forest.createRegion(
          "sums", IndexSpace.of(Rect.ofExtents(4)), FieldSpace.of("sum", FieldType.FLOAT32));

  private final Mapper mapper = new Mapper() {};
  private final TaskRegistry tasks = TaskRegistry.of(TaskDefinition.cpu("any", _ -> {}));

  private List<Launch> once() {
    return List.of(
        new FillLaunch(grid, FieldSet.of(0), FillValue.of(1f), LaunchTag.NONE, "initial values"));
  }

  /**
   * A stencil with halos, a reduction over all tiles, a use of the sums, and the way back; uneven
   * tiles.
   */
  private List<Launch> step() {
    IndexPartition tiles = Partitions.equal(grid.indexSpace(), Rect.ofExtents(5, 1));
    IndexPartition halos =
        Partitions.image(
            tiles,
            AffineRectMap.builder(2).dimension(0, 1, -1, 1).dimension(1, 1, 0, 0).build(),
            grid.indexSpace());
    Rect domain = tiles.colours();
    Privilege sum = Privilege.reduce(BuiltInReduction.SUM_F32);
    return List.of(
        new FillLaunch(sums, FieldSet.of(0), FillValue.of(-0.0f), LaunchTag.NONE, "no sums"),
        launch(
            domain, pieces(halos, 0, Privilege.read()), pieces(tiles, 1, Privilege.writeDiscard())),
        launch(
            domain,
            pieces(tiles, 1, Privilege.read()),
            RegionRequirement.whole(sums, FieldSet.of(0), sum)),
        launch(
            domain,
            pieces(tiles, 1, Privilege.read()),
            pieces(tiles, 0, Privilege.readWrite()),
            RegionRequirement.whole(sums, FieldSet.of(0), Privilege.read())));
  }

  private static Launch launch(Rect domain, RegionRequirement... requirements) {
    return IndexLaunch.of("any", domain, TaskArguments.NONE, requirements);
  }

  private RegionRequirement pieces(IndexPartition partition, int field, Privilege privilege) {
    return RegionRequirement.pieces(
        grid, partition, Projection.IDENTITY, FieldSet.of(field), privilege);
  }

  @Test
  void theThirdStepThatRanIsTheStepThatWasPlanned() {
    for (Machine machine :
        List.of(TestMachines.shared(2), TestMachines.split(2), TestMachines.split(3))) {
      int span = step().size();
      int third = once().size() + 2 * span;
      ExecutionRecord record = run(machine, third - span, third + span);
      record.checkOrder();
      GraphRecord ran = GraphRecord.ofStep(record.graph(machine), third, span);
      GraphRecord planned = GraphRecord.ofStep(plan(machine), span, span);
      assertThat(ran.nodes()).as("nodes on %s", machine).isEqualTo(planned.nodes());
      assertThat(ran.edges()).as("edges on %s", machine).isEqualTo(planned.edges());
      GraphRecord timed = record.step(machine, third, span);
      assertThat(timed.edges()).isEqualTo(ran.edges());
      assertThat(timed.nodes()).allMatch(node -> node.endNanos().isPresent());
    }
  }

  @Test
  void aStepThatWasReplayedIsTheStepThatWasPlanned() {
    for (Machine machine : List.of(TestMachines.shared(2), TestMachines.split(3))) {
      List<Launch> step = step();
      int span = step.size();
      int last = once().size() + 7 * span;
      var recorder = new ExecutionRecorder();
      recorder.launches(last - span, last + span);
      try (var runtime =
          Runtime.builder(machine, tasks)
              .mapper(mapper)
              .regions(forest)
              .recorder(recorder)
              .build()) {
        once().forEach(launch -> launch(runtime, launch));
        for (int s = 0; s < 8; s++) {
          runtime.trace("step", () -> step.forEach(launch -> launch(runtime, launch)));
        }
        runtime.fence();
        assertThat(runtime.traces().getFirst().replayed()).as("replayed").isGreaterThanOrEqualTo(3);
      }
      recorder.record().checkOrder();
      GraphRecord ran = GraphRecord.ofStep(recorder.record().graph(machine), last, span);
      GraphRecord planned = GraphRecord.ofStep(plan(machine), span, span);
      assertThat(ran).as("on %s", machine).isEqualTo(planned);
    }
  }

  private ExecutionRecord run(Machine machine, int first, int end) {
    var recorder = new ExecutionRecorder();
    recorder.launches(first, end);
    try (var runtime =
        Runtime.builder(machine, tasks).mapper(mapper).regions(forest).recorder(recorder).build()) {
      once().forEach(launch -> launch(runtime, launch));
      for (int s = 0; s < 4; s++) {
        step().forEach(launch -> launch(runtime, launch));
      }
      runtime.fence();
    }
    return recorder.record();
  }

  private static void launch(Runtime runtime, Launch launch) {
    switch (launch) {
      case IndexLaunch index -> runtime.launch(index);
      case FillLaunch fill -> runtime.launch(fill);
    }
  }

  private TaskGraph plan(Machine machine) {
    var context = tasks.mapperContext(machine);
    List<PreparedLaunch> once = prepared(once(), machine);
    List<PreparedLaunch> step = prepared(step(), machine);
    List<CostedLaunch> costed = new ArrayList<>();
    for (PreparedLaunch launch : step) {
      if (launch instanceof PreparedTasks index) {
        costed.add(CostedLaunch.of(index.mapped(), machine));
      }
    }
    List<TreeFragment> fragments = new ArrayList<>();
    for (LogicalRegion root : List.of(grid, sums)) {
      fragments.add(SteadyState.fragment(root, once, step, mapper, context));
    }
    return SteadyGraph.compose(costed, fragments, step.size(), 2);
  }

  private List<PreparedLaunch> prepared(List<Launch> launches, Machine machine) {
    List<PreparedLaunch> prepared = new ArrayList<>();
    for (Launch launch : launches) {
      prepared.add(
          PreparedLaunch.of(launch, prepared.size(), mapper, tasks.mapperContext(machine)));
    }
    return prepared;
  }
}
