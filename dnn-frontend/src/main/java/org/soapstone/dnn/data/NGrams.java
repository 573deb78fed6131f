package org.soapstone.dnn.data;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What a language model should beat: models that count, learnt from one text and measured on
 * another.
 *
 * <p>Holds the counts of all trigrams in memory. Not thread-safe.
 *
 * @see <a href="https://doi.org/10.1109/ICASSP.1995.479394">Kneser and Ney, "Improved Backing-off
 *     for M-gram Language Modeling", ICASSP 1995</a>, in the interpolated form of Chen and Goodman
 *     (1999)
 */
public final class NGrams {
  /** A word has so many bits of a trigram's key. */
  private static final int BITS = 21;

  /** How a context goes on. */
  private static final class Context {
    private final Map<Integer, Integer> counts = new HashMap<>();
    private int sum;

    void add(int word) {
      counts.merge(word, 1, Integer::sum);
      sum++;
    }
  }

  private final int vocabulary;
  private final int[] words;
  private long total;
  private final Map<Long, Context> trigrams = new HashMap<>();

  /** Contexts of one word, by how many words stand before them. */
  private final Map<Long, Context> bigrams = new HashMap<>();

  private final Context unigrams = new Context();
  private final double[] discounts = new double[3];

  /**
   * Counts the words of a text.
   *
   * @param text windows of words, one behind the other, each labelled with its next words
   */
  public NGrams(Dataset text) {
    vocabulary = text.classes();
    words = new int[vocabulary];
    if (vocabulary >= 1 << BITS) {
      throw new DatasetException(
          "'%s' has %d words; trigrams are counted of at most %d"
              .formatted(text.name(), vocabulary, (1 << BITS) - 1));
    }
    forEach(text, this::count);
    Set<Long> pairs = new HashSet<>();
    trigrams.forEach((context, nexts) ->
        nexts
            .counts
            .keySet()
            .forEach(next -> {
              long middle = context & ((1L << BITS) - 1);
              bigrams.computeIfAbsent(middle, _ -> new Context()).add(next);
              pairs.add(middle << BITS | next);
            }));
    pairs.forEach(pair -> unigrams.add((int) (pair & ((1L << BITS) - 1))));
    discounts[2] = discount(trigrams);
    discounts[1] = discount(bigrams);
    discounts[0] = discount(Map.of(0L, unigrams));
  }

  /** Takes a word and the two before it. */
  private interface Visitor {
    void visit(int first, int second, int word);
  }

  /** Goes through the words that a window labels, of all windows; a text begins with two ends. */
  private static void forEach(Dataset text, Visitor visitor) {
    int[] labels = new int[text.labels()];
    int first = Vocabulary.END;
    int second = Vocabulary.END;
    for (int window = 0; window < text.size(); window++) {
      text.labels(window, labels);
      for (int word : labels) {
        visitor.visit(first, second, word);
        first = second;
        second = word;
      }
    }
  }

  private static long key(int first, int second) {
    return (long) first << BITS | second;
  }

  private void count(int first, int second, int word) {
    words[word]++;
    total++;
    trigrams.computeIfAbsent(key(first, second), _ -> new Context()).add(word);
  }

  /** n₁ / (n₁ + 2 n₂), of those that were seen once and twice. */
  private static double discount(Map<Long, Context> contexts) {
    long once = 0;
    long twice = 0;
    for (Context context : contexts.values()) {
      for (int count : context.counts.values()) {
        once += count == 1 ? 1 : 0;
        twice += count == 2 ? 1 : 0;
      }
    }
    return once == 0 ? 0.5 : (double) once / (once + 2 * twice);
  }

  /**
   * {@return e to the mean of −ln of a word's share in the text that was learnt from} A word that
   * is not there counts as if it were there once.
   *
   * @param text another text with the same words
   */
  public double unigramPerplexity(Dataset text) {
    Mean mean = new Mean();
    forEach(text, (_, _, word) -> mean.add((double) Math.max(1, words[word]) / total));
    return mean.perplexity();
  }

  /**
   * {@return the perplexity of a trigram model with interpolated Kneser-Ney smoothing}
   *
   * @param text another text with the same words
   */
  public double trigramPerplexity(Dataset text) {
    Mean mean = new Mean();
    forEach(text, (first, second, word) -> mean.add(probability(first, second, word)));
    return mean.perplexity();
  }

  /** {@return how probable a word is behind two others; the sum over all words is 1} */
  double probability(int first, int second, int word) {
    double lower = interpolated(unigrams, discounts[0], word, 1.0 / vocabulary);
    lower = interpolated(bigrams.get((long) second), discounts[1], word, lower);
    return interpolated(trigrams.get(key(first, second)), discounts[2], word, lower);
  }

  private static double interpolated(Context context, double discount, int word, double lower) {
    if (context == null) {
      return lower;
    }
    double kept = Math.max(0, context.counts.getOrDefault(word, 0) - discount);
    return (kept + discount * context.counts.size() * lower) / context.sum;
  }

  /** The mean of −ln of probabilities. */
  private static final class Mean {
    private double sum;
    private long count;

    void add(double probability) {
      sum -= Math.log(probability);
      count++;
    }

    double perplexity() {
      return Math.exp(sum / count);
    }
  }
}
