package org.soapstone.tasks.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;
import org.soapstone.mapper.InstanceChoice;
import org.soapstone.mapper.InstanceChoice.Extent;
import org.soapstone.mapper.Mapper;
import org.soapstone.mapper.MapperContext;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.Launch;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.regions.BuiltInReduction;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.Privilege;
import org.soapstone.regions.ReductionOperator;
import org.soapstone.tasks.graph.InstanceSpec;
import org.soapstone.tasks.graph.MappedLaunch;
import org.soapstone.tasks.graph.StructuralKey;

/**
 * The oracles are not blind: an edge, a copy or a key taken out of what the analysis emits, and
 * they say so.
 */
class MutationTest {
  private final Fixture fixture = new Fixture(2, 2);
  private final LogicalRegion region = fixture.region("r", 16);

  /**
   * The whole region is written in one memory, read in the other, written again, and reduced to.
   */
  private List<Launch> program() {
    return List.of(
        launch("write", Privilege.writeDiscard()),
        launch("read far", Privilege.read()),
        launch("write", Privilege.writeDiscard()),
        launch("read far", Privilege.read()),
        launch("reduce", Privilege.reduce(BuiltInReduction.SUM_F32)),
        launch("read", Privilege.read()));
  }

  private IndexLaunch launch(String task, Privilege privilege) {
    return IndexLaunch.single(
        task, TaskArguments.NONE, RegionRequirement.whole(region, FieldSet.of(0), privilege));
  }

  /** Tasks called far run on the second processor, in the second memory. */
  private static final class NearAndFar implements Mapper {
    @Override
    public int[] selectProcessors(MapperContext context, IndexLaunch launch) {
      return new int[] {launch.task().endsWith("far") ? 1 : 0};
    }

    @Override
    public InstanceChoice selectInstance(
        MapperContext context, IndexLaunch launch, int point, int requirement, int processor) {
      return new InstanceChoice(processor, Extent.EXACT, true);
    }
  }

  private <S extends RecordingSink> S analyze(S sink) {
    ProgramAnalysis analysis = new ProgramAnalysis(new NearAndFar(), fixture.context);
    long position = 0;
    for (Launch launch : program()) {
      analysis.launch((IndexLaunch) launch, position++, sink);
    }
    return sink;
  }

  private void check(RecordingSink sink) {
    sink.checkComplete();
    DependenceOracle.check(sink);
    ValueOracle.check(program(), sink, 1);
  }

  @Test
  void whatIsEmittedPasses() {
    check(analyze(new RecordingSink()));
  }

  /** Leaves out the nth edge. */
  private static final class EdgeDropper extends RecordingSink {
    private final int dropped;
    private int seen;
    private String name = "";

    EdgeDropper(int dropped) {
      this.dropped = dropped;
    }

    @Override
    public void edge(long from, long to) {
      if (seen++ == dropped) {
        name = nodes.get((int) from) + " -> " + nodes.get((int) to);
      } else {
        super.edge(from, to);
      }
    }
  }

  @Test
  void everyEdgeIsMissed() {
    int edges = analyze(new RecordingSink()).edges.size();
    boolean sawWriteAfterRead = false;
    for (int e = 0; e < edges; e++) {
      EdgeDropper sink = analyze(new EdgeDropper(e));
      sawWriteAfterRead |= sink.name.equals("COPY 1.0/0.0 -> TASK 2.0 write");
      assertThatThrownBy(() -> DependenceOracle.check(sink))
          .as("without edge %s", sink.name)
          .isInstanceOf(AssertionError.class);
    }
    assertThat(sawWriteAfterRead).as("a write after a read is among the edges").isTrue();
  }

  /** Turns the nth copy, or the nth fold, into a node that only waits. */
  private static final class MovementDropper extends RecordingSink {
    private final int droppedCopy;
    private final int droppedFold;
    private int copies;
    private int folds;

    MovementDropper(int droppedCopy, int droppedFold) {
      this.droppedCopy = droppedCopy;
      this.droppedFold = droppedFold;
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
      return copies++ == droppedCopy
          ? join(key, processor)
          : super.copy(key, processor, source, target, points, fields, priority);
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
      return folds++ == droppedFold
          ? join(key, processor)
          : super.fold(key, processor, source, target, points, fields, operator, priority);
    }
  }

  @Test
  void everyCopyAndEveryFoldIsMissed() {
    MovementDropper none = analyze(new MovementDropper(-1, -1));
    assertThat(none.copies).isPositive();
    assertThat(none.folds).isPositive();
    for (int c = 0; c < none.copies; c++) {
      RecordingSink sink = analyze(new MovementDropper(c, -1));
      assertThatThrownBy(() -> ValueOracle.check(program(), sink, 1))
          .as("without copy %d", c)
          .isInstanceOf(AssertionError.class);
    }
    for (int f = 0; f < none.folds; f++) {
      RecordingSink sink = analyze(new MovementDropper(-1, f));
      assertThatThrownBy(() -> ValueOracle.check(program(), sink, 1))
          .as("without fold %d", f)
          .isInstanceOf(AssertionError.class);
    }
  }

  /** Spoils the keys by which ties are broken. */
  private static final class KeySpoiler extends RecordingSink {
    private final LongUnaryOperator spoil;

    KeySpoiler(LongUnaryOperator spoil) {
      this.spoil = spoil;
    }

    @Override
    public long task(long key, MappedLaunch launch, int point) {
      return super.task(spoil.applyAsLong(key), launch, point);
    }
  }

  @Test
  void keysWithoutTheirLaunchAreMissed() {
    assertThatThrownBy(() ->
            analyze(new KeySpoiler(key -> StructuralKey.shift(key, -StructuralKey.launch(key)))))
        .hasMessageContaining("is there twice");
  }
}
