package org.soapstone.dnn.kernels;

import java.lang.foreign.MemorySegment;
import org.soapstone.natives.onednn.MatrixMultiply;
import org.soapstone.natives.onednn.Reorder;
import org.soapstone.natives.onednn.TensorDesc;
import org.soapstone.natives.onednn.Write;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.Point;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.instances.FieldView;

/** Views as oneDNN sees them, and products of matrices that are views. */
final class OneDnnViews {
  /** The most dimensions that a tensor has in oneDNN. */
  private static final int MOST_DIMS = 12;

  private OneDnnViews() {}

  static TensorDesc tensor(FieldView view) {
    long[] dims = new long[view.rect().dims()];
    long[] strides = new long[dims.length];
    for (int d = 0; d < dims.length; d++) {
      dims[d] = view.rect().extent(d);
      strides[d] = view.stride(d);
    }
    return TensorDesc.strided(dims, strides);
  }

  /** A view's memory from its first element on. */
  static MemorySegment data(FieldView view) {
    return view.segment().asSlice(view.offset());
  }

  /** The memory of a bias, whose elements are neighbours. */
  static MemorySegment row(FieldView bias) {
    if (!bias.isDense()) {
      throw new IllegalArgumentException(
          "a bias's elements must be neighbours in memory, got a distance of %d"
              .formatted(bias.stride(0)));
    }
    return data(bias);
  }

  static void requireFloat32(FieldView view) {
    if (view.type() != FieldType.FLOAT32) {
      throw new IllegalArgumentException(
          ("the kernel set 'onednn' computes in FLOAT32, got %s;"
                  + " choose the kernel set 'reference' for it")
              .formatted(view.type()));
    }
  }

  /** {@return whether these are FLOAT32, and none is empty} */
  static boolean multiplies(FieldView... views) {
    boolean multiplies = true;
    for (FieldView view : views) {
      multiplies &= view.type() == FieldType.FLOAT32 && !view.rect().isEmpty();
    }
    return multiplies;
  }

  /** {@return whether oneDNN can copy these} */
  static boolean reorders(FieldView from, FieldView to) {
    return multiplies(from, to) && from.rect().dims() <= MOST_DIMS;
  }

  static void transpose(int[] order, FieldView from, FieldView to) {
    FieldView permuted = Views.permuted(from, order);
    Checks.sameRect("transpose", to, permuted);
    Reorder.of(tensor(permuted), tensor(to), Write.OVERWRITE).execute(data(permuted), data(to));
  }

  /**
   * Multiplies each pair of matrices: all at once if they lie one after another, else one by one.
   */
  static void multiply(
      FieldView left,
      boolean transposeLeft,
      FieldView right,
      boolean transposeRight,
      FieldView product) {
    MatrixReference.check(
        transposeLeft ? Views.transposed(left) : left,
        transposeRight ? Views.transposed(right) : right,
        product);
    int batchDims = product.rect().dims() - 2;
    if (batchDims == 0 || (left.isDense() && right.isDense() && product.isDense())) {
      MatrixMultiply.of(
              batch(left),
              transposeLeft,
              batch(right),
              transposeRight,
              batch(product),
              Write.OVERWRITE)
          .execute(data(left), data(right), data(product));
      return;
    }
    long[] lo = new long[batchDims];
    long[] hi = new long[batchDims];
    for (int d = 0; d < batchDims; d++) {
      lo[d] = product.rect().lo(d);
      hi[d] = product.rect().hi(d);
    }
    MatrixMultiply kernel =
        MatrixMultiply.of(
            matrix(left),
            transposeLeft,
            matrix(right),
            transposeRight,
            matrix(product),
            Write.OVERWRITE);
    Rect.of(lo, hi)
        .forEachPoint(
            index -> kernel.execute(data(left, index), data(right, index), data(product, index)));
  }

  /** A dense view as a batch of matrices, or one of two dimensions as a matrix. */
  private static TensorDesc batch(FieldView view) {
    int dims = view.rect().dims();
    if (dims == 2) {
      return tensor(view);
    }
    long rows = view.rect().extent(dims - 2);
    long columns = view.rect().extent(dims - 1);
    return TensorDesc.dense(view.rect().volume() / (rows * columns), rows, columns);
  }

  private static TensorDesc matrix(FieldView view) {
    int dims = view.rect().dims();
    return TensorDesc.strided(
        new long[] {view.rect().extent(dims - 2), view.rect().extent(dims - 1)},
        new long[] {view.stride(dims - 2), view.stride(dims - 1)});
  }

  /** The memory of the matrix at an index of the dimensions before the last two. */
  private static MemorySegment data(FieldView view, Point index) {
    long at = 0;
    for (int d = 0; d < index.dims(); d++) {
      at += (index.coordinate(d) - view.rect().lo(d)) * view.stride(d);
    }
    return view.segment().asSlice(view.offset() + at * view.type().bytes());
  }
}
