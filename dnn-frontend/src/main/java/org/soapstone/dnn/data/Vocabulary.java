package org.soapstone.dnn.data;

import static java.util.Map.Entry.comparingByKey;

import com.google.common.collect.ImmutableList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.soapstone.dnn.data.TextFile.Words;

/**
 * The words that are told apart, by number: the most frequent ones of some texts, the most frequent
 * first, in alphabetical order among equals. Other words are {@link #UNKNOWN}. Immutable.
 */
public final class Vocabulary {
  /** The number of what fills short sequences up, {@code <pad>}. */
  public static final int PADDING = 0;

  /** The number of all words that are not told apart, {@code <unk>}. */
  public static final int UNKNOWN = 1;

  /** The number of the end of a line, {@code <eos>}. */
  public static final int END = 2;

  private static final List<String> SPECIAL = List.of("<pad>", "<unk>", "<eos>");

  private final ImmutableList<String> words;
  private final Map<String, Integer> numbers;

  private Vocabulary(ImmutableList<String> words) {
    this.words = words;
    numbers = HashMap.newHashMap(words.size());
    for (int i = 0; i < words.size(); i++) {
      numbers.put(words.get(i), i);
    }
  }

  /**
   * {@return the words of texts}
   *
   * @param texts where words are counted
   * @param most how many numbers there are at most, the three special ones among them
   */
  static Vocabulary of(List<TextFile> texts, int most) {
    if (most < SPECIAL.size()) {
      throw new DatasetException(
          "a vocabulary of %d; %s alone are %d"
              .formatted(most, String.join(", ", SPECIAL), SPECIAL.size()));
    }
    Map<String, Integer> counts = new HashMap<>();
    for (TextFile text : texts) {
      Words words = text.from(0);
      while (words.next()) {
        if (!words.isEnd()) {
          counts.merge(words.word(), 1, Integer::sum);
        }
      }
    }
    SPECIAL.forEach(counts::remove);
    ImmutableList.Builder<String> kept = ImmutableList.builder();
    kept.addAll(SPECIAL);
    Comparator<Map.Entry<String, Integer>> frequent = Map.Entry.comparingByValue();
    counts.entrySet().stream()
        .sorted(frequent.reversed().thenComparing(comparingByKey()))
        .limit(most - SPECIAL.size())
        .forEach(entry -> kept.add(entry.getKey()));
    return new Vocabulary(kept.build());
  }

  /** {@return how many numbers there are} */
  public int size() {
    return words.size();
  }

  /**
   * {@return a word}
   *
   * @param number from 0 to {@code size() - 1}
   */
  public String word(int number) {
    return words.get(number);
  }

  /**
   * {@return the number of a word, {@link #UNKNOWN} of one that is not told apart}
   *
   * @param word the word
   */
  public int number(String word) {
    return numbers.getOrDefault(word, UNKNOWN);
  }

  /** {@return the number of the present word} */
  int number(Words words) {
    return words.isEnd() ? END : number(words.word());
  }
}
