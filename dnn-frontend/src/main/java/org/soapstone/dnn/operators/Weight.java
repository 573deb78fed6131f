package org.soapstone.dnn.operators;

import static java.util.Objects.requireNonNull;

import com.google.common.primitives.ImmutableLongArray;
import java.io.Serializable;
import org.soapstone.regions.FieldType;

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

  /**
   * A weight of its own tensor.
   *
   * @param name the tensor's name
   * @param type the type of its elements
   * @param shape its extents
   * @param initializer where it starts
   * @param fanIn the inputs that each output sums over
   * @param fanOut the outputs that each input is summed into
   */
  static Weight of(
      String name,
      FieldType type,
      ImmutableLongArray shape,
      Initializer initializer,
      long fanIn,
      long fanOut) {
    return new Weight(new Tensor(name, type, shape, true), initializer, fanIn, fanOut);
  }
}
