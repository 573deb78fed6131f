package org.soapstone.dnn.kernels;

import org.soapstone.tasks.instances.FieldView;

/**
 * Products of batches of matrices in double precision; terms are added by ascending inner index.
 */
final class MatrixReference {
  private static final String NAME = "matmul";

  private MatrixReference() {}

  static void multiply(FieldView left, FieldView right, FieldView product) {
    check(left, right, product);
    Scratch scratch = Scratch.begin();
    int dims = product.rect().dims();
    int rows = Math.toIntExact(product.rect().extent(dims - 2));
    int columns = Math.toIntExact(product.rect().extent(dims - 1));
    int inner = Math.toIntExact(left.rect().extent(dims - 1));
    double[] a = Elements.load(left, scratch);
    double[] b = Elements.load(right, scratch);
    double[] factor = scratch.take((long) inner * columns);
    double[] c = Elements.zeros(product, scratch);
    int batch = Math.toIntExact(product.rect().volume() / ((long) rows * columns));
    for (int n = 0; n < batch; n++) {
      System.arraycopy(b, n * inner * columns, factor, 0, inner * columns);
      for (int r = 0; r < rows; r++) {
        int row = n * rows + r;
        WeightedRows.add(c, row * columns, a, row * inner, 1, factor, inner, columns);
      }
    }
    Elements.store(c, product);
  }

  static void check(FieldView left, FieldView right, FieldView product) {
    Checks.sameType(NAME, product, left, right);
    int dims = product.rect().dims();
    Checks.rank(NAME, "left factor", left, dims);
    Checks.rank(NAME, "right factor", right, dims);
    for (int d = 0; d < dims - 2; d++) {
      Checks.same(NAME, "batch of left factor and product", left, d, product, d);
      Checks.same(NAME, "batch of right factor and product", right, d, product, d);
    }
    Checks.same(NAME, "rows of left factor and product", left, dims - 2, product, dims - 2);
    Checks.same(NAME, "columns of right factor and product", right, dims - 1, product, dims - 1);
    Checks.same(NAME, "inner indices of the factors", left, dims - 1, right, dims - 2);
  }
}
