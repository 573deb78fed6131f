package org.soapstone.dnn.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;

/**
 * An IDX file of unsigned bytes: the magic number {@code 0x0000080d} with the number of dimensions
 * {@code d}, the extent of each dimension, the bytes. All numbers are big-endian.
 *
 * <p>It is read where it lies; a compressed file is unpacked to a temporary one first.
 */
final class IdxFile {
  private static final int UNSIGNED_BYTES = 0x0800;
  private static final int GZIP_MAGIC = 0x1f8b;
  private static final int BUFFER_BYTES = 1 << 16;
  private static final ValueLayout.OfInt BIG =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private final int[] extents;
  private final MemorySegment data;

  private IdxFile(int[] extents, MemorySegment data) {
    this.extents = extents;
    this.data = data;
  }

  /** The extent of a dimension, at least 1. */
  int extent(int dimension) {
    return extents[dimension];
  }

  /** The bytes, in row-major order. */
  MemorySegment data() {
    return data;
  }

  /**
   * Opens a file, plain or compressed.
   *
   * @param what what it holds, for messages
   * @param dims the dimensions it must have
   */
  static IdxFile open(Path file, String what, int dims) {
    try {
      return of(plain(file), file, what, dims);
    } catch (NoSuchFileException e) {
      throw new DatasetException("there is no file '%s'".formatted(file), e);
    } catch (IOException e) {
      throw new DatasetException("'%s' cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  /** {@return the bytes of a file, uncompressed} */
  private static MemorySegment plain(Path file) throws IOException {
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(file))) {
      raw.mark(2);
      int first = raw.read() << 8 | raw.read();
      if (first != GZIP_MAGIC) {
        return MappedFile.open(file).bytes();
      }
      raw.reset();
      Path unpacked = Files.createTempFile("soapstone-", ".idx");
      try {
        unpack(raw, unpacked);
        return MappedFile.open(unpacked).bytes();
      } finally {
        // What is mapped stays until nobody needs it.
        Files.delete(unpacked);
      }
    }
  }

  /** Unpacks a compressed file; one that breaks off ends there. */
  private static void unpack(InputStream raw, Path to) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = new GZIPInputStream(raw, BUFFER_BYTES);
        OutputStream out = Files.newOutputStream(to)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
      }
    } catch (EOFException endOfCompressedData) {
      // The reader tells what is missing.
    }
  }

  private static IdxFile of(MemorySegment bytes, Path file, String what, int dims) {
    long headerBytes = (long) Integer.BYTES * (1 + dims);
    int expected = UNSIGNED_BYTES | dims;
    if (bytes.byteSize() >= Integer.BYTES && bytes.get(BIG, 0) != expected) {
      throw new DatasetException(
          "'%s' is no IDX file of %s: it starts with 0x%08x, must start with 0x%08x"
              .formatted(file, what, bytes.get(BIG, 0), expected));
    }
    if (bytes.byteSize() < headerBytes) {
      throw new DatasetException(
          "'%s' is truncated: the header alone has %d bytes, found %d"
              .formatted(file, headerBytes, bytes.byteSize()));
    }
    int[] extents = new int[dims];
    Arrays.setAll(extents, d -> bytes.get(BIG, (long) Integer.BYTES * (1 + d)));
    long wanted = headerBytes + bytes(file, what, extents);
    if (bytes.byteSize() < wanted) {
      throw new DatasetException(
          "'%s' is truncated: %s of %s need %d bytes, found %d; fetch the file again"
              .formatted(file, what, text(extents), wanted, bytes.byteSize()));
    }
    if (bytes.byteSize() > wanted) {
      throw new DatasetException(
          "'%s' is damaged: it goes on after the %d bytes that %s of %s need; fetch the file again"
              .formatted(file, wanted, what, text(extents)));
    }
    return new IdxFile(extents, bytes.asSlice(headerBytes));
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

  private static String text(int[] extents) {
    return Arrays.stream(extents).mapToObj(Integer::toString).collect(Collectors.joining(" x "));
  }
}
