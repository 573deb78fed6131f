package org.soapstone.simulator.simulation;

import java.util.Arrays;

/**
 * For each slot a list of slots, in no particular order; the same slot may be in a list several
 * times. A slot that is used again keeps its room.
 */
final class Adjacency {
  private static final int FIRST_ROOM = 4;

  private int[][] lists = new int[0][];
  private int[] counts = new int[0];

  void ensureSlots(int slots) {
    if (slots > lists.length) {
      int capacity = Math.max(slots, lists.length * 2);
      lists = Arrays.copyOf(lists, capacity);
      counts = Arrays.copyOf(counts, capacity);
    }
  }

  int count(int slot) {
    return counts[slot];
  }

  int get(int slot, int i) {
    return lists[slot][i];
  }

  /**
   * {@return the list of a slot, of which the first {@link #count} entries count; null if it never
   * had any}
   */
  int[] list(int slot) {
    return lists[slot];
  }

  void add(int slot, int other) {
    int[] list = lists[slot];
    int count = counts[slot]++;
    if (list == null) {
      list = new int[FIRST_ROOM];
      lists[slot] = list;
    } else if (count == list.length) {
      list = Arrays.copyOf(list, count * 2);
      lists[slot] = list;
    }
    list[count] = other;
  }

  /** Removes one occurrence; returns whether there was one. */
  boolean remove(int slot, int other) {
    int[] list = lists[slot];
    for (int i = counts[slot] - 1; i >= 0; i--) {
      if (list[i] == other) {
        list[i] = list[--counts[slot]];
        return true;
      }
    }
    return false;
  }
}
