package org.soapstone.tasks.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.soapstone.tasks.analysis.Fixture.FIELD;
import static org.soapstone.tasks.analysis.Fixture.pieces;
import static org.soapstone.tasks.analysis.Fixture.tiles;
import static org.soapstone.tasks.analysis.Fixture.whole;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.soapstone.mapper.InstanceChoice.Extent;
import org.soapstone.mapper.launch.FillLaunch;
import org.soapstone.mapper.launch.FillValue;
import org.soapstone.mapper.launch.FutureId;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.Launch;
import org.soapstone.mapper.launch.LaunchTag;
import org.soapstone.mapper.launch.Projection;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.regions.BuiltInReduction;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.FieldSpace;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.IndexPartition;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.Point;
import org.soapstone.regions.Privilege;
import org.soapstone.regions.Rect;
import org.soapstone.regions.deppart.AffineRectMap;
import org.soapstone.regions.deppart.Partitions;
import org.soapstone.tasks.graph.InstanceSpec;
import org.soapstone.tasks.graph.NodeKind;

/** What is emitted for small programs, node by node. */
class ProgramAnalysisTest {
  private static final Privilege SUM = Privilege.reduce(BuiltInReduction.SUM_F32);

  private final Fixture fixture = new Fixture(4, 4);
  private final RecordingSink sink = new RecordingSink();
  private final List<Launch> launches = new ArrayList<>();
  private ProgramAnalysis analysis = analysis(Extent.EXACT, true);

  private ProgramAnalysis analysis(Extent extent, boolean reuse) {
    return new ProgramAnalysis(new Fixture.RoundRobin(extent, reuse), fixture.context);
  }

  private void launch(Rect domain, RegionRequirement... requirements) {
    IndexLaunch launch = IndexLaunch.of("task", domain, TaskArguments.NONE, requirements);
    launches.add(launch);
    analysis.launch(launch, launches.size() - 1, sink);
  }

  private void single(RegionRequirement... requirements) {
    launch(Rect.ofExtents(1), requirements);
  }

  private void fill(LogicalRegion region, float value) {
    FillLaunch fill = new FillLaunch(region, FIELD, FillValue.of(value), LaunchTag.NONE, "fill");
    launches.add(fill);
    analysis.launch(fill, launches.size() - 1, sink);
  }

  /** The nodes that are no tasks, in words, in order; and a check of everything by the oracles. */
  private List<String> movements() {
    sink.checkComplete();
    DependenceOracle.check(sink);
    ValueOracle.check(launches, sink, 1);
    List<String> words = new ArrayList<>();
    for (RecordingSink.Node node : sink.nodes) {
      switch (node.kind) {
        case TASK -> {}
        case COPY, FOLD ->
            words.add(
                "%s %s %d>%d"
                    .formatted(node.kind, node.points, node.source.memory(), node.target.memory()));
        case FILL -> words.add("FILL %s >%d".formatted(node.points, node.target.memory()));
        case JOIN -> words.add("JOIN");
      }
    }
    return words;
  }

  private InstanceSpec binding(int launch, int point, int requirement) {
    return sink.nodes.stream()
        .filter(node -> node.kind == NodeKind.TASK)
        .filter(node -> node.launch.position() == launch && node.point == point)
        .findFirst()
        .orElseThrow()
        .bindings
        .get(requirement);
  }

  @Test
  void tasksThatKeepToTheirPiecesMoveNothing() {
    LogicalRegion region = fixture.region("r", 16);
    IndexPartition tiles = tiles(region, 4);
    Rect domain = tiles.colours();
    launch(domain, pieces(region, tiles, Privilege.writeDiscard()));
    launch(domain, pieces(region, tiles, Privilege.readWrite()));
    launch(domain, pieces(region, tiles, Privilege.read()));

    assertThat(movements()).isEmpty();
    assertThat(sink.edges).hasSize(8);
  }

