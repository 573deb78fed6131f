package org.soapstone.simulator.simulation;

import java.util.Arrays;

/**
 * A map from {@code long} to {@code int} that boxes nothing: open addressing with linear probing,
 * no removal. Keys may be any value but {@link Long#MIN_VALUE}.
 */
final class LongIntMap {
  /** What {@link #get} answers for a key that is not there. */
  static final int ABSENT = -1;

  private static final long EMPTY = Long.MIN_VALUE;
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private long[] keys = new long[64];
  private int[] values = new int[64];
  private int size;

  LongIntMap() {
    Arrays.fill(keys, EMPTY);
  }

  /** {@return the value of a key, or {@link #ABSENT}} */
  int get(long key) {
    int slot = slot(key);
    return keys[slot] == key ? values[slot] : ABSENT;
  }

  /** Sets the value of a key. */
  void put(long key, int value) {
    int slot = slot(key);
    if (keys[slot] != key) {
      if (2 * ++size > keys.length) {
        grow();
        slot = slot(key);
      }
      keys[slot] = key;
    }
    values[slot] = value;
  }

  /** Adds to the value of a key, which counts from 0, and returns the sum. */
  int add(long key, int amount) {
    int slot = slot(key);
    if (keys[slot] != key) {
      put(key, amount);
      return amount;
    }
    values[slot] += amount;
    return values[slot];
  }

  /** Forgets everything. */
  void clear() {
    if (size > 0) {
      Arrays.fill(keys, EMPTY);
      size = 0;
    }
  }

  private int slot(long key) {
    int mask = keys.length - 1;
    int slot = (int) ((key * GOLDEN) >>> 40) & mask;
    while (keys[slot] != key && keys[slot] != EMPTY) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldValues = values;
    keys = new long[oldKeys.length * 2];
    values = new int[oldKeys.length * 2];
    Arrays.fill(keys, EMPTY);
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] != EMPTY) {
        int slot = slot(oldKeys[i]);
        keys[slot] = oldKeys[i];
        values[slot] = oldValues[i];
      }
    }
  }
}
