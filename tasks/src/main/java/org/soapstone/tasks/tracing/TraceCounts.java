package org.soapstone.tasks.tracing;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.soapstone.tasks.graph.SlowPath;

/**
 * How often a trace was replayed, and why it was not.
 *
 * @param name the trace
 * @param automatic whether the runtime found it by itself
 * @param recorded how many of its runs were analysed and taped
 * @param replayed how many were replayed
 * @param misses for each reason why a run was not replayed, or a replay ended, how often
 * @param emitted for each reason why a replay was emitted node by node, how often
 */
public record TraceCounts(
    String name,
    boolean automatic,
    long recorded,
    long replayed,
    SortedMap<MissReason, Long> misses,
    SortedMap<SlowPath, Long> emitted) {

  /** Copies the maps. */
  public TraceCounts {
    misses = Collections.unmodifiableSortedMap(new TreeMap<>(misses));
    emitted = Collections.unmodifiableSortedMap(new TreeMap<>(emitted));
  }

  /**
   * {@return how often runs were missed for a reason}
   *
   * @param reason the reason
   */
  public long missed(MissReason reason) {
    return misses.getOrDefault(reason, 0L);
  }

  /** {@return one line of text with all the counts} */
  public String summary() {
    String missed =
        misses.entrySet().stream()
            .map(e -> "%s (%d)".formatted(e.getKey().text(), e.getValue()))
            .collect(Collectors.joining(", "));
    String slow =
        emitted.entrySet().stream()
            .map((Map.Entry<SlowPath, Long> e) ->
                "%s (%d)".formatted(e.getKey().text(), e.getValue()))
            .collect(Collectors.joining(", "));
    return "%strace '%s': %d runs recorded, %d replayed%s%s"
        .formatted(
            automatic ? "automatic " : "",
            name,
            recorded,
            replayed,
            slow.isEmpty() ? "" : ", node by node since " + slow,
            missed.isEmpty() ? "" : "; missed since " + missed);
  }
}
