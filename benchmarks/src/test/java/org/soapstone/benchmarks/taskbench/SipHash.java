package org.soapstone.benchmarks.taskbench;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** SipHash-2-4 as its paper describes it, byte by byte. */
final class SipHash {
  private long v0;
  private long v1;
  private long v2;
  private long v3;

  private SipHash(long k0, long k1) {
    v0 = k0 ^ 0x736f6d6570736575L;
    v1 = k1 ^ 0x646f72616e646f6dL;
    v2 = k0 ^ 0x6c7967656e657261L;
    v3 = k1 ^ 0x7465646279746573L;
  }

  /** {@return consecutive bytes} */
  static byte[] bytes(int first, int count) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) (first + i);
    }
    return bytes;
  }

  static double uniform(long... words) {
    ByteBuffer data = ByteBuffer.allocate(words.length * 8).order(ByteOrder.LITTLE_ENDIAN);
    for (long word : words) {
      data.putLong(word);
    }
    byte[] key = bytes(1, 16);
    key[15] = 0;
    BigInteger bits = new BigInteger(Long.toUnsignedString(hash(key, data.array())));
    return new BigDecimal(bits).doubleValue() * Math.pow(2, -64);
  }

  static long hash(byte[] key, byte[] data) {
    ByteBuffer keys = ByteBuffer.wrap(key).order(ByteOrder.LITTLE_ENDIAN);
    SipHash state = new SipHash(keys.getLong(0), keys.getLong(8));
    long word = 0;
    for (int i = 0; i < data.length; i++) {
      word |= (data[i] & 0xffL) << (8 * (i % 8));
      if (i % 8 == 7) {
        state.compress(word);
        word = 0;
      }
    }
    state.compress(word | (long) data.length << 56);
    state.v2 ^= 0xff;
    for (int round = 0; round < 4; round++) {
      state.round();
    }
    return state.v0 ^ state.v1 ^ state.v2 ^ state.v3;
  }

  private void compress(long word) {
    v3 ^= word;
    round();
    round();
    v0 ^= word;
  }

  private void round() {
    v0 += v1;
    v1 = Long.rotateLeft(v1, 13) ^ v0;
    v0 = Long.rotateLeft(v0, 32);
    v2 += v3;
    v3 = Long.rotateLeft(v3, 16) ^ v2;
    v0 += v3;
    v3 = Long.rotateLeft(v3, 21) ^ v0;
    v2 += v1;
    v1 = Long.rotateLeft(v1, 17) ^ v2;
    v2 = Long.rotateLeft(v2, 32);
  }
}
