package org.soapstone.dnn.data;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.primitives.ImmutableLongArray;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/**
 * A file of numbers between commas, a row a line, perhaps with a heading. It is read through once,
 * to find and check its lines; a number is then read where it lies.
 */
final class CsvFile {
  private final MappedFile file;
  private final ImmutableLongArray starts;
  private final int columns;

  private CsvFile(MappedFile file, ImmutableLongArray starts) {
    this.file = file;
    this.starts = starts;
    this.columns = fields(starts.get(0)).length;
  }

  /** {@return a file, every line of which has been checked} */
  static CsvFile open(Path path) {
    MappedFile file = MappedFile.open(path);
    ImmutableLongArray.Builder starts = ImmutableLongArray.builder();
    MemorySegment bytes = file.bytes();
    for (long at = 0; at < file.size(); at = end(bytes, at) + 1) {
      if (!text(bytes, at).isBlank()) {
        starts.add(at);
      }
    }
    ImmutableLongArray all = starts.build();
    int heading = !all.isEmpty() && isHeading(text(bytes, all.get(0))) ? 1 : 0;
    if (all.length() <= heading) {
      throw new DatasetException("'%s' has no rows of numbers".formatted(path));
    }
    CsvFile csv = new CsvFile(file, all.subArray(heading, all.length()));
    csv.check();
    return csv;
  }

  private static boolean isHeading(String line) {
    try {
      Double.parseDouble(line.split(",", -1)[0].strip());
      return false;
    } catch (NumberFormatException e) {
      return true;
    }
  }

  private void check() {
    for (int row = 0; row < rows(); row++) {
      String[] fields = fields(starts.get(row));
      if (fields.length != columns) {
        throw new DatasetException(
            "'%s', line %d: it has %d columns, the first has %d"
                .formatted(file.path(), line(row), fields.length, columns));
      }
      for (int column = 0; column < columns; column++) {
        number(fields, row, column);
      }
    }
  }

  private double number(String[] fields, int row, int column) {
    try {
      return Double.parseDouble(fields[column].strip());
    } catch (NumberFormatException e) {
      throw new DatasetException(
          "'%s', line %d, column %d: '%s' is no number"
              .formatted(file.path(), line(row), column + 1, fields[column].strip()),
          e);
    }
  }

  /** The line that a row is on, from 1, blank lines among them. For messages. */
  private int line(int row) {
    int line = 1;
    for (long at = end(file.bytes(), 0); at < starts.get(row); at = end(file.bytes(), at + 1)) {
      line++;
    }
    return line;
  }

  private String[] fields(long start) {
    return text(file.bytes(), start).split(",", -1);
  }

  private static long end(MemorySegment bytes, long start) {
    long at = start;
    while (at < bytes.byteSize() && bytes.get(JAVA_BYTE, at) != '\n') {
      at++;
    }
    return at;
  }

  private static String text(MemorySegment bytes, long start) {
    long end = end(bytes, start);
    return new String(bytes.asSlice(start, end - start).toArray(JAVA_BYTE), UTF_8);
  }

  int rows() {
    return starts.length();
  }

  int columns() {
    return columns;
  }

  /** {@return the numbers of a row} */
  double[] row(int row) {
    String[] fields = fields(starts.get(row));
    double[] numbers = new double[columns];
    for (int column = 0; column < columns; column++) {
      numbers[column] = number(fields, row, column);
    }
    return numbers;
  }

  /** {@return one more than the greatest number of the last column, if all are classes; else 0} */
  int classesOfLastColumn() {
    double greatest = -1;
    for (int row = 0; row < rows(); row++) {
      double value = row(row)[columns - 1];
      if (value != Math.rint(value) || value < 0 || value > Short.MAX_VALUE) {
        return 0;
      }
      greatest = Math.max(greatest, value);
    }
    return (int) greatest + 1;
  }
}
