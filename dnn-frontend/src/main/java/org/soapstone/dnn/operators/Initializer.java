package org.soapstone.dnn.operators;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.util.function.LongToDoubleFunction;

/**
 * Where weights start.
 *
 * <p>An element's value is a pure function of the seed, the tensor's name and the element's
 * row-major place (a counter-based generator: SplitMix64's mixing of a counter; Steele, Lea, Flood,
 * OOPSLA 2014), so it depends neither on how the initialisation is split nor, but for the final
 * rounding, on the element type.
 */
public sealed interface Initializer extends Serializable {
  /** All zeros. */
  Initializer ZERO = new Constant(0);

  /**
   * Uniform in ±√(6 / fanIn): keeps the variance through layers with ReLU (He et al., ICCV 2015).
   */
  Initializer KAIMING_UNIFORM = new Scaled(2, Fan.IN, false);

  /** Normal of deviation √(2 / fanIn) (He et al., ICCV 2015). */
  Initializer KAIMING_NORMAL = new Scaled(2, Fan.IN, true);

  /** Uniform in ±√(3 / fanIn): a gentle start for shallow networks (LeCun et al., 1998). */
  Initializer LECUN_UNIFORM = new Scaled(1, Fan.IN, false);

  /**
   * Uniform in ±√(6 / (fanIn + fanOut)): for layers without ReLU (Glorot and Bengio, AISTATS 2010).
   */
  Initializer GLOROT_UNIFORM = new Scaled(1, Fan.MEAN, false);

  /** Normal of deviation √(2 / (fanIn + fanOut)) (Glorot and Bengio, AISTATS 2010). */
  Initializer GLOROT_NORMAL = new Scaled(1, Fan.MEAN, true);

  /** Orthonormal rows or columns (Saxe, McClelland, Ganguli, ICLR 2014). */
  Initializer ORTHOGONAL = new Orthogonal(1);

  /**
   * {@return the first values of a weight, by row-major place in the whole tensor}
   *
   * @param weight the weight
   * @param seed the seed of the training
   */
  LongToDoubleFunction values(Weight weight, long seed);

  /** What a scaled initialiser keeps the variance through. */
  enum Fan {
    /** The inputs that each output sums over. */
    IN,
    /** The outputs that each input is summed into. */
    OUT,
    /** The mean of both. */
    MEAN;

    double of(Weight weight) {
      return switch (this) {
        case IN -> weight.fanIn();
        case OUT -> weight.fanOut();
        case MEAN -> (weight.fanIn() + weight.fanOut()) / 2.0;
      };
    }
  }

  /**
   * One value everywhere.
   *
   * @param value the value
   */
  record Constant(double value) implements Initializer {
    @Override
    public LongToDoubleFunction values(Weight weight, long seed) {
      return _ -> value;
    }
  }

  /**
   * Uniform between two values.
   *
   * @param low the least
   * @param high the bound above, greater
   */
  record Uniform(double low, double high) implements Initializer {
    /** Checks the range. */
    public Uniform {
      if (!(low < high)) {
        throw new IllegalArgumentException(
            "uniform from %s to %s; the first must be less".formatted(low, high));
      }
    }

    @Override
    public LongToDoubleFunction values(Weight weight, long seed) {
      long key = Counter.key(seed, weight.tensor().name());
      return place -> low + (high - low) * ((Counter.uniform(key, place) + 1) / 2);
    }
  }

  /**
   * Normal.
   *
   * @param mean the mean
   * @param deviation the standard deviation, at least 0
   */
  record Normal(double mean, double deviation) implements Initializer {
    /** Checks the range. */
    public Normal {
      if (!(deviation >= 0)) {
        throw new IllegalArgumentException(
            "normal of deviation " + deviation + "; it must be at least 0");
      }
    }

    @Override
    public LongToDoubleFunction values(Weight weight, long seed) {
      long key = Counter.key(seed, weight.tensor().name());
      return place -> mean + deviation * Counter.normal(key, place);
    }
  }

  /**
   * Of mean 0 and variance gain / fan.
   *
   * @param gain greater than 0
   * @param fan what the variance is kept through
   * @param normal whether normal, else uniform
   */
  record Scaled(double gain, Fan fan, boolean normal) implements Initializer {
    /** Checks the range. */
    public Scaled {
      requireNonNull(fan, "fan");
      if (!(gain > 0)) {
        throw new IllegalArgumentException("gain " + gain + "; it must be greater than 0");
      }
    }

    @Override
    public LongToDoubleFunction values(Weight weight, long seed) {
      long key = Counter.key(seed, weight.tensor().name());
      double variance = gain / fan.of(weight);
      double deviation = Math.sqrt(variance);
      double bound = Math.sqrt(3 * variance);
      return normal
          ? place -> deviation * Counter.normal(key, place)
          : place -> bound * Counter.uniform(key, place);
    }
  }

  /**
   * A matrix of the first dimension by the others, whose rows, or columns if they are fewer, are
   * orthogonal to each other. Every tile computes the whole matrix.
   *
   * @param gain their length
   */
  record Orthogonal(double gain) implements Initializer {
    @Override
    public LongToDoubleFunction values(Weight weight, long seed) {
      int rows = Math.toIntExact(weight.tensor().extent(0));
      int columns = Math.toIntExact(weight.tensor().volume() / rows);
      boolean wide = rows <= columns;
      double[][] vectors = new double[Math.min(rows, columns)][Math.max(rows, columns)];
      long key = Counter.key(seed, weight.tensor().name());
      long drawn = 0;
      for (int v = 0; v < vectors.length; v++) {
        for (int i = 0; i < vectors[v].length; i++) {
          vectors[v][i] = Counter.normal(key, drawn++);
        }
        orthonormalise(vectors, v);
      }
      return place -> {
        int row = (int) (place / columns);
        int column = (int) (place % columns);
        return gain * (wide ? vectors[row][column] : vectors[column][row]);
      };
    }

    /** Gram and Schmidt, twice for the rounding. */
    private static void orthonormalise(double[][] vectors, int last) {
      double[] vector = vectors[last];
      for (int pass = 0; pass < 2; pass++) {
        for (int v = 0; v < last; v++) {
          double product = dot(vector, vectors[v]);
          for (int i = 0; i < vector.length; i++) {
            vector[i] -= product * vectors[v][i];
          }
        }
        double length = Math.sqrt(dot(vector, vector));
        for (int i = 0; i < vector.length; i++) {
          vector[i] /= length;
        }
      }
    }

    private static double dot(double[] a, double[] b) {
      double sum = 0;
      for (int i = 0; i < a.length; i++) {
        sum += a[i] * b[i];
      }
      return sum;
    }
  }
}
