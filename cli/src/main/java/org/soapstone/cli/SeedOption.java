package org.soapstone.cli;

import picocli.CommandLine.Option;

/** The seed of everything that is random. */
final class SeedOption {
  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "All that is random follows from it (default: ${DEFAULT-VALUE}).")
  private long value;

  long value() {
    return value;
  }
}
