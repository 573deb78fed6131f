package org.soapstone.tasks.tracing;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How often a trace was replayed, and why it was not.
 *
 * @param name the trace
 * @param recorded how many of its runs were analysed
 * @param replayed how many were replayed
 * @param misses for each reason why a run could not be replayed, how often
 */
public record TraceCounts(
    String name, long recorded, long replayed, SortedMap<String, Long> misses) {

  /** Copies the map. */
  public TraceCounts {
    misses = Collections.unmodifiableSortedMap(new TreeMap<>(misses));
  }
}
