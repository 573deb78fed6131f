package org.soapstone.dnn.data;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An array in NumPy's {@code .npy} format, version 1 to 3: row-major, of little-endian floats, or
 * of integers. It is read where it lies on the disk.
 *
 * @see <a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">the
 *     format</a>
 */
final class NumPyFile {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
  private static final ByteOrder LITTLE = ByteOrder.LITTLE_ENDIAN;
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LITTLE);
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(LITTLE);
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(LITTLE);
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(LITTLE);
  private static final ValueLayout.OfDouble DOUBLE =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(LITTLE);
  private static final Pattern HEADER =
      Pattern.compile(
          "\\{'descr': '([^']*)', 'fortran_order': (True|False), 'shape': \\(([0-9, ]*)\\),? *\\}.*",
          Pattern.DOTALL);

  /** What an array is made of. */
  private enum Type {
    FLOAT32("<f4", 4),
    FLOAT64("<f8", 8),
    UINT8("|u1", 1),
    INT8("|i1", 1),
    INT32("<i4", 4),
    INT64("<i8", 8);

    private final String description;
    private final int bytes;

    Type(String description, int bytes) {
      this.description = description;
      this.bytes = bytes;
    }
  }

  private final MappedFile file;
  private final Type type;
  private final long[] shape;
  private final long start;

  private NumPyFile(MappedFile file, Type type, long[] shape, long start) {
    this.file = file;
    this.type = type;
    this.shape = shape;
    this.start = start;
  }

  /** {@return an array}, or refuses the file with a sentence. */
  static NumPyFile open(Path path) {
    MappedFile file = MappedFile.open(path);
    MemorySegment bytes = file.bytes();
    if (file.size() < 10 || !Arrays.equals(bytes.asSlice(0, MAGIC.length).toArray(BYTE), MAGIC)) {
      throw new DatasetException(
          "'%s' is no NumPy file: it must start with \\x93NUMPY; write it with numpy.save"
              .formatted(path));
    }
    boolean first = bytes.get(BYTE, 6) == 1;
    long start = first ? 10L + Short.toUnsignedInt(bytes.get(SHORT, 8)) : 0;
    if (!first) {
      start = file.size() < 12 ? Long.MAX_VALUE : 12 + Integer.toUnsignedLong(bytes.get(INT, 8));
    }
    if (start > file.size()) {
      throw new DatasetException(
          "'%s' is truncated in its header, at byte %d; write it again"
              .formatted(path, file.size()));
    }
    int from = first ? 10 : 12;
    String header = new String(bytes.asSlice(from, start - from).toArray(BYTE), ISO_8859_1);
    Matcher parts = HEADER.matcher(header);
    if (!parts.matches()) {
      throw new DatasetException(
          "'%s' has a header that is not understood: %s".formatted(path, header.strip()));
    }
    return open(file, parts, start);
  }

  private static NumPyFile open(MappedFile file, Matcher parts, long start) {
    Type type =
        Arrays.stream(Type.values())
            .filter(candidate -> candidate.description.equals(parts.group(1)))
            .findFirst()
            .orElseThrow(() ->
                new DatasetException(
                    "'%s' has elements '%s'; take float32, float64, int8, uint8, int32 or int64, little-endian"
                        .formatted(file.path(), parts.group(1))));
    if (parts.group(2).equals("True")) {
      throw new DatasetException(
          "'%s' is column-major; write it with numpy.ascontiguousarray".formatted(file.path()));
    }
    long[] shape =
        Arrays.stream(parts.group(3).split(","))
            .map(String::strip)
            .filter(extent -> !extent.isEmpty())
            .mapToLong(Long::parseLong)
            .toArray();
    double wanted = type.bytes;
    for (long extent : shape) {
      wanted *= extent;
    }
    if (shape.length == 0 || wanted != file.size() - start) {
      throw new DatasetException(
          "'%s' is truncated or damaged: an array of shape %s needs %.0f bytes from byte %d, found %d; write it again"
              .formatted(file.path(), Arrays.toString(shape), wanted, start, file.size() - start));
    }
    return new NumPyFile(file, type, shape, start);
  }

  Path path() {
    return file.path();
  }

  /** {@return the first extent} */
  int items() {
    return Math.toIntExact(shape[0]);
  }

  /** {@return the elements of each index of the first dimension} */
  int itemSize() {
    long size = 1;
    for (int d = 1; d < shape.length; d++) {
      size = Math.multiplyExact(size, shape[d]);
    }
    return Math.toIntExact(size);
  }

  /** {@return the extents, for people} */
  String shapeText() {
    return Arrays.toString(shape);
  }

  /** {@return whether the elements are integers} */
  boolean isInteger() {
    return type != Type.FLOAT32 && type != Type.FLOAT64;
  }

  /** {@return an element, by row-major place} */
  double at(long place) {
    long at = start + place * type.bytes;
    MemorySegment bytes = file.bytes();
    return switch (type) {
      case FLOAT32 -> bytes.get(FLOAT, at);
      case FLOAT64 -> bytes.get(DOUBLE, at);
      case UINT8 -> Byte.toUnsignedInt(bytes.get(BYTE, at));
      case INT8 -> bytes.get(BYTE, at);
      case INT32 -> bytes.get(INT, at);
      case INT64 -> (double) bytes.get(LONG, at);
    };
  }
}
