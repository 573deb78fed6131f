package org.soapstone.simulator.simulation;

import java.util.Arrays;

/**
 * A binary heap of events, the earliest first; events of one time come out in no particular order.
 * An event is a time and an {@code int} of the user's own.
 */
final class EventHeap {
  private long[] times = new long[64];
  private int[] events = new int[64];
  private int size;

  boolean isEmpty() {
    return size == 0;
  }

  void clear() {
    size = 0;
  }

  /** {@return the earliest time, or {@link Long#MAX_VALUE} if there is no event} */
  long time() {
    return size == 0 ? Long.MAX_VALUE : times[0];
  }

  void push(long time, int event) {
    if (size == times.length) {
      times = Arrays.copyOf(times, size * 2);
      events = Arrays.copyOf(events, size * 2);
    }
    int hole = size++;
    while (hole > 0) {
      int parent = (hole - 1) >>> 1;
      if (times[parent] <= time) {
        break;
      }
      times[hole] = times[parent];
      events[hole] = events[parent];
      hole = parent;
    }
    times[hole] = time;
    events[hole] = event;
  }

  /** Removes an event of the earliest time and returns it. */
  int pop() {
    int event = events[0];
    long time = times[--size];
    int last = events[size];
    int hole = 0;
    int child = 1;
    while (child < size) {
      if (child + 1 < size && times[child + 1] < times[child]) {
        child++;
      }
      if (times[child] >= time) {
        break;
      }
      times[hole] = times[child];
      events[hole] = events[child];
      hole = child;
      child = 2 * hole + 1;
    }
    times[hole] = time;
    events[hole] = last;
    return event;
  }
}
