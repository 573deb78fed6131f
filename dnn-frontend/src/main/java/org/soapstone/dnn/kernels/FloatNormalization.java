package org.soapstone.dnn.kernels;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.instances.FieldView;

/**
 * Normalisation of {@code FLOAT32} elements with vectors, in two forms: each channel, an index of
 * the last dimension, has a statistic of its own (batch normalisation), or all of a row of channels
 * share one (layer and RMS normalisation). Sums are added up as doubles.
 */
final class FloatNormalization {
  private static final String NAME = "normalisation";
  private static final int WIDE = Lanes.DOUBLES.length();

  /** So many rows are added to the channels' sums at once, so that these are moved less often. */
  private static final int ROWS_AT_ONCE = 8;

  private FloatNormalization() {}

  /** {@return whether all of these lie in rows, and have one of the two forms} */
  static boolean takes(FieldView sum, FieldView scale, FieldView input, FieldView... others) {
    Rect rect = input.rect();
    int last = rect.dims() - 1;
    long channels = rect.extent(last);
    boolean takes = Lanes.takes(input) && Lanes.takes(others) && channels > 1;
    takes &= scale.rect().volume() == channels;
    return takes && (isByChannel(sum, channels) || isByRow(sum, rect));
  }

  private static boolean isByChannel(FieldView sum, long channels) {
    return sum.rect().volume() == channels && sum.rect().extent(sum.rect().dims() - 1) == channels;
  }

  private static boolean isByRow(FieldView sum, Rect rect) {
    int last = rect.dims() - 1;
    return sum.rect().extent(last) == 1 && sum.rect().volume() * rect.extent(last) == rect.volume();
  }

  static void moments(FieldView input, FieldView sum, FieldView squares) {
    Scratch scratch = Scratch.begin();
    double[] sums = Elements.zeros(sum, scratch);
    double[] squared = Elements.zeros(squares, scratch);
    Rect box = input.rect();
    Blocks blocks = new Blocks(box, Blocks.in(box, input), Blocks.of(box, sum.rect()));
    MemorySegment in = input.segment();
    while (blocks.next()) {
      int n = blocks.length();
      if (blocks.step(1) == 0) {
        for (int r = 0; r < blocks.rows(); r++) {
          addRow(in, blocks.at(0, r), n, sums, squared, (int) blocks.at(1, r));
        }
      } else {
        for (int r = 0; r < blocks.rows(); r += ROWS_AT_ONCE) {
          int count = Math.min(ROWS_AT_ONCE, blocks.rows() - r);
          addColumns(in, blocks.at(0, r), blocks.rowStep(0), count, n, sums, squared);
        }
      }
    }
    Elements.store(sums, sum);
    Elements.store(squared, squares);
  }

  private static void addRow(
      MemorySegment in, long start, int n, double[] sums, double[] squares, int at) {
    DoubleVector sum = DoubleVector.zero(Lanes.DOUBLES);
    DoubleVector square = DoubleVector.zero(Lanes.DOUBLES);
    for (int i = 0; i < n; i += WIDE) {
      DoubleVector x = Lanes.widen(Lanes.loadHalf(in, start, i, n));
      sum = sum.add(x);
      square = x.fma(x, square);
    }
    sums[at] += sum.reduceLanes(VectorOperators.ADD);
    squares[at] += square.reduceLanes(VectorOperators.ADD);
  }

  private static void addColumns(
      MemorySegment in, long start, long step, int rows, int n, double[] sums, double[] squares) {
    for (int i = 0; i < n; i += WIDE) {
      DoubleVector sum = Lanes.load(sums, i, n);
      DoubleVector square = Lanes.load(squares, i, n);
      for (int r = 0; r < rows; r++) {
        DoubleVector x = Lanes.widen(Lanes.loadHalf(in, start + r * step, i, n));
        sum = sum.add(x);
        square = x.fma(x, square);
      }
      Lanes.store(sum, sums, i, n);
      Lanes.store(square, squares, i, n);
    }
  }

