package org.soapstone.tasks.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.soapstone.tasks.analysis.Fixture.FIELD;
import static org.soapstone.tasks.analysis.Fixture.pieces;
import static org.soapstone.tasks.analysis.Fixture.tiles;
import static org.soapstone.tasks.analysis.Fixture.whole;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.soapstone.mapper.InstanceChoice;
import org.soapstone.mapper.InstanceChoice.Extent;
import org.soapstone.mapper.Mapper;
import org.soapstone.mapper.MapperContext;
import org.soapstone.mapper.MapperException;
import org.soapstone.mapper.launch.FillLaunch;
import org.soapstone.mapper.launch.FillValue;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.LaunchTag;
import org.soapstone.mapper.launch.Projection;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.machine.ProcessorKind;
import org.soapstone.regions.BuiltInReduction;
import org.soapstone.regions.Coherence;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.IndexPartition;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.Point;
import org.soapstone.regions.Privilege;
import org.soapstone.regions.Rect;
import org.soapstone.regions.deppart.AffineRectMap;
import org.soapstone.regions.deppart.Partitions;
import org.soapstone.tasks.graph.NodeKind;

/**
 * Wrong launches and wrong answers of mappers: one clear sentence each, and nothing has changed.
 */
class LaunchErrorsTest {
  private final Fixture fixture = new Fixture(2, 2);
  private final LogicalRegion region = fixture.region("cells", 8);
  private final IndexPartition tiles = tiles(region, 4);
  private final IndexPartition halo =
      Partitions.image(
          tiles, AffineRectMap.builder(1).dimension(0, 1, -1, 1).build(), region.indexSpace());

  /** Answers well unless told otherwise; keeps count of nothing. */
  private static class Answers implements Mapper {
    @Override
    public int[] selectProcessors(MapperContext context, IndexLaunch launch) {
      return new int[launch.pointCount()];
    }

    @Override
    public InstanceChoice selectInstance(
        MapperContext context, IndexLaunch launch, int point, int requirement, int processor) {
      return new InstanceChoice(processor, Extent.EXACT, true);
    }
  }

  private static IndexLaunch launch(Rect domain, RegionRequirement... requirements) {
    return IndexLaunch.of("stencil", domain, TaskArguments.NONE, requirements)
        .tagged(LaunchTag.NONE, "step 3");
  }

  private void refuses(IndexLaunch launch, String... words) {
    RecordingSink sink = new RecordingSink();
    ProgramAnalysis analysis = new ProgramAnalysis(new Answers(), fixture.context);
    assertThatThrownBy(() -> analysis.launch(launch, 7, sink))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("launch 'step 3' of task 'stencil'")
        .satisfies(thrown -> assertThat(thrown.getMessage()).contains(words));
    assertThat(sink.nodes).as("nothing is emitted").isEmpty();
    // The position is still free, and the tree untouched.
    analysis.launch(launch(Rect.ofExtents(1), whole(region, Privilege.read())), 7, sink);
    assertThat(sink.nodes).hasSize(2);
  }

  @Test
  void fieldsMustExist() {
    refuses(
        launch(
            Rect.ofExtents(1),
            RegionRequirement.whole(region, FieldSet.of(0, 3), Privilege.read())),
        "requirement 0 on region 'cells'",
        "fields {0, 3}",
        "{value:FLOAT32}");
  }

  @Test
  void coherenceMustMakeSense() {
    refuses(
        launch(Rect.ofExtents(1), sharing(Privilege.writeDiscard(), Coherence.SIMULTANEOUS)),
        "coherence SIMULTANEOUS makes no sense with write-discard: it would discard");
    refuses(
        launch(
            Rect.ofExtents(1),
            sharing(Privilege.reduce(BuiltInReduction.SUM_F32), Coherence.ATOMIC)),
        "coherence ATOMIC makes no sense with reduce(SUM_F32): each point folds into a buffer");
    refuses(
        launch(
            Rect.ofExtents(1),
            sharing(Privilege.read(), Coherence.ATOMIC),
            sharing(Privilege.read(), Coherence.EXCLUSIVE)),
        "requirement 1 on region 'cells': point (0) has read on [0..7], element (0) among them");
  }

  private RegionRequirement sharing(Privilege privilege, Coherence coherence) {
    return new RegionRequirement(
        region, Optional.empty(), Projection.IDENTITY, FIELD, privilege, coherence);
  }

