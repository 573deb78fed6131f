package org.soapstone.dnn;

import java.util.List;
import org.soapstone.dnn.kernels.BinaryFunction;
import org.soapstone.dnn.operators.Binary;
import org.soapstone.dnn.operators.Cast;
import org.soapstone.dnn.operators.Dropout;
import org.soapstone.dnn.operators.Tensor;
import org.soapstone.regions.FieldType;

/**
 * The layers that compute with the elements of two tensors, drop elements, or change their type.
 */
abstract class ArithmeticLayers extends ElementLayers {

  /**
   * Adds a difference, with broadcasting.
   *
   * @param name the layer's name
   * @param first any tensor
   * @param second a tensor whose shape fits: aligned at the last dimension, extents are equal or 1
   * @return the broadcast shape
   */
  public Tensor sub(String name, Tensor first, Tensor second) {
    return add(
        "sub",
        name,
        List.of(first, second),
        full -> new Binary(full, BinaryFunction.SUB, first, second));
  }

  /**
   * Adds a difference, with broadcasting, named after its place.
   *
   * @param first any tensor
   * @param second a tensor whose shape fits: aligned at the last dimension, extents are equal or 1
   * @return the broadcast shape
   */
  public Tensor sub(Tensor first, Tensor second) {
    return sub(nextName("sub"), first, second);
  }

  /**
   * Adds a product, element by element, with broadcasting.
   *
   * @param name the layer's name
   * @param first any tensor
   * @param second a tensor whose shape fits: aligned at the last dimension, extents are equal or 1
   * @return the broadcast shape
   */
  public Tensor mul(String name, Tensor first, Tensor second) {
    return add(
        "mul",
        name,
        List.of(first, second),
        full -> new Binary(full, BinaryFunction.MUL, first, second));
  }

  /**
   * Adds a product, element by element, with broadcasting, named after its place.
   *
   * @param first any tensor
   * @param second a tensor whose shape fits: aligned at the last dimension, extents are equal or 1
   * @return the broadcast shape
   */
  public Tensor mul(Tensor first, Tensor second) {
    return mul(nextName("mul"), first, second);
  }

  /**
   * Adds a quotient, with broadcasting.
   *
   * @param name the layer's name
   * @param first any tensor
   * @param second a tensor whose shape fits: aligned at the last dimension, extents are equal or 1
   * @return the broadcast shape
   */
  public Tensor div(String name, Tensor first, Tensor second) {
    return add(
        "div",
        name,
        List.of(first, second),
        full -> new Binary(full, BinaryFunction.DIV, first, second));
  }

  /**
   * Adds a quotient, with broadcasting, named after its place.
   *
   * @param first any tensor
   * @param second a tensor whose shape fits: aligned at the last dimension, extents are equal or 1
   * @return the broadcast shape
   */
  public Tensor div(Tensor first, Tensor second) {
    return div(nextName("div"), first, second);
  }

  /**
   * Adds the greater of two elements, with broadcasting.
   *
   * @param name the layer's name
   * @param first any tensor
   * @param second a tensor whose shape fits: aligned at the last dimension, extents are equal or 1
   * @return the broadcast shape
   */
  public Tensor max(String name, Tensor first, Tensor second) {
    return add(
        "max",
        name,
        List.of(first, second),
        full -> new Binary(full, BinaryFunction.MAX, first, second));
  }

  /**
   * Adds the greater of two elements, with broadcasting, named after its place.
   *
   * @param first any tensor
   * @param second a tensor whose shape fits: aligned at the last dimension, extents are equal or 1
   * @return the broadcast shape
   */
  public Tensor max(Tensor first, Tensor second) {
    return max(nextName("max"), first, second);
  }

  /**
   * Adds the less of two elements, with broadcasting.
   *
   * @param name the layer's name
   * @param first any tensor
   * @param second a tensor whose shape fits: aligned at the last dimension, extents are equal or 1
   * @return the broadcast shape
   */
  public Tensor min(String name, Tensor first, Tensor second) {
    return add(
        "min",
        name,
        List.of(first, second),
        full -> new Binary(full, BinaryFunction.MIN, first, second));
  }

  /**
   * Adds the less of two elements, with broadcasting, named after its place.
   *
   * @param first any tensor
   * @param second a tensor whose shape fits: aligned at the last dimension, extents are equal or 1
   * @return the broadcast shape
   */
  public Tensor min(Tensor first, Tensor second) {
    return min(nextName("min"), first, second);
  }

  /**
   * Adds a power, with broadcasting.
   *
   * @param name the layer's name
   * @param first any tensor
   * @param second a tensor whose shape fits: aligned at the last dimension, extents are equal or 1
   * @return the broadcast shape
   */
  public Tensor pow(String name, Tensor first, Tensor second) {
    return add(
        "pow",
        name,
        List.of(first, second),
        full -> new Binary(full, BinaryFunction.POW, first, second));
  }

  /**
   * Adds a power, with broadcasting, named after its place.
   *
   * @param first any tensor
   * @param second a tensor whose shape fits: aligned at the last dimension, extents are equal or 1
   * @return the broadcast shape
   */
  public Tensor pow(Tensor first, Tensor second) {
    return pow(nextName("pow"), first, second);
  }

  /**
   * Adds a dropout with seed 0: in training, a share of the elements becomes 0 and the others are
   * scaled up.
   *
   * @param name the layer's name
   * @param input any tensor of floating-point numbers
   * @param rate the share, from 0 to less than 1
   * @return the same shape
   */
  public Tensor dropout(String name, Tensor input, double rate) {
    return add("dropout", name, List.of(input), full -> new Dropout(full, input, rate, 0));
  }

  /**
   * Adds a dropout with seed 0: in training, a share of the elements becomes 0 and the others are
   * scaled up, named after its place.
   *
   * @param input any tensor of floating-point numbers
   * @param rate the share, from 0 to less than 1
   * @return the same shape
   */
  public Tensor dropout(Tensor input, double rate) {
    return dropout(nextName("dropout"), input, rate);
  }

  /**
   * Adds a change of the element type.
   *
   * @param name the layer's name
   * @param input any tensor
   * @param type FLOAT32, FLOAT64 or INT32
   * @return the same shape
   */
  public Tensor cast(String name, Tensor input, FieldType type) {
    return add("cast", name, List.of(input), full -> new Cast(full, input, type));
  }

  /**
   * Adds a change of the element type, named after its place.
   *
   * @param input any tensor
   * @param type FLOAT32, FLOAT64 or INT32
   * @return the same shape
   */
  public Tensor cast(Tensor input, FieldType type) {
    return cast(nextName("cast"), input, type);
  }
}
