package org.soapstone.regions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SparseBitsTest {
  @Test
  void agreesWithItsPositions() {
    Duel.run(
        10_000,
        random -> {
          NavigableSet<Long> as = positions(random);
          NavigableSet<Long> bs = positions(random);
          SparseBits a = bits(random, as);
          SparseBits b = bits(random, bs);
          assertThat(positions(a)).isEqualTo(as);
          assertThat(a.count()).isEqualTo(as.size());
          assertThat(a.isEmpty()).isEqualTo(as.isEmpty());
          NavigableSet<Long> both = new TreeSet<>(as);
          both.addAll(bs);
          assertThat(a.union(b)).isEqualTo(bits(random, both)).hasSameHashCodeAs(b.union(a));
          NavigableSet<Long> common = new TreeSet<>(as);
          common.retainAll(bs);
          assertThat(a.intersection(b)).isEqualTo(bits(random, common));
          assertThat(a.intersects(b)).isEqualTo(!common.isEmpty());
          NavigableSet<Long> rest = new TreeSet<>(as);
          rest.removeAll(bs);
          assertThat(a.difference(b)).isEqualTo(bits(random, rest));
          assertThat(a.containsAll(b)).isEqualTo(as.containsAll(bs));
          assertThat(a.containsAll(a.intersection(b))).isTrue();
          assertThat(a.equals(b)).isEqualTo(as.equals(bs));
        });
  }

  @Test
  void agreesWithItsPositionsInARange() {
    Duel.run(
        10_000,
        random -> {
          NavigableSet<Long> all = positions(random);
          SparseBits bits = bits(random, all);
          long from = random.nextInt(5_000);
          long to = from + random.nextInt(random.nextBoolean() ? 70 : 2_000);
          NavigableSet<Long> inside = new TreeSet<>(all.subSet(from, true, to, true));
          NavigableSet<Long> outside = new TreeSet<>(all);
          outside.removeAll(inside);
          assertThat(bits.intersection(from, to)).isEqualTo(bits(random, inside));
          assertThat(bits.difference(from, to)).isEqualTo(bits(random, outside));
          assertThat(bits.intersects(from, to)).isEqualTo(!inside.isEmpty());
          assertThat(bits.contains(from)).isEqualTo(all.contains(from));
          if (!all.isEmpty()) {
            assertThat(bits.first()).isEqualTo(all.first());
            assertThat(bits.last()).isEqualTo(all.last());
          }
        });
  }

  @Test
  void joinsBitmaps() {
    Duel.run(
        2_000,
        random -> {
          NavigableSet<Long> as = positions(random);
          NavigableSet<Long> bs = positions(random);
          SparseBits b = bits(random, bs);
          long[] bitmap = new long[200];
          bits(random, as).addTo(bitmap);
          bs.retainAll(as);
          assertThat(b.firstIn(bitmap)).isEqualTo(bs.isEmpty() ? -1 : bs.first());
        });
  }

  @Test
  void takesWhatABitmapHasAndEmptiesIt() {
    Duel.run(
        2_000,
        random -> {
          NavigableSet<Long> expected = positions(random);
          NavigableSet<Long> wanted = positions(random);
          boolean all = random.nextBoolean();
          long[] bitmap = new long[200];
          long[] touched = new long[4];
          long[] mask = new long[all ? 0 : 200];
          SparseBits bits = bits(random, expected);
          bits.addTo(bitmap);
          for (int i = 0; i < bitmap.length; i++) {
            touched[i >>> 6] |= bitmap[i] != 0 || random.nextInt(9) == 0 ? 1L << i : 0;
          }
          SparseBitsBuilder builder = new SparseBitsBuilder(random.nextInt(3));
          builder.moveFrom(bitmap.clone(), new long[4], mask);
          if (!all) {
            bits(random, wanted).addTo(mask);
            expected.retainAll(wanted);
          }
          builder.moveFrom(bitmap, touched, mask);
          assertThat(builder.build()).isEqualTo(bits(random, expected));
          assertThat(bitmap).containsOnly(0);
          assertThat(touched).containsOnly(0);
        });
  }

  @Test
  void refusesABitmapsWordsThatWereAddedBefore() {
    SparseBitsBuilder builder = new SparseBitsBuilder(0);
    builder.add(1, 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.moveFrom(new long[] {0, 2}, new long[] {2}, new long[0]))
        .withMessage("word 1 is added after word 1; add them in ascending order");
  }

  @Test
  void refusesWordsOutOfOrder() {
    SparseBitsBuilder builder = new SparseBitsBuilder(0);
    builder.add(7, 1);
    builder.add(7, 2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.add(6, 1))
        .withMessage("word 6 is added after word 7; add them in ascending order");
    assertThat(builder.build()).hasToString("2 positions in 1 words");
  }

  /** Few or many, close or far, sometimes in runs. */
  private static NavigableSet<Long> positions(SplittableRandom random) {
    NavigableSet<Long> positions = new TreeSet<>();
    int count = random.nextInt(random.nextBoolean() ? 4 : 150);
    int start = random.nextInt(3_000);
    int reach = random.nextInt(1, random.nextBoolean() ? 200 : 4_000);
    int longest = random.nextInt(1, random.nextBoolean() ? 3 : 200);
    for (int i = 0; i < count; i++) {
      long first = (long) start + random.nextInt(reach);
      for (long p = first; p < first + random.nextInt(1, longest + 1); p++) {
        positions.add(p);
      }
    }
    return positions;
  }

  /** By runs, by single bits, or by words. */
  private static SparseBits bits(SplittableRandom random, NavigableSet<Long> positions) {
    SparseBitsBuilder builder = new SparseBitsBuilder(random.nextInt(20));
    boolean runs = random.nextBoolean();
    List<Long> ascending = new ArrayList<>(positions);
    for (int i = 0; i < ascending.size(); i++) {
      long first = ascending.get(i);
      while (runs && i + 1 < ascending.size() && ascending.get(i + 1) == ascending.get(i) + 1) {
        i++;
      }
      if (runs) {
        builder.addRun(first, ascending.get(i));
      } else {
        builder.add((int) (first >>> 6), 1L << first);
      }
    }
    return builder.build();
  }

  private static NavigableSet<Long> positions(SparseBits bits) {
    NavigableSet<Long> positions = new TreeSet<>();
    long[] behind = {-1};
    bits.forEachRun((first, last) -> {
      assertThat(first).isGreaterThan(behind[0]);
      behind[0] = last + 1;
      for (long p = first; p <= last; p++) {
        positions.add(p);
      }
    });
    assertThat(bits.runCount()).isEqualTo(runs(positions));
    return positions;
  }

  private static int runs(NavigableSet<Long> positions) {
    return (int) positions.stream().filter(p -> !positions.contains(p - 1)).count();
  }
}