  @Test
  void aHaloIsTwoCopiesForEachPoint() {
    LogicalRegion region = fixture.region("r", 16);
    IndexPartition tiles = tiles(region, 4);
    IndexPartition halo =
        Partitions.image(
            tiles, AffineRectMap.builder(1).dimension(0, 1, -1, 1).build(), region.indexSpace());
    launch(tiles.colours(), pieces(region, tiles, Privilege.writeDiscard()));
    launch(tiles.colours(), pieces(region, halo, Privilege.read()));

    assertThat(movements())
        .containsExactly(
            "COPY [0..3] 0>0",
            "COPY [4..4] 1>0",
            "COPY [3..3] 0>1",
            "COPY [4..7] 1>1",
            "COPY [8..8] 2>1",
            "COPY [7..7] 1>2",
            "COPY [8..11] 2>2",
            "COPY [12..12] 3>2",
            "COPY [11..11] 2>3",
            "COPY [12..15] 3>3");
  }

  @Test
  void rootInstancesInOneMemoryNeedNoCopies() {
    Fixture shared = new Fixture(4, 1);
    analysis = new ProgramAnalysis(new Fixture.RoundRobin(Extent.ROOT, true), shared.context);
    LogicalRegion region = shared.region("r", 4, 4);
    IndexPartition rows = tiles(region, 4, 1);
    IndexPartition columns = tiles(region, 1, 4);
    launch(rows.colours(), pieces(region, rows, Privilege.writeDiscard()));
    launch(columns.colours(), pieces(region, columns, Privilege.readWrite()));

    assertThat(movements()).isEmpty();
    assertThat(sink.edges).hasSize(16);
  }

  @Test
  void piecesOfOneSourceAreOneCopy() {
    LogicalRegion region = fixture.region("r", 4, 4);
    IndexPartition rows = tiles(region, 4, 1);
    IndexPartition columns = tiles(region, 1, 4);
    single(whole(region, Privilege.writeDiscard()));
    launch(rows.colours(), pieces(region, rows, Privilege.read()));
    launch(columns.colours(), pieces(region, columns, Privilege.read()));

    assertThat(movements())
        .containsExactly(
            "COPY [1..1]x[0..3] 0>1",
            "COPY [2..2]x[0..3] 0>2",
            "COPY [3..3]x[0..3] 0>3",
            "COPY {[0..0]x[1..1], [2..3]x[1..1]} 0>1",
            "COPY [1..1]x[1..1] 1>1",
            "COPY {[0..1]x[2..2], [3..3]x[2..2]} 0>2",
            "COPY [2..2]x[2..2] 2>2",
            "COPY [0..2]x[3..3] 0>3",
            "COPY [3..3]x[3..3] 3>3");
  }

  @Test
  void readersOfOneMemoryShareACopy() {
    Fixture two = new Fixture(4, 2);
    analysis = new ProgramAnalysis(new Fixture.RoundRobin(Extent.EXACT, true), two.context);
    LogicalRegion region = two.region("r", 16);
    single(whole(region, Privilege.writeDiscard()));
    launch(Rect.ofExtents(4), whole(region, Privilege.read()));

    assertThat(movements()).containsExactly("COPY [0..15] 0>1");
  }

  @Test
  void whatNobodyWroteIsZero() {
    LogicalRegion region = fixture.region("r", 8);
    single(whole(region, Privilege.read()));

    assertThat(movements()).containsExactly("FILL [0..7] >0");
    assertThat(sink.nodes.get(1).value).isEqualTo(FillValue.of(0.0f));
  }

  @Test
  void aFillIsCarriedOutWhereItIsReadAndNotCopied() {
    LogicalRegion region = fixture.region("r", 8);
    single(whole(region, Privilege.writeDiscard()));
    fill(region, 3);
    assertThat(sink.nodes).hasSize(1);
    launch(Rect.ofExtents(2), whole(region, Privilege.read()));

    assertThat(movements()).containsExactly("FILL [0..7] >0", "FILL [0..7] >1");
  }

  @Test
  void writingWithoutSightDropsWhatWasThere() {
    LogicalRegion region = fixture.region("r", 8);
    fill(region, 3);
    launch(Rect.ofExtents(2), whole(region, SUM));
    single(whole(region, Privilege.writeDiscard()));
    single(whole(region, Privilege.read()));

    assertThat(movements()).isEmpty();
  }

  @Test
  void reducingOntoTheIdentityAdoptsTheFirstBuffer() {
    LogicalRegion region = fixture.region("r", 8);
    fill(region, -0.0f);
    single(whole(region, SUM));
    single(whole(region, Privilege.read()));

    assertThat(movements()).isEmpty();
    assertThat(binding(2, 0, 0)).isEqualTo(binding(1, 0, 0));
  }

