package org.soapstone.mapper.soap;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * The configuration of one operator.
 *
 * @param compute how forward and backward are split and placed
 * @param update how the update of the weights is split and placed; present exactly when the
 *     operator has weights
 */
public record OperatorConfig(ParallelConfig compute, Optional<ParallelConfig> update) {

  /** Checks that nothing is null. */
  public OperatorConfig {
    requireNonNull(compute, "compute");
    requireNonNull(update, "update");
  }
}