  @Test
  void operatorsMustFitTheFields() {
    refuses(
        launch(Rect.ofExtents(1), whole(region, Privilege.reduce(BuiltInReduction.SUM_F64))),
        "operator SUM_F64 reduces FLOAT64, but field 'value' is FLOAT32");
  }

  @Test
  void partitionsMustBeOfTheRegion() {
    LogicalRegion other = fixture.region("other", 20);
    refuses(
        launch(Rect.ofExtents(4), pieces(region, tiles(other, 4), Privilege.read())),
        "the partition is of [0..19], which is not inside the region's [0..7]");
  }

  @Test
  void projectionsMustStayInsideTheColours() {
    refuses(
        launch(Rect.ofExtents(5), pieces(region, tiles, Privilege.read())),
        "gives point (4) the colour (4), but the partition's colours are [0..3]");
    refuses(
        launch(
            Rect.ofExtents(5),
            RegionRequirement.pieces(
                region,
                tiles,
                new Projection.Functor(
                    "bad",
                    _ -> {
                      throw new IllegalStateException("no colour");
                    }),
                FIELD,
                Privilege.read())),
        "the projection fails at point (0): no colour");
    refuses(
        launch(Rect.ofExtents(2, 2), pieces(region, tiles, Privilege.read())),
        "gives point (0,0) the colour (0,0)");
  }

  @Test
  void pointsMayNotWriteTheSameData() {
    refuses(
        launch(Rect.ofExtents(4), pieces(region, halo, Privilege.readWrite())),
        "points (0) and (1) both read-write [1..2]");
    refuses(
        launch(Rect.ofExtents(2), whole(region, Privilege.writeDiscard())),
        "points (0) and (1) both write-discard [0..7]");
    refuses(
        launch(
            Rect.ofExtents(2),
            RegionRequirement.pieces(
                region, tiles, new Projection.Constant(Point.of(2)), FIELD, Privilege.readWrite())),
        "points (0) and (1) both read-write [4..5]");
  }

  @Test
  void requirementsMayNotInterfere() {
    refuses(
        launch(
            Rect.ofExtents(4),
            pieces(region, halo, Privilege.read()),
            pieces(region, tiles, Privilege.readWrite())),
        "requirement 1 on region 'cells'",
        "point (0) has read-write on [0..1]",
        "requirement 0 has read on at point (0)");
    refuses(
        launch(
            Rect.ofExtents(4),
            whole(region, Privilege.reduce(BuiltInReduction.SUM_F32)),
            whole(region, Privilege.reduce(BuiltInReduction.MAX_F32))),
        "requirement 0 has reduce(SUM_F32) on");
  }

  @Test
  void launchesMayNotBeTooLarge() {
    refuses(launch(Rect.ofExtents(LaunchChecks.MAX_POINTS + 1)), "at most 131072 are allowed");
  }

  @Test
  void fillsMustFitTheFields() {
    ProgramAnalysis analysis = new ProgramAnalysis(new Answers(), fixture.context);
    RecordingSink sink = new RecordingSink();
    assertThatThrownBy(() ->
            analysis.launch(
                new FillLaunch(region, FIELD, FillValue.of(1.0), LaunchTag.NONE, "zero"), 0, sink))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("fill 'zero' of region 'cells': the value is FLOAT64");
    assertThatThrownBy(() ->
            analysis.launch(
                new FillLaunch(region, FieldSet.of(9), FillValue.of(1.0f), LaunchTag.NONE, "zero"),
                0,
                sink))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("fields {9}");
  }

  private void refuses(Mapper mapper, MapperContext context, String... words) {
    RecordingSink sink = new RecordingSink();
    ProgramAnalysis analysis = new ProgramAnalysis(mapper, context);
    IndexLaunch launch = launch(Rect.ofExtents(2), pieces(region, tiles, Privilege.readWrite()));
    assertThatThrownBy(() -> analysis.launch(launch, 0, sink))
        .isInstanceOf(MapperException.class)
        .hasMessageContaining("for task 'stencil'")
        .satisfies(thrown -> assertThat(thrown.getMessage()).contains(words));
    assertThat(sink.nodes).as("nothing is emitted").isEmpty();
  }

  private void refusesProcessors(int[] answer, String... words) {
    refuses(
        new Answers() {
          @Override
          public int[] selectProcessors(MapperContext context, IndexLaunch launch) {
            return answer;
          }
        },
        fixture.context,
        words);
  }

