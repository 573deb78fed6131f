package org.soapstone.natives.onednn;

import java.util.Locale;

/**
 * A function of single elements. Two numbers, called alpha and beta by oneDNN, choose one of a
 * family; functions without such numbers take 0.
 *
 * @param algorithm the family
 * @param alpha the first number
 * @param beta the second number
 */
public record Eltwise(Algorithm algorithm, float alpha, float beta) {
  /** max(x, 0). */
  public static final Eltwise RELU = new Eltwise(Algorithm.RELU, 0, 0);

  /** The families, with their codes in {@code dnnl_types.h}. */
  public enum Algorithm {
    /** x where positive, else alpha · x. */
    RELU(0x20, 0x100),
    /** The hyperbolic tangent. */
    TANH(0x21, 0x101),
    /** x where positive, else alpha · (e^x − 1). */
    ELU(0x22, 0x102),
    /** |x|. */
    ABS(0x24, 0),
    /** √x. */
    SQRT(0x25, 0x103),
    /** alpha · x + beta. */
    LINEAR(0x26, 0),
    /** ln(1 + e^(alpha · x)) / alpha. */
    SOFT_RELU(0x27, 0),
    /** 1 / (1 + e^−x). */
    LOGISTIC(0x29, 0x104),
    /** e^x. */
    EXP(0x2a, 0x105),
    /** x · Φ(x), by the hyperbolic tangent. */
    GELU_TANH(0x2b, 0),
    /** x / (1 + e^(−alpha · x)). */
    SWISH(0x2c, 0),
    /** The natural logarithm. */
    LOG(0x2d, 0),
    /** x, no less than alpha and no more than beta. */
    CLIP(0x2e, 0),
    /** alpha · x^beta. */
    POW(0x30, 0),
    /** x · Φ(x), by the error function. */
    GELU_ERF(0x31, 0);

    private final int code;
    private final int backwardFromResult;

    Algorithm(int code, int backwardFromResult) {
      this.code = code;
      this.backwardFromResult = backwardFromResult;
    }

    int code() {
      return code;
    }

    /** {@return whether the gradient can be worked out from the function's result} */
    public boolean worksFromResult() {
      return backwardFromResult != 0;
    }

    int code(boolean fromResult) {
      if (fromResult && !worksFromResult()) {
        throw new IllegalArgumentException(
            "the gradient of %s needs the argument of the function, not its result"
                .formatted(this));
      }
      return fromResult ? backwardFromResult : code;
    }
  }

  /** {@return the family's name, with its numbers if it has any} */
  @Override
  public String toString() {
    String name = algorithm.name().toLowerCase(Locale.ROOT);
    return alpha == 0 && beta == 0 ? name : "%s(%s, %s)".formatted(name, alpha, beta);
  }
}
