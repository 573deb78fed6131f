package org.soapstone.regions.deppart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.NavigableSet;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.soapstone.regions.Duel;
import org.soapstone.regions.SparseBits;

class PointBitmapTest {
  @Test
  void hasWhatWasAdded() {
    Duel.run(
        400,
        random -> {
          int size = random.nextInt(1, random.nextBoolean() ? 300 : 200_000);
          PointBitmap bitmap = new PointBitmap(size);
          for (int round = 0; round < 3; round++) {
            NavigableSet<Integer> expected = new TreeSet<>();
            for (int part = random.nextInt(40); part > 0; part--) {
              switch (random.nextInt(6)) {
                case 0 -> addRuns(random, size, bitmap, expected);
                case 1 -> {
                  int first = random.nextInt(size);
                  int last = random.nextInt(first, size);
                  bitmap.removeRun(first, last);
                  expected.subSet(first, true, last, true).clear();
                }
                default -> addValues(random, size, bitmap, expected);
              }
            }
            assertThat(positions(bitmap.drain(new long[0]))).isEqualTo(expected);
          }
        });
  }

  /** A walk with short or long steps that now and then leads far away or outside. */
  private static void addValues(
      SplittableRandom random, int size, PointBitmap bitmap, NavigableSet<Integer> expected) {
    int origin = random.nextBoolean() ? random.nextInt(-100, 100) : Integer.MIN_VALUE;
    int step = random.nextInt(1, random.nextBoolean() ? 4 : size + 1);
    int[] values = new int[random.nextInt(1_500)];
    int at = random.nextInt(size);
    for (int i = 0; i < values.length; i++) {
      at += random.nextInt(-step, step + 1);
      if (random.nextInt(60) == 0) {
        at = random.nextInt(size);
      }
      int value = random.nextInt(80) == 0 ? random.nextInt() : at;
      values[i] = origin + value;
    }
    int from = random.nextInt(values.length + 1);
    int count = random.nextInt(values.length - from + 1);
    bitmap.add(values, from, count, origin);
    for (int i = from; i < from + count; i++) {
      int position = values[i] - origin;
      if (position >= 0 && position < size) {
        expected.add(position);
      }
    }
  }

  private static void addRuns(
      SplittableRandom random, int size, PointBitmap bitmap, NavigableSet<Integer> expected) {
    int count = random.nextInt(20);
    int[] lows = new int[count];
    int[] highs = new int[count];
    for (int i = 0; i < count; i++) {
      lows[i] = random.nextInt(size);
      highs[i] = Math.min(size - 1, lows[i] + random.nextInt(-2, random.nextBoolean() ? 5 : 150));
      for (int p = lows[i]; p <= highs[i]; p++) {
        expected.add(p);
      }
    }
    bitmap.addRuns(lows, highs, count);
  }

  private static NavigableSet<Integer> positions(SparseBits bits) {
    NavigableSet<Integer> positions = new TreeSet<>();
    bits.forEachRun((first, last) -> {
      for (long p = first; p <= last; p++) {
        positions.add((int) p);
      }
    });
    return positions;
  }
}
