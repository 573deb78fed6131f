package org.soapstone.dnn.operators;

import static java.util.Objects.requireNonNull;

import com.google.common.primitives.ImmutableLongArray;
import java.io.Serializable;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.Rect;

/**
 * What operators exchange, or a weight: a name, a type and a shape, no data.
 *
 * <p>Shapes are [sample, height, width, channel] or [sample, channel], the batch included, the last
 * dimension fastest.
 *
 * @param name unique in the model
 * @param type the type of the elements
 * @param shape the extents, each at least 1
 * @param differentiable whether the loss's gradient with respect to this tensor is computed
 */
public record Tensor(String name, FieldType type, ImmutableLongArray shape, boolean differentiable)
    implements Serializable {

  /** Checks that nothing is null and that every extent is positive. */
  public Tensor {
    requireNonNull(name, "name");
    requireNonNull(type, "type");
    if (shape.isEmpty() || shape.stream().anyMatch(extent -> extent < 1)) {
      throw new ModelException(
          "tensor '%s': shape %s must have extents of at least 1".formatted(name, shape));
    }
  }

  /** {@return the number of dimensions} */
  public int dims() {
    return shape.length();
  }

  /**
   * {@return the extent of a dimension}
   *
   * @param dimension the dimension, from 0
   */
  public long extent(int dimension) {
    return shape.get(dimension);
  }

  /** {@return the points of the tensor, from the origin} */
  public Rect rect() {
    return Rect.ofExtents(shape.toArray());
  }

  /** {@return the number of elements} */
  public long volume() {
    return shape.stream().reduce(1, Math::multiplyExact);
  }

  /** {@return the extents as in {@code 64x28x28x1}} */
  public String shapeText() {
    return String.join("x", shape.stream().mapToObj(Long::toString).toList());
  }

  /** {@return the name and the shape} */
  @Override
  public String toString() {
    return "'" + name + "' " + shapeText();
  }

  /** A tensor of which no gradient is computed: what an operator keeps for itself. */
  static Tensor kept(String name, FieldType type, ImmutableLongArray shape) {
    return new Tensor(name, type, shape, false);
  }
}