  @Test
  void pointsFoldInABalancedTreeTowardsTheReader() {
    LogicalRegion region = fixture.region("r", 8);
    fill(region, -0.0f);
    launch(Rect.ofExtents(4), whole(region, SUM));
    single(whole(region, Privilege.read()));

    assertThat(movements())
        .containsExactly("FOLD [0..7] 1>0", "FOLD [0..7] 3>2", "FOLD [0..7] 2>0");
  }

  @Test
  void readingInTilesIsAReduceScatter() {
    LogicalRegion region = fixture.region("r", 8);
    IndexPartition tiles = tiles(region, 2);
    fill(region, -0.0f);
    launch(Rect.ofExtents(2), whole(region, SUM));
    launch(tiles.colours(), pieces(region, tiles, Privilege.read()));

    assertThat(movements()).containsExactly("FOLD [0..3] 1>0", "FOLD [4..7] 0>1");
  }

  @Test
  void reductionsOntoAValueFoldIntoACopyOfIt() {
    LogicalRegion region = fixture.region("r", 8);
    single(whole(region, Privilege.writeDiscard()));
    launch(Rect.ofExtents(2), whole(region, SUM));
    launch(Rect.ofExtents(2), whole(region, Privilege.read()));

    assertThat(movements())
        .containsExactly("FOLD [0..7] 1>0", "FOLD [0..7] 0>0", "COPY [0..7] 0>1");
  }

  @Test
  void aBufferIsTakenAgainOnlyWhenNothingInItIsWanted() {
    LogicalRegion region = fixture.region("r", 8);
    fill(region, -0.0f);
    single(whole(region, SUM));
    single(whole(region, SUM));
    single(whole(region, Privilege.read()));
    fill(region, -0.0f);
    single(whole(region, SUM));
    single(whole(region, Privilege.read()));

    assertThat(binding(1, 0, 0).slot()).isZero();
    assertThat(binding(2, 0, 0).slot()).isOne();
    assertThat(binding(5, 0, 0).slot()).isZero();
    assertThat(movements()).containsExactly("FOLD [0..7] 0>0");
  }

  @Test
  void reductionsThatNobodyReadsDoNotPileUp() {
    LogicalRegion region = fixture.region("r", 8);
    for (int i = 0; i < 10 * TreeAnalysis.MAX_PENDING; i++) {
      launch(Rect.ofExtents(2), whole(region, SUM));
    }
    single(whole(region, Privilege.read()));

    assertThat(movements()).isNotEmpty();
    int mostSlots =
        sink.accesses.stream().mapToInt(access -> access.instance().slot()).max().orElseThrow();
    assertThat(mostSlots).isLessThanOrEqualTo(TreeAnalysis.MAX_PENDING);
  }

  @Test
  void manyReadersBecomeOneNodeThatWaits() {
    LogicalRegion region = fixture.region("r", 8);
    single(whole(region, Privilege.writeDiscard()));
    for (int i = 0; i < 3 * InstanceUsers.MAX_READERS; i++) {
      single(whole(region, Privilege.read()));
    }
    single(whole(region, Privilege.readWrite()));

    assertThat(movements()).containsOnly("JOIN").hasSize(3);
    int last = sink.nodes.size() - 1;
    assertThat(sink.edges.stream().filter(edge -> edge[1] == last).count())
        .isLessThanOrEqualTo(InstanceUsers.MAX_READERS);
  }

  @Test
  void fieldsThatMoveAlikeMoveTogether() {
    var fields =
        FieldSpace.builder()
            .field("a", FieldType.FLOAT32)
            .field("b", FieldType.INT64)
            .field("c", FieldType.FLOAT32)
            .build();
    LogicalRegion region =
        fixture.forest.createRegion("r", IndexSpace.of(Rect.ofExtents(8)), fields);
    single(RegionRequirement.whole(region, FieldSet.of(0, 1), Privilege.writeDiscard()));
    launch(Rect.ofExtents(2), RegionRequirement.whole(region, FieldSet.of(0, 1), Privilege.read()));
    launch(Rect.ofExtents(2), RegionRequirement.whole(region, FieldSet.of(0, 2), Privilege.read()));

    assertThat(movements())
        .containsExactly(
            "COPY [0..7] 0>1",
            "COPY [0..7] 0>0",
            "FILL [0..7] >0",
            "COPY [0..7] 1>1",
            "FILL [0..7] >1");
  }

