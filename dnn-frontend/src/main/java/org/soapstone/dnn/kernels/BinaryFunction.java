package org.soapstone.dnn.kernels;

/**
 * A function of two numbers, with its derivatives: what an element-wise layer of two tensors
 * computes.
 */
public enum BinaryFunction {
  /** a + b. */
  ADD {
    @Override
    double value(double a, double b) {
      return a + b;
    }

    @Override
    double byFirst(double a, double b) {
      return 1;
    }

    @Override
    double bySecond(double a, double b) {
      return 1;
    }
  },
  /** a − b. */
  SUB {
    @Override
    double value(double a, double b) {
      return a - b;
    }

    @Override
    double byFirst(double a, double b) {
      return 1;
    }

    @Override
    double bySecond(double a, double b) {
      return -1;
    }
  },
  /** a · b. */
  MUL {
    @Override
    double value(double a, double b) {
      return a * b;
    }

    @Override
    double byFirst(double a, double b) {
      return b;
    }

    @Override
    double bySecond(double a, double b) {
      return a;
    }
  },
  /** a / b. */
  DIV {
    @Override
    double value(double a, double b) {
      return a / b;
    }

    @Override
    double byFirst(double a, double b) {
      return 1 / b;
    }

    @Override
    double bySecond(double a, double b) {
      return -a / (b * b);
    }
  },
  /** The greater; among equals each gets half of the gradient. */
  MAX {
    @Override
    double value(double a, double b) {
      return Math.max(a, b);
    }

    @Override
    double byFirst(double a, double b) {
      return share(a, b);
    }

    @Override
    double bySecond(double a, double b) {
      return share(b, a);
    }
  },
  /** The less; among equals each gets half of the gradient. */
  MIN {
    @Override
    double value(double a, double b) {
      return Math.min(a, b);
    }

    @Override
    double byFirst(double a, double b) {
      return share(b, a);
    }

    @Override
    double bySecond(double a, double b) {
      return share(a, b);
    }
  },
  /** a to the power of b. */
  POW {
    @Override
    double value(double a, double b) {
      return Math.pow(a, b);
    }

    @Override
    double byFirst(double a, double b) {
      return b == 0 ? 0 : b * Math.pow(a, b - 1);
    }

    @Override
    double bySecond(double a, double b) {
      return a == 0 && b >= 0 ? 0 : Math.pow(a, b) * Math.log(a);
    }
  };

  abstract double value(double a, double b);

  /** {@return the derivative by the first number} */
  abstract double byFirst(double a, double b);

  /** {@return the derivative by the second number} */
  abstract double bySecond(double a, double b);

  private static double share(double greater, double less) {
    return greater > less ? 1 : greater < less ? 0 : 0.5;
  }
}
