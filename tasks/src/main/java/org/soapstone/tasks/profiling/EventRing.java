package org.soapstone.tasks.profiling;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Optional;
import org.soapstone.mapper.launch.Launch;

/**
 * The last events of one lane, and totals of all. For the runtime, which writes here; any thread
 * may, one at a time.
 */
public final class EventRing {
  private final String name;
  private final int processor;
  private final EventKind[] kinds;
  private final Launch[] launches;
  private final long[] keys;
  private final long[] bytes;
  private final long[] starts;
  private final long[] ends;

  /** Of each kind: how many, their nanoseconds, their bytes. */
  private final EnumMap<EventKind, long[]> totals = new EnumMap<>(EventKind.class);

  private long added;

  EventRing(String name, int processor, int capacity) {
    this.name = name;
    this.processor = processor;
    kinds = new EventKind[capacity];
    launches = new Launch[capacity];
    keys = new long[capacity];
    bytes = new long[capacity];
    starts = new long[capacity];
    ends = new long[capacity];
    for (EventKind kind : EventKind.values()) {
      totals.put(kind, new long[3]);
    }
  }

  /**
   * Notes what was done for a launch.
   *
   * @param kind what
   * @param launch the launch
   * @param key of a node the structural key, else the launch's position
   * @param moved how many bytes were moved
   * @param startNanos when it began, by {@link System#nanoTime}
   * @param endNanos when it ended
   */
  public void add(
      EventKind kind, Launch launch, long key, long moved, long startNanos, long endNanos) {
    put(kind, launch, key, moved, startNanos, endNanos);
  }

  /**
   * Notes what was done for no launch in particular.
   *
   * @param kind what
   * @param moved how many bytes were moved
   * @param startNanos when it began, by {@link System#nanoTime}
   * @param endNanos when it ended
   */
  public void add(EventKind kind, long moved, long startNanos, long endNanos) {
    put(kind, null, -1, moved, startNanos, endNanos);
  }

  private synchronized void put(
      EventKind kind, Launch launch, long key, long moved, long startNanos, long endNanos) {
    int slot = (int) (added++ % kinds.length);
    kinds[slot] = kind;
    launches[slot] = launch;
    keys[slot] = key;
    bytes[slot] = moved;
    starts[slot] = startNanos;
    ends[slot] = endNanos;
    long[] total = totals.get(kind);
    total[0]++;
    total[1] += endNanos - startNanos;
    total[2] += moved;
  }

  synchronized void clear() {
    added = 0;
    Arrays.fill(launches, null);
    totals.values().forEach(total -> Arrays.fill(total, 0));
  }

  synchronized Profile.Lane lane() {
    List<Profile.Event> events = new ArrayList<>();
    for (long e = Math.max(0, added - kinds.length); e < added; e++) {
      int slot = (int) (e % kinds.length);
      events.add(
          new Profile.Event(
              kinds[slot],
              Optional.ofNullable(launches[slot]),
              keys[slot],
              bytes[slot],
              starts[slot],
              ends[slot]));
    }
    List<Profile.Total> sums = new ArrayList<>();
    totals.forEach((kind, total) -> {
      if (total[0] > 0) {
        sums.add(new Profile.Total(kind, total[0], total[1], total[2]));
      }
    });
    return new Profile.Lane(name, processor, events, added - events.size(), sums);
  }
}
