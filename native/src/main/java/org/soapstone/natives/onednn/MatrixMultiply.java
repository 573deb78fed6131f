package org.soapstone.natives.onednn;

import static java.util.Objects.requireNonNull;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * Products of matrices: {@code product = left * right} for each index of the dimensions before the
 * last two, or {@code product +=} that.
 */
public final class MatrixMultiply extends Kernel {
  private MatrixMultiply(KernelParts parts) {
    super(parts);
  }

  /**
   * The calling thread's kernel for a shape.
   *
   * @param left {@code [..., row, inner]}, or {@code [..., inner, row]} if transposed
   * @param transposeLeft whether the last two dimensions of the left factor are exchanged
   * @param right {@code [..., inner, column]}, or {@code [..., column, inner]} if transposed
   * @param transposeRight whether the last two dimensions of the right factor are exchanged
   * @param product {@code [..., row, column]}
   * @param write what becomes of the old product
   * @return the kernel
   * @throws IllegalArgumentException if the dimensions do not fit each other or a type is not F32
   * @throws OneDnnException if oneDNN is not available or refuses the shape
   */
  public static MatrixMultiply of(
      TensorDesc left,
      boolean transposeLeft,
      TensorDesc right,
      boolean transposeRight,
      TensorDesc product,
      Write write) {
    return Workspace.kernel(new Spec(left, transposeLeft, right, transposeRight, product, write));
  }

  /**
   * Multiplies.
   *
   * @param left read
   * @param right read
   * @param product written
   * @throws IllegalArgumentException if a segment does not suit its tensor
   * @throws IllegalStateException if the kernel belongs to another thread
   */
  public void execute(MemorySegment left, MemorySegment right, MemorySegment product) {
    bind(0, left);
    bind(1, right);
    bind(2, product);
    run();
  }

  /**
   * What to prefer where there is one inner index: oneDNN 3.13's products of small blocks are wrong
   * there now and then (AVX-512, batches of strided matrices: about one of a hundred shapes).
   */
  private static boolean isNotSmall(String implementation) {
    return !implementation.contains("brg");
  }

  private record Spec(
      TensorDesc left,
      boolean transposeLeft,
      TensorDesc right,
      boolean transposeRight,
      TensorDesc product,
      Write write)
      implements KernelSpec<MatrixMultiply> {
    Spec {
      requireNonNull(left, "left");
      requireNonNull(right, "right");
      requireNonNull(product, "product");
      requireNonNull(write, "write");
      int rank = product.rank();
      if (rank < 2) {
        throw new IllegalArgumentException("a matrix needs 2 dimensions, got " + product);
      }
      Shapes.requireRank("left factor", left, rank);
      Shapes.requireRank("right factor", right, rank);
      Shapes.requireRank("product", product, rank);
      for (int d = 0; d < rank - 2; d++) {
        Shapes.requireSame("product: left batch and batch", left.dim(d), product.dim(d));
        Shapes.requireSame("product: right batch and batch", right.dim(d), product.dim(d));
      }
      int row = rank - 2;
      int column = rank - 1;
      Shapes.requireSame(
          "product: rows of left factor and product",
          left.dim(transposeLeft ? column : row),
          product.dim(row));
      Shapes.requireSame(
          "product: columns of right factor and product",
          right.dim(transposeRight ? row : column),
          product.dim(column));
      Shapes.requireSame(
          "product: inner indices of the factors",
          left.dim(transposeLeft ? row : column),
          right.dim(transposeRight ? column : row));
    }

    @Override
    public String describe() {
      return "product of %s%s and %s%s to %s"
          .formatted(
              left,
              transposeLeft ? " transposed" : "",
              right,
              transposeRight ? " transposed" : "",
              product);
    }

    private int[] order(boolean transposed) {
      int rank = product.rank();
      int[] order = new int[rank];
      for (int d = 0; d < rank; d++) {
        order[d] = d;
      }
      if (transposed) {
        order[rank - 1] = rank - 2;
        order[rank - 2] = rank - 1;
      }
      return order;
    }

    @Override
    public MatrixMultiply compile(KernelBuilder builder) {
      var first = builder.input("left factor", left, order(transposeLeft));
      var second = builder.input("right factor", right, order(transposeRight));
      var result = builder.output("product", product);
      PrimitiveDesc main =
          MatrixProduct.add(
              builder,
              left.dim(left.rank() - (transposeLeft ? 2 : 1)) == 1
                  ? MatrixMultiply::isNotSmall
                  : KernelBuilder::isAny,
              MatrixProduct.Factor.of(builder, first, order(transposeLeft)),
              MatrixProduct.Factor.of(builder, second, order(transposeRight)),
              Optional.empty(),
              result,
              write);
      return new MatrixMultiply(builder.finish(main));
    }
  }
}
