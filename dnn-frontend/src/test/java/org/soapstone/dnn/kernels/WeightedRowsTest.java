package org.soapstone.dnn.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The vectorised loop against the two nested loops that it stands for: the same bits. */
class WeightedRowsTest {
  @Test
  void addsRowsInOrder() {
    Duel.run(
        500,
        random -> {
          int count = random.nextInt(12);
          int length = random.nextInt(1, 50);
          int step = random.nextInt(1, 4);
          int start = random.nextInt(5);
          int first = random.nextInt(3);
          double[] weights = doubles(random, first + count * step);
          double[] rows = doubles(random, count * length);
          double[] to = doubles(random, start + length + 3);
          double[] expected = to.clone();
          for (int r = 0; r < count; r++) {
            for (int i = 0; i < length; i++) {
              expected[start + i] += weights[first + r * step] * rows[r * length + i];
            }
          }
          WeightedRows.add(to, start, weights, first, step, rows, count, length);
          assertThat(to).isEqualTo(expected);
        });
  }

  private static double[] doubles(SplittableRandom random, int length) {
    return random.doubles(length, -1, 1).toArray();
  }
}
