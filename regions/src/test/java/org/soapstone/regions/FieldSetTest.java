package org.soapstone.regions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FieldSetTest {
  @Test
  void agreesWithABitSet() {
    Duel.run(
        5_000,
        random -> {
          BitSet as = bits(random);
          BitSet bs = bits(random);
          FieldSet a = FieldSet.of(as.stream().toArray());
          FieldSet b = FieldSet.of(bs.stream().toArray());
          assertThat(a.union(b).toArray()).isEqualTo(both(as, bs, BitSet::or));
          assertThat(a.intersection(b).toArray()).isEqualTo(both(as, bs, BitSet::and));
          assertThat(a.difference(b).toArray()).isEqualTo(both(as, bs, BitSet::andNot));
          assertThat(a.union(b)).isEqualTo(b.union(a)).hasSameHashCodeAs(b.union(a));
          assertThat(a.difference(b).union(a.intersection(b))).isEqualTo(a).hasSameHashCodeAs(a);
          assertThat(a.intersects(b)).isEqualTo(as.intersects(bs));
          assertThat(a.contains(b)).isEqualTo(both(bs, as, BitSet::andNot).length == 0);
          assertThat(a.equals(b)).isEqualTo(as.equals(bs));
          assertThat(a.size()).isEqualTo(as.cardinality());
          assertThat(a.isEmpty()).isEqualTo(as.isEmpty());
          int id = random.nextInt(FieldSpace.MAX_FIELDS);
          assertThat(a.contains(id)).isEqualTo(as.get(id));
          assertThat(a.next(id)).isEqualTo(as.nextSetBit(id));
          List<Integer> visited = new ArrayList<>();
          a.forEach(visited::add);
          assertThat(visited).isEqualTo(as.stream().boxed().toList());
        });
  }

  private interface Operation {
    void apply(BitSet a, BitSet b);
  }

  private static int[] both(BitSet a, BitSet b, Operation operation) {
    BitSet result = (BitSet) a.clone();
    operation.apply(result, b);
    return result.stream().toArray();
  }

  private static BitSet bits(SplittableRandom random) {
    BitSet bits = new BitSet();
    int range = random.nextBoolean() ? 10 : FieldSpace.MAX_FIELDS;
    int count = random.nextInt(6);
    for (int i = 0; i < count; i++) {
      bits.set(random.nextInt(range));
    }
    return bits;
  }

  @Test
  void isShownByIds() {
    assertThat(FieldSet.of(3, 0, 511)).hasToString("{0, 3, 511}");
    assertThat(FieldSet.empty()).hasToString("{}").isEqualTo(FieldSet.of(new int[0]));
    assertThat(FieldSet.empty().next(600)).isEqualTo(-1);
    assertThat(FieldSet.of(1).contains(-1)).isFalse();
    assertThat(FieldSet.of(1).contains(512)).isFalse();
  }

  @Test
  void refusesIdsOutOfRange() {
    for (int id : new int[] {-1, 512}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> FieldSet.of(id))
          .withMessage("field id is " + id + ", must be from 0 to 511");
    }
  }
}
