package org.soapstone.tasks;

import java.util.BitSet;
import java.util.function.Consumer;

/**
 * Runs a test of a program of several launches; when it fails, leaves out launches as long as it
 * still fails, and tells which ones are needed.
 */
final class Shrinking {
  private Shrinking() {}

  /** Runs a test, which is given the launches to keep, with all of so many. */
  static void run(int launches, Consumer<BitSet> test) {
    BitSet all = new BitSet();
    all.set(0, launches);
    try {
      test.accept(all);
    } catch (RuntimeException | AssertionError failure) {
      BitSet needed = shrink(all, test);
      throw new AssertionError(
          "%s%nLaunches that suffice to fail: %s".formatted(failure.getMessage(), needed), failure);
    }
  }

  /** Leaves out runs of launches, half of them first, until no single one can be left out. */
  private static BitSet shrink(BitSet all, Consumer<BitSet> test) {
    BitSet needed = (BitSet) all.clone();
    for (int length = Math.max(1, all.length() / 2); length > 0; length /= 2) {
      for (int from = 0; from < all.length(); from += length) {
        BitSet fewer = (BitSet) needed.clone();
        fewer.clear(from, from + length);
        if (fewer.cardinality() < needed.cardinality() && fails(fewer, test)) {
          needed = fewer;
        }
      }
    }
    return needed;
  }

  private static boolean fails(BitSet kept, Consumer<BitSet> test) {
    try {
      test.accept(kept);
      return false;
    } catch (RuntimeException | AssertionError failure) {
      return true;
    }
  }
}
