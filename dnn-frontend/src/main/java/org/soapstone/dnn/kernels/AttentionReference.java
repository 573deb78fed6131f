package org.soapstone.dnn.kernels;

import java.util.Arrays;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.instances.FieldView;

/**
 * Scaled dot-product attention in double precision, in steps whose results tiles of keys combine:
 * each query's greatest score, the sum of its exponentials with the values weighted by them, and
 * the quotient (Milakov and Gimelshein, 2018; Dao et al., NeurIPS 2022). Gradients work the weights
 * out again.
 *
 * <p>Queries are [sample, query, head, depth], keys and values [sample, key, head, depth],
 * statistics [sample, query, head].
 */
final class AttentionReference {
  private static final String NAME = "attention";

  private AttentionReference() {}

  /** The scores of a tile, and how its arrays lie. */
  private static final class Tile {
    final boolean causal;
    final double scale;
    final int samples;
    final int queries;
    final int keys;
    final int heads;
    final int depth;
    final long firstQuery;
    final long firstKey;
    final double[] q;
    final double[] k;
    final double[] scores;

    Tile(Attention attention, FieldView query, FieldView key, Scratch scratch) {
      Checks.sameType(NAME, query, key);
      Checks.rank(NAME, "query", query, 4);
      Checks.rank(NAME, "key", key, 4);
      Checks.same(NAME, "samples of query and key", query, 0, key, 0);
      Checks.same(NAME, "heads of query and key", query, 2, key, 2);
      Checks.same(NAME, "depths of query and key", query, 3, key, 3);
      causal = attention.causal();
      scale = attention.scale();
      Rect rect = query.rect();
      samples = Math.toIntExact(rect.extent(0));
      queries = Math.toIntExact(rect.extent(1));
      keys = Math.toIntExact(key.rect().extent(1));
      heads = Math.toIntExact(rect.extent(2));
      depth = Math.toIntExact(rect.extent(3));
      firstQuery = rect.lo(1);
      firstKey = key.rect().lo(1);
      q = Elements.load(query, scratch);
      k = Elements.load(key, scratch);
      scores = scratch.take(keys);
    }

    int query(int n, int p, int h) {
      return (n * queries + p) * heads + h;
    }

    int key(int n, int s, int h) {
      return (n * keys + s) * heads + h;
    }

    /** The keys that a query sees. */
    int seen(int p) {
      return causal ? Math.clamp(firstQuery + p - firstKey + 1, 0, keys) : keys;
    }

    /** Writes the scores of a query; gives their number. */
    int score(int n, int p, int h) {
      int seen = seen(p);
      int from = query(n, p, h) * depth;
      for (int s = 0; s < seen; s++) {
        int with = key(n, s, h) * depth;
        double sum = 0;
        for (int d = 0; d < depth; d++) {
          sum += q[from + d] * k[with + d];
        }
        scores[s] = sum * scale;
      }
      return seen;
    }
  }

  static void max(Attention attention, FieldView query, FieldView key, FieldView max) {
    Scratch scratch = Scratch.begin();
    Tile tile = new Tile(attention, query, key, scratch);
    double[] greatest = scratch.take(max.rect().volume());
    Arrays.fill(greatest, 0, (int) max.rect().volume(), Double.NEGATIVE_INFINITY);
    for (int n = 0; n < tile.samples; n++) {
      for (int p = 0; p < tile.queries; p++) {
        for (int h = 0; h < tile.heads; h++) {
          int at = tile.query(n, p, h);
          int seen = tile.score(n, p, h);
          for (int s = 0; s < seen; s++) {
            greatest[at] = Math.max(greatest[at], tile.scores[s]);
          }
        }
      }
    }
    Elements.store(greatest, max);
  }

