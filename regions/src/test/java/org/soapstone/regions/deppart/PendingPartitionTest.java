package org.soapstone.regions.deppart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.soapstone.regions.IndexPartition;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.Point;
import org.soapstone.regions.Rect;
import org.soapstone.regions.Ternary;

class PendingPartitionTest {
  private static final IndexSpace LINE = line(0, 9);

  private static IndexSpace line(long lo, long hi) {
    return IndexSpace.of(Rect.of(lo, hi));
  }

  @Test
  void isFilledPieceByPiece() {
    PendingPartition pending = PendingPartition.of(LINE, Rect.of(1, 4));
    assertThat(pending.missing()).hasSize(4);
    pending
        .union(Point.of(2), List.of(line(0, 1), line(8, 9)))
        .difference(Point.of(1), LINE, List.of(line(2, 9)))
        .intersection(Point.of(4), List.of(line(0, 5), line(3, 9), LINE));
    assertThat(pending.missing()).containsExactly(Point.of(3));
    IndexPartition partition = pending.union(Point.of(3), List.of()).build();
    assertThat(partition.colours()).isEqualTo(Rect.of(1, 4));
    assertThat(partition.space(Point.of(1))).isEqualTo(line(0, 1));
    assertThat(partition.space(Point.of(2)).rects()).containsExactly(Rect.of(0, 1), Rect.of(8, 9));
    assertThat(partition.space(Point.of(3)).isEmpty()).isTrue();
    assertThat(partition.space(Point.of(4))).isEqualTo(line(3, 5));
    assertThat(partition.disjoint()).isEqualTo(Ternary.UNKNOWN);
    assertThat(partition.isDisjoint()).isFalse();
    assertThat(partition.isComplete()).isFalse();
  }

  @Test
  void aRefusedCallChangesNothing() {
    PendingPartition pending = PendingPartition.of(LINE, Rect.ofExtents(2));
    pending.piece(Point.of(0), line(0, 4));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> pending.piece(Point.of(0), line(5, 9)))
        .withMessage(
            "colour (0) of the pending partition of [0..9] is filled already, with [0..4]; "
                + "fill each once");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> pending.piece(Point.of(2), line(5, 9)))
        .withMessage(
            "colour (2) is not one of the colours [0..1] of this partition; use one of them");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> pending.piece(Point.of(0, 0), line(5, 9)))
        .withMessageContaining("colour (0,0) is not one of the colours");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> pending.piece(Point.of(1), line(5, 12)))
        .withMessage(
            "piece (1) is [5..12], of which [10..12] is outside the parent [0..9]; leave that out");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> pending.union(Point.of(1), List.of(LINE, IndexSpace.empty(2))))
        .withMessageContaining("both must have the same number");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> pending.intersection(Point.of(1), List.of()))
        .withMessage("colour (1): no space to intersect is given; give at least one");
    assertThatIllegalArgumentException()
        .isThrownBy(pending::build)
        .withMessage(
            "the pending partition of [0..9] by colours [0..1] lacks the pieces of 1 colours: "
                + "[(1)]; fill each, with an empty space where it has no point");
    pending.piece(Point.of(1), line(5, 9));
    assertThat(pending.build()).isEqualTo(Partitions.equal(LINE, Rect.ofExtents(2)));
  }

  @Test
  void whatIsBuiltDoesNotChange() {
    PendingPartition pending = PendingPartition.of(LINE, Rect.ofExtents(1));
    IndexPartition built = pending.piece(Point.of(0), LINE).build();
    assertThat(pending.build()).isEqualTo(built);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PendingPartition.of(LINE, Rect.empty(1)))
        .withMessageContaining("give at least one colour");
  }
}
