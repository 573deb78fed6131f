package org.soapstone.natives.onednn;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MatrixMultiplyTest {
  @Test
  void multipliesBatchesOfMatricesWhereverTheyLie() {
    Seeds.each(
        120,
        (random, seed) -> {
          try (Arena arena = Arena.ofConfined()) {
            multiply(random, seed, arena);
          }
        });
  }

  private static void multiply(SplittableRandom random, String seed, Arena arena) {
    boolean batched = random.nextBoolean();
    boolean transposeLeft = random.nextBoolean();
    boolean transposeRight = random.nextBoolean();
    long batch = 1L + random.nextInt(5);
    long rows = 1L + random.nextInt(20);
    long inner = 1L + random.nextInt(40);
    long columns = 1L + random.nextInt(30);
    TestTensor left = matrices(random, arena, batched, batch, rows, inner, transposeLeft);
    TestTensor right = matrices(random, arena, batched, batch, inner, columns, transposeRight);
    TestTensor product = matrices(random, arena, batched, batch, rows, columns, false);
    Write write = random.nextBoolean() ? Write.OVERWRITE : Write.ACCUMULATE;
    var kernel =
        MatrixMultiply.of(
            left.desc(), transposeLeft, right.desc(), transposeRight, product.desc(), write);
    kernel.execute(left.data(), right.data(), product.data());
    product.check(
        seed + " " + kernel,
        write,
        at -> {
          int row = at.length - 2;
          double sum = 0;
          for (long i = 0; i < inner; i++) {
            sum +=
                (double) left.at(index(at, at[row], i, transposeLeft))
                    * right.at(index(at, i, at[row + 1], transposeRight));
          }
          return sum;
        });
  }

  private static TestTensor matrices(
      SplittableRandom random,
      Arena arena,
      boolean batched,
      long batch,
      long rows,
      long columns,
      boolean transposed) {
    long first = transposed ? columns : rows;
    long second = transposed ? rows : columns;
    return batched
        ? TestTensor.any(random, arena, batch, first, second)
        : TestTensor.any(random, arena, first, second);
  }

  private static long[] index(long[] at, long row, long column, boolean transposed) {
    long[] index = at.clone();
    index[at.length - 2] = transposed ? column : row;
    index[at.length - 1] = transposed ? row : column;
    return index;
  }

  @Test
  void factorsThatDoNotFitAreRefused() {
    TensorDesc left = TensorDesc.dense(2, 3);
    TensorDesc right = TensorDesc.dense(4, 5);
    TensorDesc product = TensorDesc.dense(2, 5);
    assertThatThrownBy(() -> MatrixMultiply.of(left, false, right, false, product, Write.OVERWRITE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("product: inner indices of the factors must be equal, got 3 and 4");
  }
}