  @Test
  void withReuseAReaderTakesALargerInstance() {
    LogicalRegion region = fixture.region("r", 8);
    IndexPartition tiles = tiles(region, 2);
    single(whole(region, Privilege.writeDiscard()));
    launch(Rect.ofExtents(1), pieces(region, tiles, Privilege.read()));
    assertThat(movements()).isEmpty();

    analysis = analysis(Extent.EXACT, false);
    launches.clear();
    RecordingSink other = new RecordingSink();
    analysis.launch(
        IndexLaunch.single("t", TaskArguments.NONE, whole(region, Privilege.writeDiscard())),
        0,
        other);
    analysis.launch(
        IndexLaunch.single("t", TaskArguments.NONE, pieces(region, tiles, Privilege.read())),
        1,
        other);
    assertThat(other.nodes).extracting(node -> node.kind).contains(NodeKind.COPY);
  }

  @Test
  void emptyPiecesAreBoundAndTouchNothing() {
    LogicalRegion region = fixture.region("r", 2);
    IndexPartition tiles = tiles(region, 4);
    launch(tiles.colours(), pieces(region, tiles, Privilege.readWrite()));
    launch(tiles.colours(), pieces(region, tiles, SUM));
    launch(tiles.colours(), pieces(region, tiles, Privilege.read()));

    assertThat(movements()).filteredOn(word -> word.startsWith("FILL")).hasSize(2);
    assertThat(binding(0, 0, 0).rect().isEmpty()).isTrue();
  }

  @Test
  void futuresAreWaitedFor() {
    launch(Rect.ofExtents(3));
    IndexLaunch consumer =
        IndexLaunch.of("task", Rect.ofExtents(2), TaskArguments.NONE).after(new FutureId(0));
    analysis.launch(consumer, 5, sink);

    assertThat(sink.edges).hasSize(6);
    assertThatThrownBy(() -> analysis.launch(consumer.after(new FutureId(3)), 6, sink))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("future 0: no launch at position 3 is known");
    assertThatThrownBy(() -> analysis.launch(consumer, 5, sink))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("position 5 is not after 5");
  }

  @Test
  void futuresOfManyLaunchesAgoAreForgotten() {
    FutureWindow window = new FutureWindow();
    int launchCount = 3 * FutureWindow.CAPACITY;
    for (int l = 0; l < launchCount; l++) {
      window.add(2L * l, new long[] {l});
    }
    for (int l = launchCount - FutureWindow.CAPACITY; l < launchCount; l++) {
      assertThat(window.tasks(2L * l)).containsExactly(l);
    }
    assertThatThrownBy(() -> window.tasks(2L * (launchCount - FutureWindow.CAPACITY - 1)))
        .hasMessageContaining("wait for one of the latest 65536 launches");
    assertThatThrownBy(() -> window.tasks(2L * launchCount - 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aForgottenTreeStartsAnew() {
    LogicalRegion region = fixture.region("r", 8);
    single(whole(region, Privilege.writeDiscard()));
    analysis.forget(region);
    RecordingSink after = new RecordingSink();
    analysis.launch(
        IndexLaunch.single("t", TaskArguments.NONE, whole(region, Privilege.read())), 9, after);

    assertThat(after.nodes).extracting(node -> node.kind).contains(NodeKind.FILL);
    assertThat(after.edges).hasSize(1);
  }

  @Test
  void projectionsChooseThePieces() {
    LogicalRegion region = fixture.region("r", 12);
    IndexPartition tiles = tiles(region, 4);
    launch(
        Rect.of(1, 3),
        RegionRequirement.pieces(
            region,
            tiles,
            new Projection.Select(List.of(0), Point.of(-1)),
            FIELD,
            Privilege.writeDiscard()));

    assertThat(binding(0, 0, 0).rect()).isEqualTo(Rect.of(0, 2));
    assertThat(binding(0, 2, 0).rect()).isEqualTo(Rect.of(6, 8));
  }
}
