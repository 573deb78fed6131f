package org.soapstone.dnn.operators;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;

/**
 * Where weights start.
 *
 * <p>An element's value is a pure function of the seed, the tensor's name and the element's
 * row-major place (a counter-based generator: SplitMix64's mixing of a counter; Steele, Lea, Flood,
 * OOPSLA 2014), so it depends neither on how the initialisation is split nor, but for the final
 * rounding, on the element type.
 */
public enum Initializer {
  /** All zeros. */
  ZERO {
    @Override
    double bound(long fanIn, long fanOut) {
      return 0;
    }
  },
  /**
   * Uniform in ±√(6 / fanIn): keeps the variance through layers with ReLU (He et al., ICCV 2015).
   */
  KAIMING_UNIFORM {
    @Override
    double bound(long fanIn, long fanOut) {
      return Math.sqrt(6.0 / fanIn);
    }
  },
  /** Uniform in ±√(3 / fanIn): a gentle start for shallow networks (LeCun et al., 1998). */
  LECUN_UNIFORM {
    @Override
    double bound(long fanIn, long fanOut) {
      return Math.sqrt(3.0 / fanIn);
    }
  },
  /**
   * Uniform in ±√(6 / (fanIn + fanOut)): for layers without ReLU (Glorot and Bengio, AISTATS 2010).
   */
  GLOROT_UNIFORM {
    @Override
    double bound(long fanIn, long fanOut) {
      return Math.sqrt(6.0 / (fanIn + fanOut));
    }
  };

  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
  private static final double TO_UNIT = 0x1p-53;

  abstract double bound(long fanIn, long fanOut);

  /**
   * {@return the key under which a tensor's elements are generated}
   *
   * @param seed the seed of the training
   * @param tensor the tensor's name
   */
  static long key(long seed, String tensor) {
    return Hashing.sha256()
        .newHasher()
        .putLong(seed)
        .putString(tensor, StandardCharsets.UTF_8)
        .hash()
        .asLong();
  }

  /**
   * {@return a number uniform in [−1, 1)}
   *
   * @param key the tensor's key
   * @param element the element's row-major place in the whole tensor
   */
  static double uniform(long key, long element) {
    long z = key + (element + 1) * GOLDEN_GAMMA;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    z ^= z >>> 31;
    return (z >>> 11) * TO_UNIT * 2 - 1;
  }
}
