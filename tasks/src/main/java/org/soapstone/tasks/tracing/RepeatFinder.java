package org.soapstone.tasks.tracing;

import java.util.Arrays;

/**
 * Finds out whether a sequence of numbers, seen one after the other, ends with something that
 * repeats itself.
 *
 * <p><b>Implementation overview.</b> A sequence repeats with a period as far back as each number is
 * the one a period before. A period can only be a distance to an earlier place of the last number;
 * the nearest few of those are tried. How far each reaches back is one more than it was at the
 * number before, or counted afresh. Of all periods that have come round at least twice, the one
 * that explains most of the past wins, and of two that explain the same the shorter: so a loop of
 * loops is found as soon as it has come round twice, and a simple loop is not taken for one of
 * twice its length.
 *
 * <p>O(places tried) amortised for each number; memory is bounded. Not thread-safe.
 */
final class RepeatFinder {
  /** So many numbers are remembered, a power of two: no period is longer than half of that. */
  static final int HISTORY = 1 << 12;

  private static final int MASK = HISTORY - 1;

  /** So many earlier places of a number are tried. */
  private static final int PLACES = 8;

  private final int[] history = new int[HISTORY];

  /** For each number in the history, the distance to its place before; 0 if there is none. */
  private final int[] distance = new int[HISTORY];

  /** The last place of each number. */
  private long[] lastPlace = new long[64];

  /** So many numbers were seen, counted from 1. */
  private long end;

  /** Numbers before this place do not count. */
  private long start;

  // The periods with which the sequence repeats at its end, and how far back each reaches.
  private int[] periods = new int[PLACES];
  private int[] spans = new int[PLACES];
  private int[] oldPeriods = new int[PLACES];
  private int[] oldSpans = new int[PLACES];
  private int count;

  private int bestSpan;

  /** Forgets all numbers. */
  void clear() {
    Arrays.fill(lastPlace, 0);
    breakOff();
  }

  /** What follows does not repeat anything from before. */
  void breakOff() {
    start = end;
    count = 0;
  }

  /**
   * Adds a number without asking what repeats.
   *
   * @param number from 0
   */
  void append(int number) {
    if (number >= lastPlace.length) {
      lastPlace = Arrays.copyOf(lastPlace, Math.max(number + 1, 2 * lastPlace.length));
    }
    long before = lastPlace[number];
    end++;
    int at = (int) end & MASK;
    history[at] = number;
    distance[at] = before > start && end - before < HISTORY ? (int) (end - before) : 0;
    lastPlace[number] = end;
    count = 0;
  }

  /**
   * Adds a number.
   *
   * @param number from 0
   * @param fewest a repeat has to reach back at least so far
   * @return the period of the repeat that the sequence ends with, 0 if there is none
   */
  int add(int number, int fewest) {
    int known = count;
    int[] swap = oldPeriods;
    oldPeriods = periods;
    periods = swap;
    swap = oldSpans;
    oldSpans = spans;
    spans = swap;
    append(number);
    int best = 0;
    int most = 0;
    int period = 0;
    long place = end;
    for (int tried = 0; tried < PLACES; tried++) {
      int step = distance[(int) place & MASK];
      period += step;
      if (step == 0 || place - step <= start || period > HISTORY / 2) {
        break;
      }
      place -= step;
      int span = span(period, known);
      periods[count] = period;
      spans[count++] = span;
      if (span >= Math.max(period, fewest) && span + period > most) {
        most = span + period;
        best = period;
        bestSpan = span;
      }
    }
    return best;
  }

  /** {@return how many numbers at the end are those a period before, for the period last found} */
  int span() {
    return bestSpan;
  }

  /** How many numbers at the end are those a period before. */
  private int span(int period, int known) {
    for (int i = 0; i < known; i++) {
      if (oldPeriods[i] == period) {
        return Math.min(oldSpans[i] + 1, HISTORY - period);
      }
    }
    int span = 1;
    long most = Math.min(end - start, HISTORY) - period;
    while (span < most
        && history[(int) (end - span) & MASK] == history[(int) (end - span - period) & MASK]) {
      span++;
    }
    return span;
  }

  /**
   * {@return the last numbers}
   *
   * @param length how many, at most as many as are remembered
   */
  int[] last(int length) {
    int[] last = new int[length];
    for (int i = 0; i < length; i++) {
      last[i] = history[(int) (end - length + 1 + i) & MASK];
    }
    return last;
  }
}