  /** What kernels know of a tile: its statistics, its factors, and how its rows lie. */
  private static final class Tile {
    final int channels;
    final boolean byChannel;
    final double[] sums;
    final float[] means;
    final float[] inverses;
    final float[] scales;

    Tile(Normalization norm, FieldView sum, FieldView squares, FieldView scale, Scratch scratch) {
      channels = Math.toIntExact(scale.rect().volume());
      byChannel = isByChannel(sum, channels);
      sums = Elements.load(sum, scratch);
      double[] squared = Elements.load(squares, scratch);
      int volume = Math.toIntExact(sum.rect().volume());
      means = scratch.floats(volume);
      inverses = scratch.floats(volume);
      for (int i = 0; i < volume; i++) {
        double mean = norm.centered() ? sums[i] / norm.count() : 0;
        double variance = Math.max(0, squared[i] / norm.count() - mean * mean);
        means[i] = (float) mean;
        inverses[i] = (float) (1 / Math.sqrt(variance + norm.epsilon()));
      }
      scales = scratch.floats(channels);
      Lanes.load(scale, scales);
    }
  }

  static void forward(
      Normalization norm,
      FieldView input,
      FieldView sum,
      FieldView squares,
      FieldView scale,
      FieldView shift,
      FieldView output) {
    Checks.alike(NAME, output, input);
    Scratch scratch = Scratch.begin();
    Tile tile = new Tile(norm, sum, squares, scale, scratch);
    float[] shifts = scratch.floats(tile.channels);
    Arrays.fill(shifts, 0, tile.channels, 0);
    if (!shift.rect().isEmpty()) {
      Lanes.load(shift, shifts);
    }
    if (tile.byChannel) {
      multiply(tile.scales, tile.inverses, tile.channels);
    }
    Rect box = input.rect();
    Blocks blocks =
        new Blocks(box, Blocks.in(box, input), Blocks.in(box, output), Blocks.of(box, sum.rect()));
    MemorySegment in = input.segment();
    MemorySegment out = output.segment();
    while (blocks.next()) {
      for (int r = 0; r < blocks.rows(); r++) {
        if (tile.byChannel) {
          normalizeChannels(tile, shifts, in, blocks.at(0, r), out, blocks.at(1, r));
        } else {
          int at = (int) blocks.at(2, r);
          normalizeRow(tile, at, shifts, in, blocks.at(0, r), out, blocks.at(1, r));
        }
      }
    }
  }

  private static void multiply(float[] values, float[] factors, int n) {
    for (int i = 0; i < n; i++) {
      values[i] *= factors[i];
    }
  }

  private static void normalizeChannels(
      Tile tile, float[] shifts, MemorySegment in, long from, MemorySegment out, long to) {
    int n = tile.channels;
    for (int i = 0; i < n; i += Lanes.LENGTH) {
      FloatVector x = Lanes.load(in, from, i, n).sub(Lanes.load(tile.means, i, n));
      FloatVector y = x.fma(Lanes.load(tile.scales, i, n), Lanes.load(shifts, i, n));
      Lanes.store(y, out, to, i, n);
    }
  }

  private static void normalizeRow(
      Tile tile, int at, float[] shifts, MemorySegment in, long from, MemorySegment out, long to) {
    int n = tile.channels;
    float mean = tile.means[at];
    float inverse = tile.inverses[at];
    for (int i = 0; i < n; i += Lanes.LENGTH) {
      FloatVector x = Lanes.load(in, from, i, n).sub(mean).mul(inverse);
      FloatVector y = x.fma(Lanes.load(tile.scales, i, n), Lanes.load(shifts, i, n));
      Lanes.store(y, out, to, i, n);
    }
  }

