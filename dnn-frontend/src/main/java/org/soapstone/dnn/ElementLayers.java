package org.soapstone.dnn;

import java.util.List;
import java.util.function.Function;
import org.soapstone.dnn.kernels.UnaryFunction;
import org.soapstone.dnn.operators.Operator;
import org.soapstone.dnn.operators.Tensor;
import org.soapstone.dnn.operators.Unary;
import org.soapstone.regions.FieldType;

/** The layers that compute a function of each element. */
abstract class ElementLayers {
  /** Adds an operator, with its inputs checked to be of this model, and counts it. */
  abstract Operator append(
      String kind, String name, List<Tensor> inputs, Function<String, Operator> operator);

  /** Names a layer after its kind and its place. */
  abstract String nextName(String kind);

  /** The type of the model's elements. */
  abstract FieldType type();

  /** Adds an operator and returns its main output. */
  final Tensor add(
      String kind, String name, List<Tensor> inputs, Function<String, Operator> operator) {
    return append(kind, name, inputs, operator).output();
  }

  /**
   * Adds a logistic function, 1 / (1 + e^−x).
   *
   * @param name the layer's name
   * @param input any tensor of floating-point numbers
   * @return the same shape
   */
  public Tensor sigmoid(String name, Tensor input) {
    return add(
        "sigmoid",
        name,
        List.of(input),
        full -> new Unary(full, input, new UnaryFunction.Sigmoid()));
  }

  /**
   * Adds a logistic function, 1 / (1 + e^−x), named after its place.
   *
   * @param input any tensor of floating-point numbers
   * @return the same shape
   */
  public Tensor sigmoid(Tensor input) {
    return sigmoid(nextName("sigmoid"), input);
  }

  /**
   * Adds a hyperbolic tangent.
   *
   * @param name the layer's name
   * @param input any tensor of floating-point numbers
   * @return the same shape
   */
  public Tensor tanh(String name, Tensor input) {
    return add(
        "tanh", name, List.of(input), full -> new Unary(full, input, new UnaryFunction.Tanh()));
  }

  /**
   * Adds a hyperbolic tangent, named after its place.
   *
   * @param input any tensor of floating-point numbers
   * @return the same shape
   */
  public Tensor tanh(Tensor input) {
    return tanh(nextName("tanh"), input);
  }

  /**
   * Adds a Gaussian error linear unit.
   *
   * @param name the layer's name
   * @param input any tensor of floating-point numbers
   * @return the same shape
   */
  public Tensor gelu(String name, Tensor input) {
    return add(
        "gelu",
        name,
        List.of(input),
        full -> new Unary(full, input, new UnaryFunction.Gelu(false)));
  }

  /**
   * Adds a Gaussian error linear unit, named after its place.
   *
   * @param input any tensor of floating-point numbers
   * @return the same shape
   */
  public Tensor gelu(Tensor input) {
    return gelu(nextName("gelu"), input);
  }

  /**
   * Adds a Gaussian error linear unit, approximated by a hyperbolic tangent.
   *
   * @param name the layer's name
   * @param input any tensor of floating-point numbers
   * @return the same shape
   */
  public Tensor geluTanh(String name, Tensor input) {
    return add(
        "gelu", name, List.of(input), full -> new Unary(full, input, new UnaryFunction.Gelu(true)));
  }

  /**
   * Adds a Gaussian error linear unit, approximated by a hyperbolic tangent, named after its place.
   *
   * @param input any tensor of floating-point numbers
   * @return the same shape
   */
  public Tensor geluTanh(Tensor input) {
    return geluTanh(nextName("gelu"), input);
  }

  /**
   * Adds an exponential linear unit.
   *
   * @param name the layer's name
   * @param input any tensor of floating-point numbers
   * @param alpha the limit below zero, at least 0
   * @return the same shape
   */
  public Tensor elu(String name, Tensor input, double alpha) {
    return add(
        "elu", name, List.of(input), full -> new Unary(full, input, new UnaryFunction.Elu(alpha)));
  }

