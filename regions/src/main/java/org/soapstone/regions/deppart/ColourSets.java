package org.soapstone.regions.deppart;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Numbers for the sets of colours that points have: the <em>classes</em> of a {@link ClassMap}.
 *
 * <p>Class 0 is the empty set, class c + 1 the set of the single colour c; larger sets get the next
 * numbers as they are met, each made of a set and one colour above all of its own, so that equal
 * sets have equal numbers. Numbers depend on the order of meeting; the sets do not. Thread-safe.
 */
final class ColourSets {
  private final int colours;
  private final Map<Long, Integer> known = new HashMap<>();
  private int[] parents = new int[16];
  private int[] tops = new int[16];
  private int size;

  ColourSets(int colours) {
    this.colours = colours;
  }

  /** The number of colours. */
  int colours() {
    return colours;
  }

  /** The number of classes there are now. */
  synchronized int size() {
    return 1 + colours + size;
  }

  /** Whether a class is the empty set or that of one colour. */
  boolean isSimple(int set) {
    return set <= colours;
  }

  /** The class of a set and a colour that is above all of the set's. */
  int with(int set, int colour) {
    return set == 0 ? colour + 1 : extend(set, colour);
  }

  private synchronized int extend(int set, int colour) {
    long key = (long) set << 32 | colour;
    Integer found = known.get(key);
    if (found != null) {
      return found;
    }
    if (size == parents.length) {
      parents = Arrays.copyOf(parents, 2 * size);
      tops = Arrays.copyOf(tops, 2 * size);
    }
    parents[size] = set;
    tops[size] = colour;
    int made = colours + 1 + size++;
    known.put(key, made);
    return made;
  }

  /** The class of the colours of two classes. */
  synchronized int union(int a, int b) {
    if (a == b || b == 0) {
      return a;
    }
    if (a == 0) {
      return b;
    }
    int topA = top(a);
    int topB = top(b);
    int restA = topA >= topB ? below(a) : a;
    int restB = topB >= topA ? below(b) : b;
    return with(union(restA, restB), Math.max(topA, topB));
  }

  /** The highest colour of a class that is not empty. */
  private int top(int set) {
    return set <= colours ? set - 1 : tops[set - colours - 1];
  }

  /** A class that is not empty, without its highest colour. */
  private int below(int set) {
    return set <= colours ? 0 : parents[set - colours - 1];
  }

  /** The colours of a class, ascending. */
  synchronized int[] members(int set) {
    int count = 0;
    for (int rest = set; rest != 0; rest = below(rest)) {
      count++;
    }
    int[] result = new int[count];
    for (int rest = set; rest != 0; rest = below(rest)) {
      result[--count] = top(rest);
    }
    return result;
  }

  /** Unions asked for by one thread, which often are the same as the last one. */
  final class Unions {
    private int lastA;
    private int lastB;
    private int lastUnion;

    /** The class of the colours of two classes. */
    int of(int a, int b) {
      if (a == b || b == 0) {
        return a;
      }
      if (a == 0) {
        return b;
      }
      if (a != lastA || b != lastB) {
        lastUnion = union(a, b);
        lastA = a;
        lastB = b;
      }
      return lastUnion;
    }
  }
}
