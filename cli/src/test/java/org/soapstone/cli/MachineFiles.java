package org.soapstone.cli;

/** Small machine files. */
final class MachineFiles {
  /** Goes where {@code "links": []} stands. */
  static final String LOST_LINK =
      """
      "links": [{"name": "l0", "from": "m0", "to": "m7", "bytesPerSecond": 1e9, "latencyNanos": 1}]\
      """;

  private MachineFiles() {}

  /** A machine of one core with a memory of so many bytes. */
  static String oneCore(long bytes) {
    return """
    {
      "format": "soapstone-machine/1", "name": "one-core", "copyEngine": "processor",
      "memories": [{"name": "m0", "kind": "host", "capacityBytes": %d, "bytesPerSecond": 1e10}],
      "processors": [{"name": "c0", "kind": "cpu", "memory": "m0", "peakFlopsPerSecond": 1e10}],
      "links": []
    }
    """
        .formatted(bytes);
  }
}