  static void backwardSums(
      Normalization norm,
      FieldView input,
      FieldView sum,
      FieldView squares,
      FieldView scale,
      FieldView outputGradient,
      FieldView gradientSum,
      FieldView gradientProducts,
      FieldView scaleGradient,
      FieldView shiftGradient) {
    Checks.alike(NAME, outputGradient, input);
    Scratch scratch = Scratch.begin();
    Tile tile = new Tile(norm, sum, squares, scale, scratch);
    int n = tile.channels;
    double[] sums = Elements.zeros(gradientSum, scratch);
    double[] products = Elements.zeros(gradientProducts, scratch);
    double[] byScale = scratch.zeros(n);
    double[] byShift = scratch.zeros(n);
    Rect box = input.rect();
    Blocks blocks =
        new Blocks(
            box, Blocks.in(box, input), Blocks.in(box, outputGradient), Blocks.of(box, sum.rect()));
    MemorySegment in = input.segment();
    MemorySegment out = outputGradient.segment();
    while (blocks.next()) {
      for (int r = 0; r < blocks.rows(); r += tile.byChannel ? ROWS_AT_ONCE : 1) {
        long from = blocks.at(0, r);
        long gradient = blocks.at(1, r);
        if (tile.byChannel) {
          int rows = Math.min(ROWS_AT_ONCE, blocks.rows() - r);
          addChannelProducts(
              tile,
              rows,
              in,
              from,
              blocks.rowStep(0),
              out,
              gradient,
              blocks.rowStep(1),
              byScale,
              byShift);
        } else {
          int at = (int) blocks.at(2, r);
          addRowProducts(tile, at, in, from, out, gradient, sums, products, byScale, byShift);
        }
      }
    }
    for (int c = 0; tile.byChannel && c < n; c++) {
      sums[c] = tile.scales[c] * byShift[c];
      products[c] = tile.scales[c] * byScale[c];
    }
    Elements.store(sums, gradientSum);
    Elements.store(products, gradientProducts);
    Elements.store(byScale, scaleGradient);
    if (!shiftGradient.rect().isEmpty()) {
      Elements.store(byShift, shiftGradient);
    }
  }

  private static void addChannelProducts(
      Tile tile,
      int rows,
      MemorySegment in,
      long from,
      long step,
      MemorySegment out,
      long gradient,
      long gradientStep,
      double[] byScale,
      double[] byShift) {
    int n = tile.channels;
    for (int i = 0; i < n; i += WIDE) {
      DoubleVector scaled = Lanes.load(byScale, i, n);
      DoubleVector sum = Lanes.load(byShift, i, n);
      FloatVector mean = Lanes.loadHalf(tile.means, i, n);
      FloatVector inverse = Lanes.loadHalf(tile.inverses, i, n);
      for (int r = 0; r < rows; r++) {
        FloatVector dy = Lanes.loadHalf(out, gradient + r * gradientStep, i, n);
        FloatVector x = Lanes.loadHalf(in, from + r * step, i, n).sub(mean).mul(inverse);
        scaled = scaled.add(Lanes.widen(x.mul(dy)));
        sum = sum.add(Lanes.widen(dy));
      }
      Lanes.store(scaled, byScale, i, n);
      Lanes.store(sum, byShift, i, n);
    }
  }

  private static void addRowProducts(
      Tile tile,
      int at,
      MemorySegment in,
      long from,
      MemorySegment out,
      long gradient,
      double[] sums,
      double[] products,
      double[] byScale,
      double[] byShift) {
    int n = tile.channels;
    float mean = tile.means[at];
    float inverse = tile.inverses[at];
    DoubleVector sum = DoubleVector.zero(Lanes.DOUBLES);
    DoubleVector product = DoubleVector.zero(Lanes.DOUBLES);
    for (int i = 0; i < n; i += WIDE) {
      FloatVector dy = Lanes.loadHalf(out, gradient, i, n);
      FloatVector x = Lanes.loadHalf(in, from, i, n).sub(mean).mul(inverse);
      DoubleVector along = Lanes.widen(x.mul(dy));
      DoubleVector direct = Lanes.widen(dy);
      DoubleVector scale = Lanes.widen(Lanes.loadHalf(tile.scales, i, n));
      sum = direct.fma(scale, sum);
      product = along.fma(scale, product);
      Lanes.store(Lanes.load(byScale, i, n).add(along), byScale, i, n);
      Lanes.store(Lanes.load(byShift, i, n).add(direct), byShift, i, n);
    }
    sums[at] += sum.reduceLanes(VectorOperators.ADD);
    products[at] += product.reduceLanes(VectorOperators.ADD);
  }

