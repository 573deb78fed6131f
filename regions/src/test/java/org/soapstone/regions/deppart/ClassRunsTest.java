package org.soapstone.regions.deppart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.soapstone.regions.Duel;
import org.soapstone.regions.SparseBitsBuilder;

class ClassRunsTest {
  @Test
  void groupsEachPositionUnderItsColours() {
    Duel.run(
        40,
        500,
        random -> {
          int size = random.nextInt(1, 6_000);
          int colours = random.nextInt(1, random.nextBoolean() ? 70 : 3_000);
          ColourSets sets = new ColourSets(colours);
          boolean[][] holds = new boolean[colours][];
          ClassMap map = fill(random, size, sets, holds);
          ClassRuns runs = ClassRuns.of(map, sets);
          for (int c = 0; c < colours; c++) {
            SparseBitsBuilder expected = new SparseBitsBuilder(0);
            for (int p = 0; holds[c] != null && p < size; p++) {
              if (holds[c][p]) {
                expected.addRun(p, p);
              }
            }
            assertThat(runs.bits(c)).isEqualTo(expected.build());
          }
        });
  }

  /** Long runs or short ones, of one colour or, where they meet, of several. */
  private static ClassMap fill(
      SplittableRandom random, int size, ColourSets sets, boolean[][] holds) {
    ClassMap map = new ClassMap(size);
    int longest = random.nextInt(1, random.nextBoolean() ? 3 : 2_000);
    for (int c = 0; c < sets.colours(); c++) {
      for (int run = random.nextInt(4); run > 0; run--) {
        int first = random.nextInt(size);
        int last = Math.min(size - 1, first + random.nextInt(longest));
        holds[c] = holds[c] == null ? new boolean[size] : holds[c];
        for (int p = first; p <= last; p++) {
          if (!holds[c][p]) {
            holds[c][p] = true;
            map.add(p, p, sets, c);
          }
        }
      }
    }
    return map;
  }
}
