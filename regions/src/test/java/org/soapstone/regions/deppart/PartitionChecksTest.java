package org.soapstone.regions.deppart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.soapstone.regions.Ternary.NO;
import static org.soapstone.regions.Ternary.UNKNOWN;
import static org.soapstone.regions.Ternary.YES;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.soapstone.regions.Duel;
import org.soapstone.regions.IndexPartition;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.Point;
import org.soapstone.regions.PointSets;
import org.soapstone.regions.Rect;
import org.soapstone.regions.Ternary;

class PartitionChecksTest {
  private static final IndexSpace LINE = line(0, 9);
  private static final List<Ternary> ANSWERS = List.of(YES, NO, UNKNOWN);

  private static IndexSpace line(long lo, long hi) {
    return IndexSpace.of(Rect.of(lo, hi));
  }

  private static IndexPartition pieces(IndexSpace... pieces) {
    Map<Point, IndexSpace> map = new TreeMap<>();
    for (int i = 0; i < pieces.length; i++) {
      map.put(Point.of(i), pieces[i]);
    }
    return Partitions.explicit(LINE, map);
  }

  @Test
  void whatIsAssertedIsBelieved() {
    IndexPartition halves = PartitionChecks.asserting(pieces(line(0, 4), line(5, 9)), YES, UNKNOWN);
    assertThat(halves.disjoint()).isEqualTo(YES);
    assertThat(halves.complete()).isEqualTo(UNKNOWN);
    assertThat(halves.isComplete()).isTrue();
    PartitionChecks.check(halves);
    IndexPartition wrong = PartitionChecks.asserting(pieces(line(0, 5), line(5, 9)), YES, YES);
    assertThat(wrong.isDisjoint()).isTrue();
    assertThat(Partitions.intersection(wrong, wrong).disjoint()).isEqualTo(YES);
    assertThat(wrong).isEqualTo(pieces(line(0, 5), line(5, 9)));
  }

  @Test
  void aFalseAssertionNamesTwoColoursAndAPointTheyShare() {
    IndexPartition wrong =
        PartitionChecks.asserting(pieces(line(0, 3), line(6, 9), line(3, 6)), YES, UNKNOWN);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PartitionChecks.check(wrong))
        .withMessage(
            "partition of [0..9] by colours [0..2] is asserted to be disjoint, but its pieces (0) "
                + "and (2) share point (3); assert it aliased, or separate the pieces");
    assertThat(PartitionChecks.overlap(wrong))
        .contains(new PartitionChecks.Overlap(Point.of(0), Point.of(2), Point.of(3)));
  }

  @Test
  void aFalseAssertionNamesAPointThatIsMissed() {
    IndexPartition wrong = PartitionChecks.asserting(pieces(line(0, 3), line(5, 9)), YES, YES);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PartitionChecks.check(wrong))
        .withMessage(
            "partition of [0..9] by colours [0..1] is asserted to be complete, but point (4) is in "
                + "no piece; assert it incomplete, or add the point to a piece");
  }

  @Test
  void tooLittleIsFalseToo() {
    IndexPartition halves = pieces(line(0, 4), line(5, 9));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PartitionChecks.check(PartitionChecks.asserting(halves, NO, UNKNOWN)))
        .withMessageContaining("but no two pieces share a point; assert it disjoint");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PartitionChecks.check(PartitionChecks.asserting(halves, UNKNOWN, NO)))
        .withMessageContaining("but every point is in a piece; assert it complete");
  }

  @Test
  void whatIsKnownToBeFalseIsRefusedAtOnce() {
    IndexPartition aliased = pieces(line(0, 5), line(5, 9));
    assertThat(aliased.isDisjoint()).isFalse();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PartitionChecks.asserting(aliased, YES, UNKNOWN))
        .withMessageContaining("its pieces (0) and (1) share point (5)");
    IndexPartition equal = Partitions.equal(LINE, Rect.ofExtents(2));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PartitionChecks.asserting(equal, UNKNOWN, NO))
        .withMessageContaining("every point is in a piece");
    assertThat(PartitionChecks.asserting(equal, YES, YES)).isEqualTo(equal);
  }

  @Test
  void structuredPartitionsStayStructured() {
    IndexSpace apart = line(0, 1).union(line(4, 5));
    AffineRectMap steps = AffineRectMap.builder(1).dimension(0, 4, 0, 1).build();
    IndexPartition two = Partitions.restriction(apart, Rect.ofExtents(2), steps);
    assertThat(two.complete()).isEqualTo(UNKNOWN);
    IndexPartition asserted = PartitionChecks.asserting(two, UNKNOWN, YES);
    assertThat(asserted).isInstanceOf(StructuredPartition.class);
    assertThat(asserted.complete()).isEqualTo(YES);
    PartitionChecks.check(asserted);
  }

  @Test
  void assertionsAreCheckedAsTheyAre() {
    Duel.run(
        2_000,
        30_000,
        random -> {
          IndexPartition partition =
              PartitionOracle.randomExplicit(
                  random,
                  PointSets.space(random, PointSets.dims(random)),
                  PartitionOracle.randomColours(random, 1));
          Ternary disjoint = ANSWERS.get(random.nextInt(3));
          Ternary complete = ANSWERS.get(random.nextInt(3));
          IndexPartition asserted = PartitionChecks.asserting(partition, disjoint, complete);
          boolean right =
              (disjoint == UNKNOWN || disjoint == Ternary.of(partition.isDisjoint()))
                  && (complete == UNKNOWN || complete == Ternary.of(partition.isComplete()));
          boolean accepted;
          try {
            PartitionChecks.check(asserted);
            accepted = true;
          } catch (IllegalArgumentException refused) {
            assertThat(refused).hasMessageContaining("is asserted to be");
            accepted = false;
          }
          assertThat(accepted).isEqualTo(right);
        });
  }
}
