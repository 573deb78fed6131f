package org.soapstone.dnn.kernels;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import org.soapstone.regions.Rect;
import org.soapstone.tasks.instances.FieldView;

/**
 * Looking rows up by index, and adding them up by index, in double precision. Tables are [row,
 * channel]; a tile may hold some of the rows, and then indices of others are passed over.
 */
final class GatherReference {
  private GatherReference() {}

  /** The indices of a view in row-major order. */
  static int[] indices(FieldView view) {
    int[] indices = new int[Math.toIntExact(view.rect().volume())];
    Runs runs = new Runs(view.rect(), view);
    for (int at = 0; runs.next(); at += runs.length()) {
      for (int i = 0; i < runs.length(); i++) {
        indices[at + i] = view.segment().get(JAVA_INT, runs.offset(0) + 4L * i);
      }
    }
    return indices;
  }

  /** Checks that an index is a row of the whole table. */
  static int checked(int index, long rows, FieldView indices, int place) {
    if (index < 0 || index >= rows) {
      throw new IllegalArgumentException(
          "index %d at %s is no row; it must be from 0 to %d"
              .formatted(index, indices.rect().delinearize(place), rows - 1));
    }
    return index;
  }

  /**
   * Each output row is scale times the sum of the table's rows that its indices name, those that
   * the table's view has.
   *
   * @param rows the rows of the whole table
   * @param bag how many neighbouring indices are summed: 1, or the last extent of the indices
   */
  static void forward(
      long rows, int bag, double scale, FieldView indices, FieldView table, FieldView output) {
    Checks.sameType("embedding", output, table);
    Scratch scratch = Scratch.begin();
    double[] values = Elements.load(table, scratch);
    double[] out = Elements.zeros(output, scratch);
    int[] named = indices(indices);
    int channels = Math.toIntExact(table.rect().extent(1));
    long first = table.rect().lo(0);
    for (int i = 0; i < named.length; i++) {
      long row = checked(named[i], rows, indices, i) - first;
      if (row >= 0 && row < table.rect().extent(0)) {
        int to = i / bag * channels;
        int from = (int) row * channels;
        for (int c = 0; c < channels; c++) {
          out[to + c] += scale * values[from + c];
        }
      }
    }
    Elements.store(out, output);
  }

  /** The gradient of the table: each row sums the output rows that name it. */
  static void backward(
      int bag, double scale, FieldView indices, FieldView outputGradient, FieldView tableGradient) {
    Scratch scratch = Scratch.begin();
    double[] out = Elements.load(outputGradient, scratch);
    double[] table = Elements.zeros(tableGradient, scratch);
    int[] named = indices(indices);
    int channels = Math.toIntExact(tableGradient.rect().extent(1));
    long first = tableGradient.rect().lo(0);
    for (int i = 0; i < named.length; i++) {
      long row = named[i] - first;
      if (row >= 0 && row < tableGradient.rect().extent(0)) {
        int from = i / bag * channels;
        int to = (int) row * channels;
        for (int c = 0; c < channels; c++) {
          table[to + c] += scale * out[from + c];
        }
      }
    }
    Elements.store(table, tableGradient);
  }

  /**
   * output[a, i, b] = data[a, indices[i], b], where a and b stand for the dimensions before and
   * behind an axis; only of indices in the data's view, 0 for others.
   */
  static void gather(long rows, int axis, FieldView indices, FieldView data, FieldView output) {
    Scratch scratch = Scratch.begin();
    double[] values = Elements.load(data, scratch);
    double[] out = Elements.zeros(output, scratch);
    new Axis(rows, axis, indices, data.rect())
        .forEach((from, to, length) -> System.arraycopy(values, from, out, to, length));
    Elements.store(out, output);
  }

  static void gatherBackward(
      long rows, int axis, FieldView indices, FieldView outputGradient, FieldView dataGradient) {
    Scratch scratch = Scratch.begin();
    double[] out = Elements.load(outputGradient, scratch);
    double[] sums = Elements.zeros(dataGradient, scratch);
    new Axis(rows, axis, indices, dataGradient.rect())
        .forEach((to, from, length) -> {
          for (int i = 0; i < length; i++) {
            sums[to + i] += out[from + i];
          }
        });
    Elements.store(sums, dataGradient);
  }

  /** Takes the runs of data and of output that belong together. */
  private interface Visitor {
    void run(int data, int output, int length);
  }

  /** The runs of a gathering along an axis. */
  private record Axis(long rows, int axis, FieldView indices, Rect data) {
    void forEach(Visitor visitor) {
      int outer = 1;
      int inner = 1;
      for (int d = 0; d < data.dims(); d++) {
        if (d < axis) {
          outer *= (int) data.extent(d);
        } else if (d > axis) {
          inner *= (int) data.extent(d);
        }
      }
      int[] named = GatherReference.indices(indices);
      int present = Math.toIntExact(data.extent(axis));
      for (int a = 0; a < outer; a++) {
        for (int i = 0; i < named.length; i++) {
          long row = checked(named[i], rows, indices, i) - data.lo(axis);
          if (row >= 0 && row < present) {
            visitor.run((a * present + (int) row) * inner, (a * named.length + i) * inner, inner);
          }
        }
      }
    }
  }
}
