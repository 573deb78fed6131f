package org.soapstone.simulator.simulation;

import java.util.Arrays;

/** A growing list of {@code int}. */
final class IntList {
  private int[] items = new int[16];
  private int size;

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  int get(int i) {
    return items[i];
  }

  void set(int i, int item) {
    items[i] = item;
  }

  void add(int item) {
    if (size == items.length) {
      items = Arrays.copyOf(items, size * 2);
    }
    items[size++] = item;
  }

  int removeLast() {
    return items[--size];
  }

  void clear() {
    size = 0;
  }
}
