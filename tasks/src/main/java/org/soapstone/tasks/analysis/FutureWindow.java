package org.soapstone.tasks.analysis;

import java.util.Arrays;

/** The tasks of the latest launches, which later launches may wait for. */
final class FutureWindow {
  /** So many launches are remembered; a bound, so that a program may run for ever. */
  static final int CAPACITY = 1 << 16;

  private long[] positions = new long[64];
  private long[][] tasks = new long[64][];

  /** Where the next launch goes, if the window is full over the oldest. */
  private int next;

  private int size;

  /** Remembers a launch; positions ascend. */
  void add(long position, long[] handles) {
    if (size == positions.length && size < CAPACITY) {
      positions = Arrays.copyOf(positions, size * 2);
      tasks = Arrays.copyOf(tasks, size * 2);
      next = size;
    }
    positions[next] = position;
    tasks[next] = handles;
    next = (next + 1) % positions.length;
    size = Math.min(size + 1, positions.length);
  }

  /**
   * {@return the handles of a launch's tasks}
   *
   * @throws IllegalArgumentException if there was no such launch, or too long ago
   */
  long[] tasks(long position) {
    int oldest = size < positions.length ? 0 : next;
    int lo = 0;
    int hi = size - 1;
    while (lo <= hi) {
      int mid = (lo + hi) >>> 1;
      int slot = (oldest + mid) % positions.length;
      if (positions[slot] == position) {
        return tasks[slot];
      }
      if (positions[slot] < position) {
        lo = mid + 1;
      } else {
        hi = mid - 1;
      }
    }
    throw new IllegalArgumentException(
        "no launch at position %d is known; wait for one of the latest %d launches"
            .formatted(position, CAPACITY));
  }
}
