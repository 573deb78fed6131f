package org.soapstone.dnn.kernels;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import org.soapstone.natives.onednn.MatrixMultiply;
import org.soapstone.natives.onednn.TensorDesc;
import org.soapstone.natives.onednn.Write;
import org.soapstone.tasks.instances.FieldView;

/**
 * Scaled dot-product attention of {@code FLOAT32} tensors: the products of each sample and head are
 * oneDNN's, on matrices that lie where they are; what is between them goes row by row with vectors.
 * The steps are those of {@link AttentionReference}.
 */
final class FloatAttention {
  private static final String NAME = "attention";

  private FloatAttention() {}

  /** {@return whether all views have elements, and lie in rows} */
  static boolean takes(FieldView... views) {
    boolean takes = Lanes.takes(views);
    for (FieldView view : views) {
      takes &= !view.rect().isEmpty();
    }
    return takes;
  }

  /** The scores of each sample and head of a tile. */
  private static final class Tile {
    final Attention attention;
    final FieldView query;
    final FieldView key;
    final int samples;
    final int heads;
    final int queries;
    final int keys;
    final TensorDesc scores;
    private final MatrixMultiply product;
    private final long firstSeen;

    Tile(Attention attention, FieldView query, FieldView key) {
      Checks.sameType(NAME, query, key);
      Checks.rank(NAME, "query", query, 4);
      Checks.rank(NAME, "key", key, 4);
      Checks.same(NAME, "samples of query and key", query, 0, key, 0);
      Checks.same(NAME, "heads of query and key", query, 2, key, 2);
      Checks.same(NAME, "depths of query and key", query, 3, key, 3);
      this.attention = attention;
      this.query = query;
      this.key = key;
      samples = Math.toIntExact(query.rect().extent(0));
      queries = Math.toIntExact(query.rect().extent(1));
      heads = Math.toIntExact(query.rect().extent(2));
      keys = Math.toIntExact(key.rect().extent(1));
      scores = TensorDesc.dense(queries, keys);
      product = MatrixMultiply.of(rows(query), false, rows(key), true, scores, Write.OVERWRITE);
      firstSeen = query.rect().lo(1) - key.rect().lo(1) + 1;
    }

    /** The matrix of a sample and a head: [position, depth]. */
    static TensorDesc rows(FieldView view) {
      return TensorDesc.strided(
          new long[] {view.rect().extent(1), view.rect().extent(3)},
          new long[] {view.stride(1), Math.max(1, view.stride(3))});
    }

    static MemorySegment rows(FieldView view, int sample, int head) {
      return view.segment().asSlice(at(view, sample, 0, head));
    }

    /** The byte of the first number of a position. */
    static long at(FieldView view, int sample, int position, int head) {
      return view.offset()
          + (sample * view.stride(0) + position * view.stride(1) + head * view.stride(2))
              * view.type().bytes();
    }

    void score(int sample, int head, MemorySegment into) {
      product.execute(rows(query, sample, head), rows(key, sample, head), into);
    }

    /** How many keys a query sees. */
    int seen(int position) {
      return attention.causal() ? (int) Math.clamp(firstSeen + position, 0L, keys) : keys;
    }

    /** Where a query's scores begin. */
    long row(int position) {
      return (long) position * keys * Float.BYTES;
    }

    long volume() {
      return (long) queries * keys;
    }

    float scale() {
      return (float) attention.scale();
    }
  }

  static void max(Attention attention, FieldView query, FieldView key, FieldView max) {
    Tile tile = new Tile(attention, query, key);
    MemorySegment scores = Scratch.begin().memory(tile.volume());
    for (int n = 0; n < tile.samples; n++) {
      for (int h = 0; h < tile.heads; h++) {
        tile.score(n, h, scores);
        for (int p = 0; p < tile.queries; p++) {
          int seen = tile.seen(p);
          FloatSoftmax.scale(scores, tile.row(p), tile.scale(), scores, tile.row(p), seen);
          float greatest = FloatSoftmax.max(scores, tile.row(p), seen);
          max.segment().set(JAVA_FLOAT, Tile.at(max, n, p, h), greatest);
        }
      }
    }
  }

  static void weigh(
      Attention attention,
      FieldView query,
      FieldView key,
      FieldView value,
      FieldView max,
      FieldView sum,
      FieldView weighted) {
    Tile tile = new Tile(attention, query, key);
    MemorySegment weights = Scratch.begin().memory(tile.volume());
    MatrixMultiply product =
        MatrixMultiply.of(
            tile.scores, false, Tile.rows(value), false, Tile.rows(weighted), Write.OVERWRITE);
    for (int n = 0; n < tile.samples; n++) {
      for (int h = 0; h < tile.heads; h++) {
        tile.score(n, h, weights);
        for (int p = 0; p < tile.queries; p++) {
          double total =
              weigh(tile, weights, p, max.segment().get(JAVA_FLOAT, Tile.at(max, n, p, h)));
          sum.segment().set(JAVA_DOUBLE, Tile.at(sum, n, p, h), total);
        }
        product.execute(weights, Tile.rows(value, n, h), Tile.rows(weighted, n, h));
      }
    }
  }

