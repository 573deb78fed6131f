package org.soapstone.mapper.json;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** What somebody who mistyped a name may have meant. */
public final class Suggestions {

  private Suggestions() {}

  /**
   * {@return the name with the fewest letters to change, if they are at most a third of the word or
   * two; the first of equals}
   *
   * @param word what was typed
   * @param names what exists
   */
  public static Optional<String> nearest(String word, Collection<String> names) {
    int best = Math.max(2, word.length() / 3) + 1;
    String nearest = null;
    for (String name : names) {
      int distance = distance(word.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT));
      if (distance < best) {
        best = distance;
        nearest = name;
      }
    }
    return Optional.ofNullable(nearest);
  }

  /** The Levenshtein distance, one row at a time. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
