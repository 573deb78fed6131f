package org.soapstone.regions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.soapstone.regions.deppart.Partitions;

class RegionForestTest {
  private static final FieldSpace FIELDS = FieldSpace.of("value", FieldType.FLOAT32);
  private static final IndexSpace LINE = IndexSpace.of(Rect.ofExtents(10));

  private final RegionForest forest = new RegionForest();

  @Test
  void givesIdsInProgramOrderInEachTree() {
    LogicalRegion first = forest.createRegion("first", LINE, FIELDS);
    LogicalPartition halves = forest.partition(first, Partitions.equal(LINE, Rect.ofExtents(2)));
    LogicalRegion second = forest.createRegion("second", LINE, FIELDS);
    LogicalPartition thirds = forest.partition(first, Partitions.equal(LINE, Rect.ofExtents(3)));
    LogicalPartition others = forest.partition(second, Partitions.blocks(LINE, 4));
    LogicalRegion right = halves.subregion(Point.of(1));
    LogicalRegion left = forest.subregion(halves, Point.of(0));
    assertThat(List.of(first.tree(), first.id(), second.tree(), second.id()))
        .containsExactly(0, 0, 1, 0);
    assertThat(List.of(halves.id(), thirds.id(), others.id())).containsExactly(0, 1, 0);
    assertThat(List.of(right.id(), left.id(), others.subregion(Point.of(2)).id()))
        .containsExactly(1, 2, 1);
    assertThat(forest.size()).isEqualTo(2);
  }

  @Test
  void handlesTellWhereTheyAre() {
    LogicalRegion cells = forest.createRegion("cells", LINE, FIELDS);
    LogicalPartition halves = forest.partition(cells, Partitions.equal(LINE, Rect.ofExtents(2)));
    LogicalRegion right = halves.subregion(Point.of(1));
    LogicalPartition quarters =
        forest.partition(right, Partitions.equal(right.indexSpace(), Rect.ofExtents(2)));
    LogicalRegion last = quarters.subregion(Point.of(1));
    assertThat(last.name()).isEqualTo("cells/0(1)/1(1)");
    assertThat(last).hasToString(last.name());
    assertThat(quarters).hasToString("cells/0(1)/1");
    assertThat(last.indexSpace()).isEqualTo(IndexSpace.of(Rect.of(7, 9)));
    assertThat(quarters.space(Point.of(0))).isEqualTo(IndexSpace.of(Rect.of(5, 6)));
    assertThat(last.fieldSpace()).isEqualTo(FIELDS);
    assertThat(last.root()).isEqualTo(cells);
    assertThat(last.depth()).isEqualTo(2);
    assertThat(last.parent()).contains(quarters);
    assertThat(last.colour()).contains(Point.of(1));
    assertThat(cells.parent()).isEmpty();
    assertThat(cells.colour()).isEmpty();
    assertThat(quarters.parent()).isEqualTo(right);
    assertThat(quarters.tree()).isZero();
    assertThat(quarters.indexPartition().colours()).isEqualTo(Rect.ofExtents(2));
  }

  @Test
  void oneColourIsOneRegion() {
    LogicalRegion cells = forest.createRegion("cells", LINE, FIELDS);
    LogicalPartition a = forest.partition(cells, Partitions.equal(LINE, Rect.ofExtents(2)));
    LogicalPartition b = forest.partition(cells, Partitions.equal(LINE, Rect.ofExtents(2)));
    assertThat(a.subregion(Point.of(0))).isSameAs(a.subregion(Point.of(0)));
    assertThat(a.subregion(Point.of(0))).isNotEqualTo(b.subregion(Point.of(0)));
    assertThat(a).isNotEqualTo(b).isEqualTo(a).hasSameHashCodeAs(a);
    assertThat(a.indexPartition()).isEqualTo(b.indexPartition());
  }

  @Test
  void refusesWithASentence() {
    LogicalRegion cells = forest.createRegion("cells", LINE, FIELDS);
    IndexSpace other = IndexSpace.of(Rect.ofExtents(11));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> forest.partition(cells, Partitions.blocks(other, 4)))
        .withMessage(
            "region cells has points [0..9], but the partition is one of [0..10]; "
                + "partition the region's own space");
    LogicalPartition halves = forest.partition(cells, Partitions.equal(LINE, Rect.ofExtents(2)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> halves.subregion(Point.of(2)))
        .withMessage(
            "colour (2) is not one of the colours [0..1] of this partition; use one of them");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> halves.subregion(Point.of(0, 0)))
        .withMessageContaining("colour (0,0) is not one of the colours [0..1]");
    assertThat(halves.subregion(Point.of(0)).id()).as("a refusal takes no id").isEqualTo(1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> forest.createRegion("", LINE, FIELDS))
        .withMessageContaining("the name of the region over [0..9] is blank");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RegionForest().partition(cells, halves.indexPartition()))
        .withMessageContaining("region cells is of tree 0, but this forest has 0 trees");
  }

  @Test
  void refusesAPieceThatLeavesItsParent() {
    LogicalRegion cells = forest.createRegion("cells", LINE, FIELDS);
    IndexPartition leaving =
        new ForwardingPartition(Partitions.equal(LINE, Rect.ofExtents(2))) {
          @Override
          public IndexSpace space(Point colour) {
            return IndexSpace.of(Rect.of(5, 10));
          }
        };
    LogicalPartition partition = forest.partition(cells, leaving);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> partition.subregion(Point.of(1)))
        .withMessageContaining("piece (1) of partition cells/0 is [5..10], which leaves");
  }
}
