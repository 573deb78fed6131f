package org.soapstone.dnn.operators;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;

/** Random numbers that are pure functions of a key and a place. */
final class Counter {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
  private static final double TO_UNIT = 0x1p-53;

  private Counter() {}

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

  /**
   * {@return a normal number of mean 0 and deviation 1} After Box and Muller, 1958.
   *
   * @param key the tensor's key
   * @param element the element's row-major place in the whole tensor
   */
  static double normal(long key, long element) {
    double radius = (1 - uniform(key, 2 * element)) / 2;
    double angle = Math.PI * uniform(key, 2 * element + 1);
    return Math.sqrt(-2 * StrictMath.log(radius)) * StrictMath.cos(angle);
  }
}
