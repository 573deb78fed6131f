package org.soapstone.peer;

import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A layer as the network's description has it: a line of fields with tabs between them.
 *
 * @param kind what it computes
 * @param name its name
 * @param attributes what else defines it, in words
 * @param inputs the names of the tensors it reads
 * @param outputs the tensors it makes
 * @param weights its weights
 */
record Layer(
    String kind,
    String name,
    String attributes,
    List<String> inputs,
    List<Array> outputs,
    List<Array> weights) {

  /**
   * A tensor of Soapstone's.
   *
   * @param name its name; equal names are one tensor
   * @param isInteger whether its elements are integers of 32 bits, or floats
   * @param shape its extents, channels last
   */
  record Array(String name, boolean isInteger, Shape shape) {
    /** Reads {@code name:F:2x3}. */
    static Array parse(String text) {
      String[] parts = text.split(":", -1);
      long[] extents = Arrays.stream(parts[2].split("x", -1)).mapToLong(Long::parseLong).toArray();
      return new Array(parts[0], parts[1].equals("I"), new Shape(extents));
    }
  }

  static Layer parse(String line) {
    String[] fields = line.split("\t", -1);
    return new Layer(
        fields[0],
        fields[1],
        fields[2],
        words(fields[3]),
        words(fields[4]).stream().map(Array::parse).toList(),
        words(fields[5]).stream().map(Array::parse).toList());
  }

  private static List<String> words(String field) {
    return field.isEmpty() ? List.of() : List.of(field.split(" ", -1));
  }

  /** {@return the number behind a word of the attributes} */
  float number(String word) {
    Matcher matcher = find(word + " ([-+.0-9eE]+)");
    return Float.parseFloat(matcher.group(1));
  }

  /** {@return the extents behind a word of the attributes, such as {@code stride 2x2}} */
  Shape extents(String word) {
    return new Shape(
        Arrays.stream(find(word + " ([0-9]+(x[0-9]+)*)").group(1).split("x", -1))
            .mapToLong(Long::parseLong)
            .toArray());
  }

  /** {@return the numbers in brackets behind a word of the attributes} */
  List<Long> list(String word) {
    List<Long> numbers = new ArrayList<>();
    for (String number : find(word + " \\[([-0-9, ]*)\\]").group(1).split(", ", -1)) {
      numbers.add(Long.parseLong(number));
    }
    return numbers;
  }

  boolean says(String word) {
    return attributes.contains(word);
  }

  private Matcher find(String pattern) {
    Matcher matcher = Pattern.compile("(?:^|.* )" + pattern + ".*").matcher(attributes);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "layer '%s' of kind '%s' has attributes '%s', which do not match '%s'"
              .formatted(name, kind, attributes, pattern));
    }
    return matcher;
  }

  Array output() {
    return outputs.getFirst();
  }
}