  static void backward(
      Normalization norm,
      FieldView input,
      FieldView sum,
      FieldView squares,
      FieldView scale,
      FieldView outputGradient,
      FieldView gradientSum,
      FieldView gradientProducts,
      FieldView inputGradient) {
    Checks.alike(NAME, inputGradient, input, outputGradient);
    Scratch scratch = Scratch.begin();
    Tile tile = new Tile(norm, sum, squares, scale, scratch);
    float[] direct = means(norm, gradientSum, norm.centered(), scratch);
    float[] along = means(norm, gradientProducts, true, scratch);
    if (tile.byChannel) {
      // inverse · (dy · scale − direct − (x − mean) · inverse · along), the factors of each channel
      multiply(tile.scales, tile.inverses, tile.channels);
      multiply(direct, tile.inverses, tile.channels);
      multiply(along, tile.inverses, tile.channels);
      multiply(along, tile.inverses, tile.channels);
    }
    Rect box = input.rect();
    Blocks blocks =
        new Blocks(
            box,
            Blocks.in(box, input),
            Blocks.in(box, outputGradient),
            Blocks.in(box, inputGradient),
            Blocks.of(box, sum.rect()));
    MemorySegment in = input.segment();
    MemorySegment out = outputGradient.segment();
    MemorySegment result = inputGradient.segment();
    while (blocks.next()) {
      for (int r = 0; r < blocks.rows(); r++) {
        long x = blocks.at(0, r);
        long dy = blocks.at(1, r);
        long dx = blocks.at(2, r);
        if (tile.byChannel) {
          backwardChannels(tile, direct, along, in, x, out, dy, result, dx);
        } else {
          int at = (int) blocks.at(3, r);
          backwardRow(tile, at, direct[at], along[at], in, x, out, dy, result, dx);
        }
      }
    }
  }

  /** The mean of what was summed up for each statistic, or zeros. */
  private static float[] means(Normalization norm, FieldView sum, boolean wanted, Scratch scratch) {
    double[] sums = Elements.load(sum, scratch);
    int volume = Math.toIntExact(sum.rect().volume());
    float[] means = scratch.floats(volume);
    for (int i = 0; i < volume; i++) {
      means[i] = wanted ? (float) (sums[i] / norm.count()) : 0;
    }
    return means;
  }

  private static void backwardChannels(
      Tile tile,
      float[] direct,
      float[] along,
      MemorySegment in,
      long from,
      MemorySegment out,
      long gradient,
      MemorySegment result,
      long to) {
    int n = tile.channels;
    for (int i = 0; i < n; i += Lanes.LENGTH) {
      FloatVector x = Lanes.load(in, from, i, n).sub(Lanes.load(tile.means, i, n));
      FloatVector dy = Lanes.load(out, gradient, i, n);
      FloatVector rest = x.fma(Lanes.load(along, i, n), Lanes.load(direct, i, n));
      Lanes.store(dy.mul(Lanes.load(tile.scales, i, n)).sub(rest), result, to, i, n);
    }
  }

  private static void backwardRow(
      Tile tile,
      int at,
      float direct,
      float along,
      MemorySegment in,
      long from,
      MemorySegment out,
      long gradient,
      MemorySegment result,
      long to) {
    int n = tile.channels;
    float mean = tile.means[at];
    float inverse = tile.inverses[at];
    FloatVector mu = Lanes.broadcast(direct);
    FloatVector slope = Lanes.broadcast(along);
    for (int i = 0; i < n; i += Lanes.LENGTH) {
      FloatVector x = Lanes.load(in, from, i, n).sub(mean).mul(inverse);
      FloatVector dy = Lanes.load(out, gradient, i, n).mul(Lanes.load(tile.scales, i, n));
      Lanes.store(dy.sub(x.fma(slope, mu)).mul(inverse), result, to, i, n);
    }
  }
}
