package org.soapstone.dnn.operators;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;

/**
 * A tensor that training changes. Its first dimension is the operator's output channel, along which
 * its update is split.
 *
 * @param tensor its name, type and shape
 * @param initializer where it starts
 * @param fanIn the inputs that each output sums over
 * @param fanOut the outputs that each input is summed into
 */
public record Weight(Tensor tensor, Initializer initializer, long fanIn, long fanOut)
    implements Serializable {

  /** Checks that nothing is null. */
  public Weight {
    requireNonNull(tensor, "tensor");
    requireNonNull(initializer, "initializer");
  }
}
