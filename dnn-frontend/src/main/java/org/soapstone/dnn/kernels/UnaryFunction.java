package org.soapstone.dnn.kernels;

import java.io.Serializable;
import java.util.Locale;
import org.apache.commons.numbers.gamma.Erfc;

/**
 * A function of one number, with its derivative: what an element-wise layer computes of each
 * element. Equal by value.
 *
 * <p>The derivative is worked out from the one number that the layer keeps for it: the result where
 * that is enough ({@link #keepsResult}), else the argument.
 */
public sealed interface UnaryFunction extends Serializable {

  /**
   * {@return the function's value}
   *
   * @param x the argument
   */
  double value(double x);

  /**
   * {@return the derivative at an argument}
   *
   * @param kept the result there if {@link #keepsResult}, else the argument itself
   */
  double derivative(double kept);

  /** {@return whether the derivative is worked out from the result} */
  default boolean keepsResult() {
    return true;
  }

  /** {@return the name, as layers of this function are called} */
  default String name() {
    return getClass()
        .getSimpleName()
        .replaceAll("(?<=[a-z])(?=[A-Z])", "_")
        .toLowerCase(Locale.ROOT);
  }

  /** max(x, 0). */
  record Relu() implements UnaryFunction {
    @Override
    public double value(double x) {
      return Math.max(x, 0);
    }

    @Override
    public double derivative(double y) {
      return y > 0 ? 1 : 0;
    }
  }

  /** 1 / (1 + e^−x). */
  record Sigmoid() implements UnaryFunction {
    @Override
    public double value(double x) {
      return logistic(x);
    }

    @Override
    public double derivative(double y) {
      return y * (1 - y);
    }
  }

  /** The hyperbolic tangent. */
  record Tanh() implements UnaryFunction {
    @Override
    public double value(double x) {
      return Math.tanh(x);
    }

    @Override
    public double derivative(double y) {
      return 1 - y * y;
    }
  }

  /**
   * x · Φ(x), with the normal distribution Φ (Hendrycks and Gimpel, 2016).
   *
   * @param approximate whether by the hyperbolic tangent, as BERT and GPT-2 do
   */
  record Gelu(boolean approximate) implements UnaryFunction {
    private static final double SQRT_2_OVER_PI = Math.sqrt(2 / Math.PI);
    private static final double CUBE = 0.044715;

    @Override
    public double value(double x) {
      return approximate
          ? 0.5 * x * (1 + Math.tanh(SQRT_2_OVER_PI * (x + CUBE * x * x * x)))
          : 0.5 * x * Erfc.value(-x * Math.sqrt(0.5));
    }

    @Override
    public double derivative(double x) {
      if (approximate) {
        double tanh = Math.tanh(SQRT_2_OVER_PI * (x + CUBE * x * x * x));
        double inner = SQRT_2_OVER_PI * (1 + 3 * CUBE * x * x);
        return 0.5 * (1 + tanh) + 0.5 * x * (1 - tanh * tanh) * inner;
      }
      double density = Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
      return 0.5 * Erfc.value(-x * Math.sqrt(0.5)) + x * density;
    }

    @Override
    public boolean keepsResult() {
      return false;
    }
  }

  /**
   * x where positive, else alpha · (e^x − 1).
   *
   * @param alpha at least 0
   */
  record Elu(double alpha) implements UnaryFunction {
    /** Checks the range. */
    public Elu {
      require(alpha >= 0, "elu", "alpha", alpha, "at least 0");
    }

    @Override
    public double value(double x) {
      return x > 0 ? x : alpha * Math.expm1(x);
    }

    @Override
    public double derivative(double x) {
      return x > 0 ? 1 : alpha * Math.exp(x);
    }

    @Override
    public boolean keepsResult() {
      return false;
    }
  }

  /**
   * x where positive, else slope · x.
   *
   * @param slope finite
   */
  record LeakyRelu(double slope) implements UnaryFunction {
    /** Checks the range. */
    public LeakyRelu {
      require(Double.isFinite(slope), "leaky_relu", "slope", slope, "finite");
    }

    @Override
    public double value(double x) {
      return x > 0 ? x : slope * x;
    }

    @Override
    public double derivative(double x) {
      return x > 0 ? 1 : slope;
    }

