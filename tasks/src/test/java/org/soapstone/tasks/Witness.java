package org.soapstone.tasks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What every body of a run has read, so that one that read something else than it should shows even
 * if what it made of it is overwritten later. Thread-safe.
 */
final class Witness {
  /** Sees nothing. */
  static final Witness NONE = new Witness();

  private final Map<String, List<Double>> seen = new TreeMap<>();

  /** Notes what a body has read. */
  void saw(TaskContext context, RandomBodies.Arguments arguments, double read) {
    if (this == NONE) {
      return;
    }
    String who =
        "salt %d, iteration %d, point %s"
            .formatted(arguments.salt(), context.iteration(), context.point());
    synchronized (seen) {
      seen.computeIfAbsent(who, _ -> new ArrayList<>()).add(read);
    }
  }

  /** What was seen, by whom; in ascending order for launches that were made several times. */
  Map<String, List<Double>> seen() {
    synchronized (seen) {
      seen.values().forEach(Collections::sort);
      return new TreeMap<>(seen);
    }
  }
}
