package org.soapstone.benchmarks.taskbench;

import com.google.common.hash.HashFunction;
import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;

/** The random numbers of Task Bench: a hash of what they are for, the same in every language. */
final class Uniform {
  /** SipHash-2-4 with the key bytes 1 to 15 and 0. */
  private static final HashFunction HASH =
      Hashing.sipHash24(0x0807060504030201L, 0x000f0e0d0c0b0a09L);

  private Uniform() {}

  /** {@return a number from 0, inclusive, to 1} */
  static double of(long... words) {
    Hasher hasher = HASH.newHasher(words.length * Long.BYTES);
    for (long word : words) {
      hasher.putLong(word);
    }
    long bits = hasher.hash().asLong();
    // The conversion of an unsigned number: halved, with the lost bit kept for rounding.
    double value = bits >= 0 ? bits : 2.0 * ((bits >>> 1) | (bits & 1));
    return value * 0x1p-64;
  }
}