    @Override
    public boolean keepsResult() {
      return false;
    }
  }

  /** ln(1 + e^x). */
  record Softplus() implements UnaryFunction {
    @Override
    public double value(double x) {
      return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    }

    @Override
    public double derivative(double y) {
      return -Math.expm1(-y);
    }
  }

  /** x / (1 + e^−x), also called swish. */
  record Silu() implements UnaryFunction {
    @Override
    public double value(double x) {
      return x * logistic(x);
    }

    @Override
    public double derivative(double x) {
      double sigmoid = logistic(x);
      return sigmoid * (1 + x * (1 - sigmoid));
    }

    @Override
    public boolean keepsResult() {
      return false;
    }
  }

  /** e^x. */
  record Exp() implements UnaryFunction {
    @Override
    public double value(double x) {
      return Math.exp(x);
    }

    @Override
    public double derivative(double y) {
      return y;
    }
  }

  /** The natural logarithm; NaN of a negative number. */
  record Log() implements UnaryFunction {
    @Override
    public double value(double x) {
      return Math.log(x);
    }

    @Override
    public double derivative(double x) {
      return 1 / x;
    }

    @Override
    public boolean keepsResult() {
      return false;
    }
  }

  /** The square root; NaN of a negative number. */
  record Sqrt() implements UnaryFunction {
    @Override
    public double value(double x) {
      return Math.sqrt(x);
    }

    @Override
    public double derivative(double y) {
      return 0.5 / y;
    }
  }

  /** 1 / √x. */
  record Rsqrt() implements UnaryFunction {
    @Override
    public double value(double x) {
      return 1 / Math.sqrt(x);
    }

    @Override
    public double derivative(double y) {
      return -0.5 * y * y * y;
    }
  }

  /**
   * x to the power of a number.
   *
   * @param exponent finite
   */
  record Pow(double exponent) implements UnaryFunction {
    /** Checks the range. */
    public Pow {
      require(Double.isFinite(exponent), "pow", "exponent", exponent, "finite");
    }

    @Override
    public double value(double x) {
      return Math.pow(x, exponent);
    }

    @Override
    public double derivative(double x) {
      return exponent == 0 ? 0 : exponent * Math.pow(x, exponent - 1);
    }

    @Override
    public boolean keepsResult() {
      return false;
    }
  }

  /** |x|; the derivative at 0 is 0. */
  record Abs() implements UnaryFunction {
    @Override
    public double value(double x) {
      return Math.abs(x);
    }

    @Override
    public double derivative(double x) {
      return Math.signum(x);
    }

    @Override
    public boolean keepsResult() {
      return false;
    }
  }

  /**
   * x, but no less and no more than two bounds.
   *
   * @param low the lower bound
   * @param high the upper bound, at least {@code low}
   */
  record Clip(double low, double high) implements UnaryFunction {
    /** Checks the range. */
    public Clip {
      require(low <= high, "clip", "low bound", low, "at most the high one, " + high);
    }

    @Override
    public double value(double x) {
      return Math.min(Math.max(x, low), high);
    }

    @Override
    public double derivative(double x) {
      return x >= low && x <= high ? 1 : 0;
    }

    @Override
    public boolean keepsResult() {
      return false;
    }
  }

  /**
   * scale · x + shift: adding, multiplying and negating by numbers.
   *
   * @param scale finite
   * @param shift finite
   */
  record Affine(double scale, double shift) implements UnaryFunction {
    /** Checks the ranges. */
    public Affine {
      require(Double.isFinite(scale), "affine", "scale", scale, "finite");
      require(Double.isFinite(shift), "affine", "shift", shift, "finite");
    }

    @Override
    public double value(double x) {
      return scale * x + shift;
    }

    @Override
    public double derivative(double y) {
      return scale;
    }
  }

  private static double logistic(double x) {
    double e = Math.exp(-Math.abs(x));
    return x >= 0 ? 1 / (1 + e) : e / (1 + e);
  }

  private static void require(
      boolean holds, String function, String what, double value, String allowed) {
    if (!holds) {
      throw new IllegalArgumentException(
          "%s: the %s is %s; it must be %s".formatted(function, what, value, allowed));
    }
  }
}
