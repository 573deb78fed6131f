package org.soapstone.mapper.machine;

import java.util.Optional;
import java.util.Properties;

/**
 * What was measured here.
 *
 * @param cpu the processors' model
 * @param processors how many there are
 * @param memoryBytes the size of the memory
 * @param peakFlopsPerSecond float32 operations of one processor while all are busy
 * @param memoryBytesPerSecond bytes read and written by all processors together
 * @param copyBytesPerSecond bytes copied by one processor while all copy
 * @param copyLatencyNanos what a short copy takes beyond its bytes
 */
record LocalFigures(
    String cpu,
    int processors,
    long memoryBytes,
    double peakFlopsPerSecond,
    double memoryBytesPerSecond,
    double copyBytesPerSecond,
    long copyLatencyNanos) {

  LocalFigures {
    Checks.atLeast(1, processors, "processors");
    Checks.atLeast(processors, memoryBytes, "memoryBytes");
    Checks.atLeastOne(peakFlopsPerSecond, "peakFlopsPerSecond");
    Checks.atLeastOne(memoryBytesPerSecond, "memoryBytesPerSecond");
    Checks.atLeastOne(copyBytesPerSecond, "copyBytesPerSecond");
    Checks.atLeast(0, copyLatencyNanos, "copyLatencyNanos");
  }

  String note() {
    return "probed: %s, with every processor busy; the float32 peak is that of compiled Java"
        .formatted(cpu);
  }

  /**
   * {@return the figures that were kept}
   *
   * @throws IllegalArgumentException if one is missing or out of range
   */
  static LocalFigures of(Properties kept) {
    return new LocalFigures(
        text(kept, "cpu"),
        Integer.parseInt(text(kept, "processors")),
        Long.parseLong(text(kept, "memoryBytes")),
        Double.parseDouble(text(kept, "peakFlopsPerSecond")),
        Double.parseDouble(text(kept, "memoryBytesPerSecond")),
        Double.parseDouble(text(kept, "copyBytesPerSecond")),
        Long.parseLong(text(kept, "copyLatencyNanos")));
  }

  private static String text(Properties kept, String name) {
    return Optional.ofNullable(kept.getProperty(name))
        .orElseThrow(() -> new IllegalArgumentException(name + " is missing"));
  }

  Properties toProperties() {
    var kept = new Properties();
    kept.setProperty("cpu", cpu);
    kept.setProperty("processors", Integer.toString(processors));
    kept.setProperty("memoryBytes", Long.toString(memoryBytes));
    kept.setProperty("peakFlopsPerSecond", Double.toString(peakFlopsPerSecond));
    kept.setProperty("memoryBytesPerSecond", Double.toString(memoryBytesPerSecond));
    kept.setProperty("copyBytesPerSecond", Double.toString(copyBytesPerSecond));
    kept.setProperty("copyLatencyNanos", Long.toString(copyLatencyNanos));
    return kept;
  }
}