  static void weigh(
      Attention attention,
      FieldView query,
      FieldView key,
      FieldView value,
      FieldView max,
      FieldView sum,
      FieldView weighted) {
    Scratch scratch = Scratch.begin();
    Tile tile = new Tile(attention, query, key, scratch);
    double[] values = Elements.load(value, scratch);
    double[] greatest = Elements.load(max, scratch);
    double[] sums = Elements.zeros(sum, scratch);
    double[] out = Elements.zeros(weighted, scratch);
    int depth = Math.toIntExact(value.rect().extent(3));
    for (int n = 0; n < tile.samples; n++) {
      for (int p = 0; p < tile.queries; p++) {
        for (int h = 0; h < tile.heads; h++) {
          int at = tile.query(n, p, h);
          int seen = tile.score(n, p, h);
          for (int s = 0; s < seen; s++) {
            double weight = Math.exp(tile.scores[s] - greatest[at]);
            sums[at] += weight;
            addScaled(out, at * depth, weight, values, tile.key(n, s, h) * depth, depth);
          }
        }
      }
    }
    Elements.store(sums, sum);
    Elements.store(out, weighted);
  }

  /** output = weighted / sum. */
  static void quotient(FieldView weighted, FieldView sum, FieldView output) {
    if (output.rect().isEmpty()) {
      return;
    }
    Checks.alike(NAME, output, weighted);
    Scratch scratch = Scratch.begin();
    double[] out = Elements.load(weighted, scratch);
    double[] sums = Elements.load(sum, scratch);
    int depth = Math.toIntExact(output.rect().extent(3));
    for (int at = 0; at < sum.rect().volume(); at++) {
      for (int d = 0; d < depth; d++) {
        out[at * depth + d] /= sums[at];
      }
    }
    Elements.store(out, output);
  }

  /** Each query's product of output and its gradient. */
  static void backwardProducts(FieldView output, FieldView outputGradient, FieldView products) {
    if (products.rect().isEmpty()) {
      return;
    }
    Checks.alike(NAME, output, outputGradient);
    Scratch scratch = Scratch.begin();
    double[] out = Elements.load(output, scratch);
    double[] gradient = Elements.load(outputGradient, scratch);
    double[] sums = Elements.zeros(products, scratch);
    int depth = Math.toIntExact(output.rect().extent(3));
    for (int at = 0; at < products.rect().volume(); at++) {
      for (int d = 0; d < depth; d++) {
        sums[at] += out[at * depth + d] * gradient[at * depth + d];
      }
    }
    Elements.store(sums, products);
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
    Scratch scratch = Scratch.begin();
    Tile tile = new Tile(attention, query, key, scratch);
    double[] values = Elements.load(value, scratch);
    double[] greatest = Elements.load(max, scratch);
    double[] sums = Elements.load(sum, scratch);
    double[] dots = Elements.load(products, scratch);
    double[] out = Elements.load(outputGradient, scratch);
    double[] byQuery = Elements.zeros(queryGradient, scratch);
    double[] byKey = Elements.zeros(keyGradient, scratch);
    double[] byValue = Elements.zeros(valueGradient, scratch);
    int depth = Math.toIntExact(value.rect().extent(3));
    for (int n = 0; n < tile.samples; n++) {
      for (int p = 0; p < tile.queries; p++) {
        for (int h = 0; h < tile.heads; h++) {
          int at = tile.query(n, p, h);
          int seen = tile.score(n, p, h);
          for (int s = 0; s < seen; s++) {
            int with = tile.key(n, s, h);
            double weight = Math.exp(tile.scores[s] - greatest[at]) / sums[at];
            double along = 0;
            for (int d = 0; d < depth; d++) {
              along += out[at * depth + d] * values[with * depth + d];
            }
            addScaled(byValue, with * depth, weight, out, at * depth, depth);
            double byScore = weight * (along - dots[at]) * tile.scale;
            addScaled(byQuery, at * tile.depth, byScore, tile.k, with * tile.depth, tile.depth);
            addScaled(byKey, with * tile.depth, byScore, tile.q, at * tile.depth, tile.depth);
          }
        }
      }
    }
    Elements.store(byQuery, queryGradient);
    Elements.store(byKey, keyGradient);
    Elements.store(byValue, valueGradient);
  }

  private static void addScaled(
      double[] to, int toStart, double factor, double[] from, int fromStart, int length) {
    for (int i = 0; i < length; i++) {
      to[toStart + i] += factor * from[fromStart + i];
    }
  }
}
