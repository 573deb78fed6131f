package org.soapstone.peer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/** From Soapstone's layouts, channels last, to PyTorch's. */
final class Layouts {
  private static final int IMAGE_DIMS = 4;

  private Layouts() {}

  /** A batch: images with channels first, integers of 64 bits as indices must be. */
  static NDArray data(NDArray array) {
    if (array.getDataType() == DataType.INT32) {
      return array.toType(DataType.INT64, false);
    }
    return array.getShape().dimension() == IMAGE_DIMS ? channelsFirst(array) : array;
  }

  static NDArray channelsFirst(NDArray array) {
    return array.transpose(0, 3, 1, 2).duplicate();
  }

  static NDArray channelsLast(NDArray array) {
    return array.transpose(0, 2, 3, 1);
  }

  /** A weight as its kind of layer takes it. */
  static NDArray weight(Layer layer, NDArray array) {
    return switch (layer.kind()) {
      case "conv2d" -> array.getShape().dimension() == IMAGE_DIMS ? channelsFirst(array) : array;
      case "lstm" -> gatesFirst(array);
      default -> array;
    };
  }

  /** From [unit, gate, ...] to [gate, unit, ...], the first two joined. */
  private static NDArray gatesFirst(NDArray array) {
    Shape shape = array.getShape();
    long rows = shape.get(0) * shape.get(1);
    if (shape.dimension() == 2) {
      return array.transpose(1, 0).reshape(rows);
    }
    return array.transpose(1, 0, 2).reshape(rows, shape.get(2));
  }

  /** Checks that a result has the shape that it has in Soapstone, images apart. */
  static void check(Layer layer, Layer.Array expected, NDArray found) {
    Shape shape = expected.shape();
    boolean same = found.getShape().equals(shape);
    if (!same && shape.dimension() == IMAGE_DIMS) {
      same =
          found
              .getShape()
              .equals(new Shape(shape.get(0), shape.get(3), shape.get(1), shape.get(2)));
    }
    if (!same) {
      throw new IllegalArgumentException(
          "layer '%s' of kind '%s' gives %s, it must be %s, channels last"
              .formatted(layer.name(), layer.kind(), found.getShape(), shape));
    }
  }
}
