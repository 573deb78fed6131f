package org.soapstone.dnn.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;

/**
 * An IDX file of unsigned bytes: the magic number {@code 0x0000080d} with the number of dimensions
 * {@code d}, the extent of each dimension, the bytes. All numbers are big-endian.
 */
final class IdxFile {
  private static final int UNSIGNED_BYTES = 0x0800;
  private static final int GZIP_MAGIC = 0x1f8b;

  private final int[] extents;
  private final byte[] data;

  private IdxFile(int[] extents, byte[] data) {
    this.extents = extents;
    this.data = data;
  }

  /** The extent of a dimension, at least 1. */
  int extent(int dimension) {
    return extents[dimension];
  }

  /** The bytes, in row-major order; not copied. */
  byte[] data() {
    return data;
  }

  /**
   * Reads a file, plain or compressed.
   *
   * @param what what it holds, for messages
   * @param dims the dimensions it must have
   */
  static IdxFile read(Path file, String what, int dims) {
    try (InputStream in = open(file)) {
      return read(in, file, what, dims);
    } catch (NoSuchFileException e) {
      throw new DatasetException("there is no file '%s'".formatted(file), e);
    } catch (IOException e) {
      throw new DatasetException("'%s' cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static InputStream open(Path file) throws IOException {
    InputStream raw = new BufferedInputStream(Files.newInputStream(file));
    try {
      raw.mark(2);
      int first = raw.read() << 8 | raw.read();
      raw.reset();
      return first == GZIP_MAGIC ? new GZIPInputStream(raw, 1 << 16) : raw;
    } catch (IOException e) {
      raw.close();
      throw e;
    }
  }

  private static IdxFile read(InputStream in, Path file, String what, int dims) throws IOException {
    int headerBytes = Integer.BYTES * (1 + dims);
    byte[] header = readUpTo(in, headerBytes);
    int expected = UNSIGNED_BYTES | dims;
    if (header.length >= Integer.BYTES && ByteBuffer.wrap(header).getInt() != expected) {
      throw new DatasetException(
          "'%s' is no IDX file of %s: it starts with 0x%08x, must start with 0x%08x"
              .formatted(file, what, ByteBuffer.wrap(header).getInt(), expected));
    }
    if (header.length < headerBytes) {
      throw new DatasetException(
          "'%s' is truncated: the header alone has %d bytes, found %d"
              .formatted(file, headerBytes, header.length));
    }
    int[] extents = new int[dims];
    ByteBuffer.wrap(header, Integer.BYTES, headerBytes - Integer.BYTES).asIntBuffer().get(extents);
    long bytes = bytes(file, what, extents);
    byte[] data = readUpTo(in, (int) bytes);
    if (data.length < bytes) {
      throw new DatasetException(
          "'%s' is truncated: %s of %s need %d bytes, found %d; fetch the file again"
              .formatted(
                  file, what, text(extents), headerBytes + bytes, headerBytes + data.length));
    }
    if (readUpTo(in, 1).length > 0) {
      throw new DatasetException(
          "'%s' is damaged: it goes on after the %d bytes that %s of %s need; fetch the file again"
              .formatted(file, headerBytes + bytes, what, text(extents)));
    }
    return new IdxFile(extents, data);
  }

  private static long bytes(Path file, String what, int[] extents) {
    long bytes = 1;
    for (int extent : extents) {
      // A product of two positive integers fits a long, so each step can be checked.
      bytes = extent < 1 ? -1 : bytes * extent;
      if (bytes < 1 || bytes > Integer.MAX_VALUE - 8) {
        throw new DatasetException(
            "'%s' announces %s of %s; it must be from 1 to %d bytes"
                .formatted(file, what, text(extents), Integer.MAX_VALUE - 8));
      }
    }
    return bytes;
  }

  /** Reads bytes, fewer if the file ends before; a compressed file that breaks off ends there. */
  private static byte[] readUpTo(InputStream in, int count) throws IOException {
    byte[] bytes = new byte[count];
    int read = 0;
    try {
      for (int n = 0; read < count && n >= 0; read += Math.max(n, 0)) {
        n = in.read(bytes, read, count - read);
      }
    } catch (EOFException endOfCompressedData) {
      return Arrays.copyOf(bytes, read);
    }
    return read == count ? bytes : Arrays.copyOf(bytes, read);
  }

  private static String text(int[] extents) {
    return Arrays.stream(extents).mapToObj(Integer::toString).collect(Collectors.joining(" x "));
  }
}
