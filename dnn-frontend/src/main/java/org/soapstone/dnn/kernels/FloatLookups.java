package org.soapstone.dnn.kernels;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.instances.FieldView;

/**
 * Rows of a {@code FLOAT32} table by index: only the rows that are named are touched. What is
 * computed is that of {@link GatherReference}.
 */
final class FloatLookups {
  private FloatLookups() {}

  private static long row(FieldView table, long row) {
    return table.offset() + row * table.stride(0) * Float.BYTES;
  }

  /** The rows of a tensor, each with its number. */
  private static Blocks rows(FieldView tensor) {
    Rect box = tensor.rect();
    long[] strides = new long[box.dims()];
    long rows = 1;
    for (int d = strides.length - 2; d >= 0; d--) {
      strides[d] = rows;
      rows *= box.extent(d);
    }
    return new Blocks(box, Blocks.in(box, tensor), new Blocks.Place(0, 0, strides));
  }

  static void forward(
      long rows, int bag, double scale, FieldView indices, FieldView table, FieldView output) {
    Checks.sameType("embedding", output, table);
    if (output.rect().isEmpty()) {
      return;
    }
    Copies.clear(output);
    int[] named = GatherReference.indices(indices);
    int channels = Math.toIntExact(table.rect().extent(1));
    Blocks blocks = rows(output);
    while (blocks.next()) {
      for (int r = 0; r < blocks.rows(); r++) {
        int first = (int) blocks.at(1, r) * bag;
        for (int i = first; i < first + bag; i++) {
          long row = GatherReference.checked(named[i], rows, indices, i) - table.rect().lo(0);
          if (row >= 0 && row < table.rect().extent(0)) {
            add(
                table.segment(),
                row(table, row),
                (float) scale,
                output.segment(),
                blocks.at(0, r),
                channels);
          }
        }
      }
    }
  }

  static void backward(
      int bag, double scale, FieldView indices, FieldView outputGradient, FieldView tableGradient) {
    Copies.clear(tableGradient);
    if (outputGradient.rect().isEmpty() || tableGradient.rect().isEmpty()) {
      return;
    }
    int[] named = GatherReference.indices(indices);
    int channels = Math.toIntExact(tableGradient.rect().extent(1));
    Blocks blocks = rows(outputGradient);
    while (blocks.next()) {
      for (int r = 0; r < blocks.rows(); r++) {
        int first = (int) blocks.at(1, r) * bag;
        for (int i = first; i < first + bag; i++) {
          long row = named[i] - tableGradient.rect().lo(0);
          if (row >= 0 && row < tableGradient.rect().extent(0)) {
            add(
                outputGradient.segment(),
                blocks.at(0, r),
                (float) scale,
                tableGradient.segment(),
                row(tableGradient, row),
                channels);
          }
        }
      }
    }
  }

  /** Adds n floats times a number to others. */
  private static void add(
      MemorySegment from, long start, float scale, MemorySegment to, long at, int n) {
    FloatVector factor = Lanes.broadcast(scale);
    for (int i = 0; i < n; i += Lanes.LENGTH) {
      FloatVector sum = Lanes.load(from, start, i, n).fma(factor, Lanes.load(to, at, i, n));
      Lanes.store(sum, to, at, i, n);
    }
  }
}
