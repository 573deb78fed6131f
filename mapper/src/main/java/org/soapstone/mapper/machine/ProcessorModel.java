package org.soapstone.mapper.machine;

import static java.util.Objects.requireNonNull;

/**
 * What a processor has that the time of a task on it depends on: processors of equal models are
 * equally fast.
 *
 * @param kind what the processor is
 * @param peakFlopsPerSecond the float32 operations it can carry out in a second, at best
 * @param bytesPerSecond its share of its nearest memory's bandwidth, when all that share it are
 *     busy
 */
public record ProcessorModel(ProcessorKind kind, double peakFlopsPerSecond, double bytesPerSecond) {

  /** Checks the figures. */
  public ProcessorModel {
    requireNonNull(kind, "kind");
    Checks.atLeastOne(peakFlopsPerSecond, "peakFlopsPerSecond");
    Checks.atLeastOne(bytesPerSecond, "bytesPerSecond");
  }
}