  /**
   * Adds an exponential linear unit, named after its place.
   *
   * @param input any tensor of floating-point numbers
   * @param alpha the limit below zero, at least 0
   * @return the same shape
   */
  public Tensor elu(Tensor input, double alpha) {
    return elu(nextName("elu"), input, alpha);
  }

  /**
   * Adds a leaky rectified linear unit.
   *
   * @param name the layer's name
   * @param input any tensor of floating-point numbers
   * @param slope the slope below zero
   * @return the same shape
   */
  public Tensor leakyRelu(String name, Tensor input, double slope) {
    return add(
        "leaky_relu",
        name,
        List.of(input),
        full -> new Unary(full, input, new UnaryFunction.LeakyRelu(slope)));
  }

  /**
   * Adds a leaky rectified linear unit, named after its place.
   *
   * @param input any tensor of floating-point numbers
   * @param slope the slope below zero
   * @return the same shape
   */
  public Tensor leakyRelu(Tensor input, double slope) {
    return leakyRelu(nextName("leaky_relu"), input, slope);
  }

  /**
   * Adds a softplus, ln(1 + e^x).
   *
   * @param name the layer's name
   * @param input any tensor of floating-point numbers
   * @return the same shape
   */
  public Tensor softplus(String name, Tensor input) {
    return add(
        "softplus",
        name,
        List.of(input),
        full -> new Unary(full, input, new UnaryFunction.Softplus()));
  }

  /**
   * Adds a softplus, ln(1 + e^x), named after its place.
   *
   * @param input any tensor of floating-point numbers
   * @return the same shape
   */
  public Tensor softplus(Tensor input) {
    return softplus(nextName("softplus"), input);
  }

  /**
   * Adds a sigmoid linear unit, x / (1 + e^−x), also called swish.
   *
   * @param name the layer's name
   * @param input any tensor of floating-point numbers
   * @return the same shape
   */
  public Tensor silu(String name, Tensor input) {
    return add(
        "silu", name, List.of(input), full -> new Unary(full, input, new UnaryFunction.Silu()));
  }

  /**
   * Adds a sigmoid linear unit, x / (1 + e^−x), also called swish, named after its place.
   *
   * @param input any tensor of floating-point numbers
   * @return the same shape
   */
  public Tensor silu(Tensor input) {
    return silu(nextName("silu"), input);
  }

  /**
   * Adds an exponential.
   *
   * @param name the layer's name
   * @param input any tensor of floating-point numbers
   * @return the same shape
   */
  public Tensor exp(String name, Tensor input) {
    return add(
        "exp", name, List.of(input), full -> new Unary(full, input, new UnaryFunction.Exp()));
  }

  /**
   * Adds an exponential, named after its place.
   *
   * @param input any tensor of floating-point numbers
   * @return the same shape
   */
  public Tensor exp(Tensor input) {
    return exp(nextName("exp"), input);
  }

  /**
   * Adds a natural logarithm.
   *
   * @param name the layer's name
   * @param input any tensor of floating-point numbers
   * @return the same shape
   */
  public Tensor log(String name, Tensor input) {
    return add(
        "log", name, List.of(input), full -> new Unary(full, input, new UnaryFunction.Log()));
  }

  /**
   * Adds a natural logarithm, named after its place.
   *
   * @param input any tensor of floating-point numbers
   * @return the same shape
   */
  public Tensor log(Tensor input) {
    return log(nextName("log"), input);
  }

  /**
   * Adds a square root.
   *
   * @param name the layer's name
   * @param input any tensor of floating-point numbers
   * @return the same shape
   */
  public Tensor sqrt(String name, Tensor input) {
    return add(
        "sqrt", name, List.of(input), full -> new Unary(full, input, new UnaryFunction.Sqrt()));
  }

  /**
   * Adds a square root, named after its place.
   *
   * @param input any tensor of floating-point numbers
   * @return the same shape
   */
  public Tensor sqrt(Tensor input) {
    return sqrt(nextName("sqrt"), input);
  }

  /**
   * Adds one over the square root.
   *
   * @param name the layer's name
   * @param input any tensor of floating-point numbers
   * @return the same shape
   */
  public Tensor rsqrt(String name, Tensor input) {
    return add(
        "rsqrt", name, List.of(input), full -> new Unary(full, input, new UnaryFunction.Rsqrt()));
  }