  /** Turns a query's scores into weights, in place; gives their sum. */
  private static double weigh(Tile tile, MemorySegment scores, int position, float max) {
    long row = tile.row(position);
    int seen = tile.seen(position);
    double sum = FloatSoftmax.exponentials(scores, row, tile.scale(), max, scores, row, seen);
    scores.asSlice(row + 4L * seen, 4L * (tile.keys - seen)).fill((byte) 0);
    return sum;
  }

  static void quotient(FieldView weighted, FieldView sum, FieldView output) {
    Checks.alike(NAME, output, weighted);
    Checks.rank(NAME, "output", output, 4);
    int depth = Math.toIntExact(output.rect().extent(3));
    forEachQuery(
        output,
        (n, p, h) -> {
          float share = (float) (1 / sum.segment().get(JAVA_DOUBLE, Tile.at(sum, n, p, h)));
          FloatSoftmax.scale(
              weighted.segment(),
              Tile.at(weighted, n, p, h),
              share,
              output.segment(),
              Tile.at(output, n, p, h),
              depth);
        });
  }

  static void products(FieldView output, FieldView outputGradient, FieldView products) {
    Checks.alike(NAME, output, outputGradient);
    int depth = Math.toIntExact(output.rect().extent(3));
    forEachQuery(
        output,
        (n, p, h) -> {
          double product =
              FloatSoftmax.dot(
                  output.segment(),
                  Tile.at(output, n, p, h),
                  outputGradient.segment(),
                  Tile.at(outputGradient, n, p, h),
                  depth);
          products.segment().set(JAVA_DOUBLE, Tile.at(products, n, p, h), product);
        });
  }

  private interface Query {
    void visit(int sample, int position, int head);
  }

  private static void forEachQuery(FieldView view, Query query) {
    for (int n = 0; n < view.rect().extent(0); n++) {
      for (int p = 0; p < view.rect().extent(1); p++) {
        for (int h = 0; h < view.rect().extent(2); h++) {
          query.visit(n, p, h);
        }
      }
    }
  }

  static void backward(
      Attention attention,
      FieldView query,
      FieldView key,
      FieldView value,
      FieldView max,
      FieldView sum,
      FieldView products,
      FieldView outputGradient,
      FieldView queryGradient,
      FieldView keyGradient,
      FieldView valueGradient) {
    Tile tile = new Tile(attention, query, key);
    Scratch scratch = Scratch.begin();
    MemorySegment weights = scratch.memory(tile.volume());
    MemorySegment gradients = scratch.memory(tile.volume());
    TensorDesc scores = tile.scores;
    var byWeights =
        MatrixMultiply.of(
            Tile.rows(outputGradient), false, Tile.rows(value), true, scores, Write.OVERWRITE);
    var byValue =
        MatrixMultiply.of(
            scores,
            true,
            Tile.rows(outputGradient),
            false,
            Tile.rows(valueGradient),
            Write.OVERWRITE);
    var byQuery =
        MatrixMultiply.of(
            scores, false, Tile.rows(key), false, Tile.rows(queryGradient), Write.OVERWRITE);
    var byKey =
        MatrixMultiply.of(
            scores, true, Tile.rows(query), false, Tile.rows(keyGradient), Write.OVERWRITE);
    for (int n = 0; n < tile.samples; n++) {
      for (int h = 0; h < tile.heads; h++) {
        MemorySegment out = Tile.rows(outputGradient, n, h);
        tile.score(n, h, weights);
        byWeights.execute(out, Tile.rows(value, n, h), gradients);
        for (int p = 0; p < tile.queries; p++) {
          weigh(tile, weights, p, max.segment().get(JAVA_FLOAT, Tile.at(max, n, p, h)));
          double total = sum.segment().get(JAVA_DOUBLE, Tile.at(sum, n, p, h));
          double dot = products.segment().get(JAVA_DOUBLE, Tile.at(products, n, p, h));
          differentiate(tile, weights, gradients, p, total, dot);
        }
        byValue.execute(weights, out, Tile.rows(valueGradient, n, h));
        byQuery.execute(gradients, Tile.rows(key, n, h), Tile.rows(queryGradient, n, h));
        byKey.execute(gradients, Tile.rows(query, n, h), Tile.rows(keyGradient, n, h));
      }
    }
  }

  /** Divides a query's weights by their sum, and turns their gradients into those of its scores. */
  private static void differentiate(
      Tile tile,
      MemorySegment weights,
      MemorySegment gradients,
      int position,
      double sum,
      double product) {
    long row = tile.row(position);
    int n = tile.keys;
    float share = sum == 0 ? 0 : (float) (1 / sum);
    float mean = (float) product;
    float scale = tile.scale();
    for (int i = 0; i < n; i += Lanes.LENGTH) {
      FloatVector weight = Lanes.load(weights, row, i, n).mul(share);
      FloatVector gradient = Lanes.load(gradients, row, i, n).sub(mean).mul(weight).mul(scale);
      Lanes.store(weight, weights, row, i, n);
      Lanes.store(gradient, gradients, row, i, n);
    }
  }
}
