package org.soapstone.tasks.analysis;

import java.util.Arrays;

/**
 * A set of pairs of longs that is emptied in no time: open addressing, with a stamp for each slot.
 */
final class PairSet {
  private long[] firsts = new long[64];
  private long[] seconds = new long[64];
  private int[] stamps = new int[64];
  private int stamp = 1;
  private int size;

  void clear() {
    size = 0;
    if (++stamp == 0) {
      Arrays.fill(stamps, 0);
      stamp = 1;
    }
  }

  /** {@return whether the pair was not there} */
  boolean add(long first, long second) {
    if (2 * size >= stamps.length) {
      grow();
    }
    int slot = slot(first, second);
    if (stamps[slot] == stamp) {
      return false;
    }
    firsts[slot] = first;
    seconds[slot] = second;
    stamps[slot] = stamp;
    size++;
    return true;
  }

  private int slot(long first, long second) {
    int mask = stamps.length - 1;
    long hash = (first * 0x9E3779B97F4A7C15L + second) * 0xBF58476D1CE4E5B9L;
    int slot = (int) (hash >>> 32) & mask;
    while (stamps[slot] == stamp && (firsts[slot] != first || seconds[slot] != second)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    long[] oldFirsts = firsts;
    long[] oldSeconds = seconds;
    int[] oldStamps = stamps;
    firsts = new long[oldStamps.length * 2];
    seconds = new long[oldStamps.length * 2];
    stamps = new int[oldStamps.length * 2];
    for (int i = 0; i < oldStamps.length; i++) {
      if (oldStamps[i] == stamp) {
        int slot = slot(oldFirsts[i], oldSeconds[i]);
        firsts[slot] = oldFirsts[i];
        seconds[slot] = oldSeconds[i];
        stamps[slot] = stamp;
      }
    }
  }
}