  /**
   * Adds one over the square root, named after its place.
   *
   * @param input any tensor of floating-point numbers
   * @return the same shape
   */
  public Tensor rsqrt(Tensor input) {
    return rsqrt(nextName("rsqrt"), input);
  }

  /**
   * Adds a power by a number.
   *
   * @param name the layer's name
   * @param input any tensor of floating-point numbers
   * @param exponent the exponent
   * @return the same shape
   */
  public Tensor pow(String name, Tensor input, double exponent) {
    return add(
        "pow",
        name,
        List.of(input),
        full -> new Unary(full, input, new UnaryFunction.Pow(exponent)));
  }

  /**
   * Adds a power by a number, named after its place.
   *
   * @param input any tensor of floating-point numbers
   * @param exponent the exponent
   * @return the same shape
   */
  public Tensor pow(Tensor input, double exponent) {
    return pow(nextName("pow"), input, exponent);
  }

  /**
   * Adds an absolute value.
   *
   * @param name the layer's name
   * @param input any tensor of floating-point numbers
   * @return the same shape
   */
  public Tensor abs(String name, Tensor input) {
    return add(
        "abs", name, List.of(input), full -> new Unary(full, input, new UnaryFunction.Abs()));
  }

  /**
   * Adds an absolute value, named after its place.
   *
   * @param input any tensor of floating-point numbers
   * @return the same shape
   */
  public Tensor abs(Tensor input) {
    return abs(nextName("abs"), input);
  }

  /**
   * Adds a change of sign.
   *
   * @param name the layer's name
   * @param input any tensor of floating-point numbers
   * @return the same shape
   */
  public Tensor neg(String name, Tensor input) {
    return add(
        "affine",
        name,
        List.of(input),
        full -> new Unary(full, input, new UnaryFunction.Affine(-1, 0)));
  }

  /**
   * Adds a change of sign, named after its place.
   *
   * @param input any tensor of floating-point numbers
   * @return the same shape
   */
  public Tensor neg(Tensor input) {
    return neg(nextName("affine"), input);
  }

  /**
   * Adds a clipping between two bounds.
   *
   * @param name the layer's name
   * @param input any tensor of floating-point numbers
   * @param low the lower bound
   * @param high the upper bound
   * @return the same shape
   */
  public Tensor clip(String name, Tensor input, double low, double high) {
    return add(
        "clip",
        name,
        List.of(input),
        full -> new Unary(full, input, new UnaryFunction.Clip(low, high)));
  }

  /**
   * Adds a clipping between two bounds, named after its place.
   *
   * @param input any tensor of floating-point numbers
   * @param low the lower bound
   * @param high the upper bound
   * @return the same shape
   */
  public Tensor clip(Tensor input, double low, double high) {
    return clip(nextName("clip"), input, low, high);
  }

  /**
   * Adds a product with a number.
   *
   * @param name the layer's name
   * @param input any tensor of floating-point numbers
   * @param factor the number
   * @return the same shape
   */
  public Tensor scale(String name, Tensor input, double factor) {
    return add(
        "affine",
        name,
        List.of(input),
        full -> new Unary(full, input, new UnaryFunction.Affine(factor, 0)));
  }

  /**
   * Adds a product with a number, named after its place.
   *
   * @param input any tensor of floating-point numbers
   * @param factor the number
   * @return the same shape
   */
  public Tensor scale(Tensor input, double factor) {
    return scale(nextName("affine"), input, factor);
  }

  /**
   * Adds a sum with a number.
   *
   * @param name the layer's name
   * @param input any tensor of floating-point numbers
   * @param addend the number
   * @return the same shape
   */
  public Tensor shift(String name, Tensor input, double addend) {
    return add(
        "affine",
        name,
        List.of(input),
        full -> new Unary(full, input, new UnaryFunction.Affine(1, addend)));
  }

  /**
   * Adds a sum with a number, named after its place.
   *
   * @param input any tensor of floating-point numbers
   * @param addend the number
   * @return the same shape
   */
  public Tensor shift(Tensor input, double addend) {
    return shift(nextName("affine"), input, addend);
  }
}