  @Test
  void processorsAreChecked() {
    refusesProcessors(new int[] {0}, "selectProcessors", "names 1 processors for the 2 points");
    refusesProcessors(null, "selectProcessors", "names no processors");
    refusesProcessors(new int[] {0, 2}, "point (1) is given processor 2", "has processors 0 to 1");
    refusesProcessors(new int[] {-1, 0}, "point (0) is given processor -1");
    Machine machine = fixture.machine;
    refuses(
        new Answers(),
        new MapperContext() {
          @Override
          public Machine machine() {
            return machine;
          }

          @Override
          public Set<ProcessorKind> kinds(String task) {
            return Set.of(ProcessorKind.GPU);
          }
        },
        "point (0) is given processor 0, a CPU, but the task has variants for [GPU] only");
  }

  private void refusesInstance(InstanceChoice answer, String... words) {
    refuses(
        new Answers() {
          @Override
          public InstanceChoice selectInstance(
              MapperContext context,
              IndexLaunch launch,
              int point,
              int requirement,
              int processor) {
            return answer;
          }
        },
        fixture.context,
        words);
  }

  @Test
  void instancesAreChecked() {
    refusesInstance(null, "selectInstance", "no answer for requirement 0 of point (0)");
    refusesInstance(
        new InstanceChoice(2, Extent.EXACT, true), "is given memory 2", "memories 0 to 1");
    refusesInstance(
        new InstanceChoice(1, Extent.ROOT, true),
        "is given memory 1 ('m1'), which processor 0 does not see",
        "such as 0");
  }

  /**
   * The source is wrong only after nodes have been emitted, so the launch is completed before it is
   * reported.
   */
  private void completesInSpiteOf(IntUnaryOperator answer, String... words) {
    Mapper mapper =
        new Answers() {
          @Override
          public int[] selectProcessors(MapperContext context, IndexLaunch launch) {
            return new int[] {launch.task().equals("far") ? 1 : 0};
          }

          @Override
          public InstanceChoice selectInstance(
              MapperContext context,
              IndexLaunch launch,
              int point,
              int requirement,
              int processor) {
            return new InstanceChoice(processor, Extent.EXACT, false);
          }

          @Override
          public int selectSource(
              MapperContext context, int targetMemory, int[] candidateMemories) {
            return answer.applyAsInt(candidateMemories.length);
          }
        };
    ProgramAnalysis analysis = new ProgramAnalysis(mapper, fixture.context);
    RecordingSink sink = new RecordingSink();
    List<IndexLaunch> launches =
        List.of(
            IndexLaunch.single("near", TaskArguments.NONE, whole(region, Privilege.writeDiscard())),
            IndexLaunch.single("far", TaskArguments.NONE, whole(region, Privilege.read())),
            IndexLaunch.single("near", TaskArguments.NONE, pieces(region, tiles, Privilege.read())),
            IndexLaunch.single("far", TaskArguments.NONE, whole(region, Privilege.read())));
    analysis.launch(launches.get(0), 0, sink);
    analysis.launch(launches.get(1), 1, sink);
    assertThatThrownBy(() -> analysis.launch(launches.get(2), 2, sink))
        .isInstanceOf(MapperException.class)
        .hasMessageContaining("selectSource for task 'near'")
        .satisfies(thrown -> assertThat(thrown.getMessage()).contains(words));
    analysis.launch(launches.get(3), 3, sink);
    sink.checkComplete();
    DependenceOracle.check(sink);
    ValueOracle.check(List.copyOf(launches), sink, 1);
    assertThat(sink.nodes.stream().filter(node -> node.kind == NodeKind.COPY)).hasSize(2);
  }

  @Test
  void sourcesAreChecked() {
    completesInSpiteOf(candidates -> candidates, "the answer is 2, but there are 2 candidates");
    completesInSpiteOf(_ -> -1, "the answer is -1");
    completesInSpiteOf(
        _ -> {
          throw new IllegalStateException("no idea");
        },
        "it threw java.lang.IllegalStateException: no idea");
  }

  @Test
  void afterAFaultOfTheSinkTheAnalysisStops() {
    ProgramAnalysis analysis = new ProgramAnalysis(new Answers(), fixture.context);
    IndexLaunch launch = launch(Rect.ofExtents(1), whole(region, Privilege.readWrite()));
    RecordingSink faulty =
        new RecordingSink() {
          @Override
          public void seal(long node) {
            throw new UnsupportedOperationException("full");
          }
        };
    assertThatThrownBy(() -> analysis.launch(launch, 0, faulty)).hasMessage("full");
    assertThatThrownBy(() -> analysis.launch(launch, 1, new RecordingSink()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("cannot go on")
        .hasRootCauseMessage("full");
  }
}
