package org.soapstone.regions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.soapstone.regions.PointSets.common;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.soapstone.regions.deppart.Partitions;

class InterferenceTest {
  private static final FieldSpace FIELDS =
      FieldSpace.builder()
          .field("a", FieldType.FLOAT32)
          .field("b", FieldType.FLOAT32)
          .field("c", FieldType.FLOAT32)
          .build();

  private static final List<Privilege> PRIVILEGES =
      List.of(
          Privilege.read(),
          Privilege.readWrite(),
          Privilege.writeDiscard(),
          Privilege.reduce(BuiltInReduction.SUM_F32),
          Privilege.reduce(BuiltInReduction.MAX_F32));

  @Test
  void agreesWithTheDefinitionOnRandomTrees() {
    Duel.run(
        400,
        random -> {
          List<LogicalRegion> regions = randomForest(random);
          for (int i = 0; i < 40; i++) {
            LogicalRegion a = regions.get(random.nextInt(regions.size()));
            LogicalRegion b = regions.get(random.nextInt(regions.size()));
            FieldSet aFields = randomFields(random);
            FieldSet bFields = randomFields(random);
            Privilege aPrivilege = PRIVILEGES.get(random.nextInt(PRIVILEGES.size()));
            Privilege bPrivilege = PRIVILEGES.get(random.nextInt(PRIVILEGES.size()));
            boolean share =
                a.tree() == b.tree()
                    && !common(PointSets.of(a.indexSpace()), PointSets.of(b.indexSpace()))
                        .isEmpty();
            boolean compatible =
                aPrivilege.equals(bPrivilege)
                    && (aPrivilege instanceof Privilege.Read || aPrivilege.reduces());
            boolean expected = share && aFields.intersects(bFields) && !compatible;
            assertThat(Interference.interferes(a, aFields, aPrivilege, b, bFields, bPrivilege))
                .as("%s %s %s, %s %s %s", a, aFields, aPrivilege, b, bFields, bPrivilege)
                .isEqualTo(expected);
            assertThat(Interference.disjoint(a, b)).isEqualTo(!share);
            Ternary byTree = Interference.disjointByTree(a, b);
            assertThat(byTree).isIn(Ternary.UNKNOWN, Ternary.of(!share));
            assertThat(Interference.disjointByTree(b, a)).isEqualTo(byTree);
          }
        });
  }

  private static FieldSet randomFields(SplittableRandom random) {
    int bits = random.nextInt(8);
    List<Field> fields = new ArrayList<>(FIELDS.fields());
    fields.removeIf(field -> (bits & (1 << field.id())) == 0);
    return FieldSet.of(fields);
  }

  /** Two trees, to a depth of three, of disjoint and aliased partitions; all their regions. */
  private static List<LogicalRegion> randomForest(SplittableRandom random) {
    RegionForest forest = new RegionForest();
    List<LogicalRegion> regions = new ArrayList<>();
    int dims = random.nextInt(1, 4);
    for (int tree = 0; tree < 2; tree++) {
      IndexSpace space = PointSets.space(random, dims);
      regions.add(forest.createRegion("r" + tree, space, FIELDS));
    }
    for (int i = 0; i < 6; i++) {
      LogicalRegion parent = regions.get(random.nextInt(regions.size()));
      if (parent.depth() < 3) {
        LogicalPartition partition =
            forest.partition(parent, randomPartition(random, parent.indexSpace()));
        partition
            .indexPartition()
            .colours()
            .forEachPoint(colour -> regions.add(partition.subregion(colour)));
      }
    }
    return regions;
  }

  private static IndexPartition randomPartition(SplittableRandom random, IndexSpace space) {
    int dims = space.dims();
    long[] two = new long[dims];
    Arrays.fill(two, 2);
    if (random.nextBoolean()) {
      return space.isDense()
          ? Partitions.equal(space, Rect.ofExtents(two))
          : Partitions.blocks(space, two);
    }
    Map<Point, IndexSpace> pieces = new TreeMap<>();
    for (int colour = 0; colour < 3; colour++) {
      pieces.put(Point.of(colour), space.intersection(PointSets.space(random, dims)));
    }
    IndexPartition partition = Partitions.explicit(space, pieces);
    if (random.nextBoolean()) {
      assertThat(partition.isDisjoint()).isIn(true, false);
    }
    return partition;
  }

  @Test
  void theTreeDecidesWhereItCan() {
    RegionForest forest = new RegionForest();
    IndexSpace line = IndexSpace.of(Rect.ofExtents(12));
    LogicalRegion cells = forest.createRegion("cells", line, FIELDS);
    LogicalRegion others = forest.createRegion("others", line, FIELDS);
    LogicalPartition halves = forest.partition(cells, Partitions.equal(line, Rect.ofExtents(2)));
    LogicalPartition thirds = forest.partition(cells, Partitions.equal(line, Rect.ofExtents(3)));
    LogicalRegion left = halves.subregion(Point.of(0));
    LogicalRegion right = halves.subregion(Point.of(1));
    LogicalPartition below =
        forest.partition(right, Partitions.equal(right.indexSpace(), Rect.ofExtents(2)));
    LogicalRegion deep = below.subregion(Point.of(0));
    LogicalRegion third = thirds.subregion(Point.of(0));
    assertThat(Interference.disjointByTree(cells, others)).isEqualTo(Ternary.YES);
    assertThat(Interference.disjointByTree(left, right)).isEqualTo(Ternary.YES);
    assertThat(Interference.disjointByTree(left, deep)).isEqualTo(Ternary.YES);
    assertThat(Interference.disjointByTree(right, deep)).isEqualTo(Ternary.NO);
    assertThat(Interference.disjointByTree(cells, cells)).isEqualTo(Ternary.NO);
    assertThat(Interference.disjointByTree(left, third)).isEqualTo(Ternary.UNKNOWN);
    assertThat(Interference.disjointByTree(right, third)).isEqualTo(Ternary.UNKNOWN);
    assertThat(Interference.disjoint(left, third)).isFalse();
    assertThat(Interference.disjoint(right, third)).isTrue();
  }
}
