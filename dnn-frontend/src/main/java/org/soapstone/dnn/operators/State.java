package org.soapstone.dnn.operators;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;

/**
 * A tensor that is kept from step to step but has no gradient: the forward pass changes it.
 *
 * @param tensor its name, type and shape
 * @param initial what every element is before the first step
 */
public record State(Tensor tensor, double initial) implements Serializable {

  /** Checks that nothing is null. */
  public State {
    requireNonNull(tensor, "tensor");
  }
}
