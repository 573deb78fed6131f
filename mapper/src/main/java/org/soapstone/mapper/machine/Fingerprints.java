package org.soapstone.mapper.machine;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Short digests of texts. */
public final class Fingerprints {
  /**
   * Sixty-four bits: collisions among the few things that are ever compared are out of the
   * question.
   */
  private static final int BYTES = 8;

  private Fingerprints() {}

  /**
   * {@return the first 16 hexadecimal digits of the SHA-256 of a text's UTF-8}
   *
   * @param text the text
   */
  public static String of(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
