package org.soapstone.dnn.kernels;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.soapstone.regions.Point;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.instances.FieldView;

/** Kernels that move elements without computing, run by run. Every kernel set uses them. */
final class Copies {
  private static final int SAMPLE = 0;
  private static final int ROW = 1;
  private static final int COLUMN = 2;
  private static final int CHANNEL = 3;
  private static final int FEATURE = 1;
  private static final int IMAGE_DIMS = 4;

  private Copies() {}

  static void shifted(FieldView input, long[] shift, FieldView output) {
    Checks.sameType("copy", output, input);
    Checks.rank("copy", "input", input, output.rect().dims());
    if (shift.length != output.rect().dims()) {
      throw new IllegalArgumentException(
          "copy: a shift of %d numbers does not fit points of %d dimensions; give one for each"
              .formatted(shift.length, output.rect().dims()));
    }
    if (input.rect().isEmpty() || output.rect().isEmpty()) {
      return;
    }
    Rect moved = input.rect().translate(Point.of(shift));
    copy(output.rect().intersection(moved), withRect(input, moved), output);
  }

  static void reshape(long height, long width, long channels, FieldView from, FieldView to) {
    Checks.sameType("reshape", to, from);
    if (to.rect().isEmpty()) {
      return;
    }
    boolean flattens = from.rect().dims() == IMAGE_DIMS;
    FieldView image = flattens ? from : to;
    FieldView matrix = flattens ? to : from;
    Checks.rank("reshape", "image", image, IMAGE_DIMS);
    Checks.rank("reshape", "matrix", matrix, 2);
    Image whole = new Image(height, width, channels);
    List<Rect> common = whole.common(image.rect(), matrix.rect());
    if (common.stream().mapToLong(Rect::volume).sum() < to.rect().volume()) {
      clear(to);
    }
    for (Rect box : common) {
      FieldView matrixAsImage = whole.asImage(matrix, box);
      if (flattens) {
        copy(box, from, matrixAsImage);
      } else {
        copy(box, matrixAsImage, to);
      }
    }
  }

  /** Copies the elements of a box that both views cover. */
  private static void copy(Rect box, FieldView from, FieldView to) {
    Runs runs = new Runs(box, from, to);
    int bytes = from.type().bytes();
    while (runs.next()) {
      MemorySegment.copy(
          from.segment(),
          runs.offset(0),
          to.segment(),
          runs.offset(1),
          (long) runs.length() * bytes);
    }
  }

  /** Sets all elements to 0. */
  static void clear(FieldView view) {
    Runs runs = new Runs(view.rect(), view);
    while (runs.next()) {
      view.segment()
          .asSlice(runs.offset(0), (long) runs.length() * view.type().bytes())
          .fill((byte) 0);
    }
  }

  /** The same elements at other coordinates. */
  private static FieldView withRect(FieldView view, Rect rect) {
    long[] strides = new long[rect.dims()];
    for (int d = 0; d < strides.length; d++) {
      strides[d] = view.stride(d);
    }
    return new FieldView(view.segment(), view.type(), rect, strides, view.offset());
  }

  /** The extents of a whole image, which number its features: (y · width + x) · channels + c. */
  private record Image(long height, long width, long channels) {

    private long feature(long row, long column, long channel) {
      return (row * width + column) * channels + channel;
    }

    /** The boxes of the image's rect whose elements a matrix's rect covers too. */
    List<Rect> common(Rect image, Rect matrix) {
      List<Rect> boxes = new ArrayList<>();
      long firstSample = Math.max(image.lo(SAMPLE), matrix.lo(SAMPLE));
      long lastSample = Math.min(image.hi(SAMPLE), matrix.hi(SAMPLE));
      if (!image.isEmpty() && !matrix.isEmpty() && firstSample <= lastSample) {
        Rect samples = limit(limit(image, SAMPLE, firstSample, true), SAMPLE, lastSample, false);
        collect(samples, ROW, matrix, boxes);
      }
      return boxes;
    }

    /**
     * Takes a box as it is where its features all lie in the matrix, cuts it along a dimension
     * where some do.
     */
    private void collect(Rect box, int dimension, Rect matrix, List<Rect> boxes) {
      long first = feature(box.lo(ROW), box.lo(COLUMN), box.lo(CHANNEL));
      long last = feature(box.hi(ROW), box.hi(COLUMN), box.hi(CHANNEL));
      if (last < matrix.lo(FEATURE) || first > matrix.hi(FEATURE)) {
        return;
      }
      if (first >= matrix.lo(FEATURE) && last <= matrix.hi(FEATURE)) {
        boxes.add(box);
      } else if (dimension == CHANNEL) {
        long lo = box.lo(CHANNEL) + Math.max(0, matrix.lo(FEATURE) - first);
        long hi = box.hi(CHANNEL) - Math.max(0, last - matrix.hi(FEATURE));
        boxes.add(limit(limit(box, CHANNEL, lo, true), CHANNEL, hi, false));
      } else {
        for (long c = box.lo(dimension); c <= box.hi(dimension); c++) {
          Rect slice = limit(limit(box, dimension, c, true), dimension, c, false);
          collect(slice, dimension + 1, matrix, boxes);
        }
      }
    }

    private static Rect limit(Rect box, int dimension, long coordinate, boolean low) {
      long[] lo = box.lo().toArray();
      long[] hi = box.hi().toArray();
      (low ? lo : hi)[dimension] = coordinate;
      return Rect.of(lo, hi);
    }

    /** A matrix's elements of a box of the image, as a view of the image. */
    FieldView asImage(FieldView matrix, Rect box) {
      long stride = matrix.stride(FEATURE);
      long[] strides = {
        matrix.stride(SAMPLE), width * channels * stride, channels * stride, stride
      };
      long first = feature(box.lo(ROW), box.lo(COLUMN), box.lo(CHANNEL));
      long elements =
          (box.lo(SAMPLE) - matrix.rect().lo(SAMPLE)) * matrix.stride(SAMPLE)
              + (first - matrix.rect().lo(FEATURE)) * stride;
      long offset = matrix.offset() + elements * matrix.type().bytes();
      return new FieldView(matrix.segment(), matrix.type(), box, strides, offset);
    }
  }
}
