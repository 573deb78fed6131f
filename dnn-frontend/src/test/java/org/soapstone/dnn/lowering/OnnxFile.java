package org.soapstone.dnn.lowering;

import com.google.common.primitives.ImmutableDoubleArray;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads what the single-operator test vectors of ONNX use of its protobuf messages. */
final class OnnxFile {
  /** A tensor's shape and elements in row-major order. */
  record Data(List<Long> shape, ImmutableDoubleArray elements) {
    double[] values() {
      return elements.toArray();
    }
  }

  /** A node: its kind, its inputs' names, and attributes as lists of numbers. */
  record Node(String kind, List<String> inputs, Map<String, List<Double>> attributes) {
    double number(String attribute) {
      return attributes.get(attribute).getFirst();
    }

    int[] numbers(String attribute) {
      return attributes.get(attribute).stream().mapToInt(Double::intValue).toArray();
    }
  }

  /** A model: its nodes in order, and its initialisers by name. */
  record Model(List<Node> nodes, Map<String, Data> initializers) {}

  /** A field of a message: its number, and its bytes or its integer. */
  private record Field(int number, long integer, ByteBuffer bytes) {
    String text() {
      return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    }
  }

  private OnnxFile() {}

  static Model model(Path file) throws IOException {
    List<Node> nodes = new ArrayList<>();
    Map<String, Data> initializers = new LinkedHashMap<>();
    for (Field field : fields(file)) {
      if (field.number != 7) {
        continue;
      }
      for (Field part : fields(field.bytes)) {
        switch (part.number) {
          case 1 -> nodes.add(node(part.bytes));
          case 5 -> initializers.put(name(part.bytes), tensor(part.bytes));
          default -> {}
        }
      }
    }
    return new Model(nodes, initializers);
  }

  static Data tensor(Path file) throws IOException {
    return tensor(ByteBuffer.wrap(Files.readAllBytes(file)));
  }

  private static Node node(ByteBuffer message) {
    List<String> inputs = new ArrayList<>();
    Map<String, List<Double>> attributes = new LinkedHashMap<>();
    String kind = "";
    for (Field field : fields(message)) {
      switch (field.number) {
        case 1 -> inputs.add(field.text());
        case 4 -> kind = field.text();
        case 5 -> attribute(field.bytes, attributes);
        default -> {}
      }
    }
    return new Node(kind, inputs, attributes);
  }

  private static void attribute(ByteBuffer message, Map<String, List<Double>> attributes) {
    String name = "";
    List<Double> numbers = new ArrayList<>();
    for (Field field : fields(message)) {
      switch (field.number) {
        case 1 -> name = field.text();
        case 2 -> numbers.add((double) Float.intBitsToFloat((int) field.integer));
        case 3, 8 -> numbers.add((double) field.integer);
        default -> {}
      }
    }
    attributes.put(name, numbers);
  }

  private static String name(ByteBuffer message) {
    return fields(message).stream()
        .filter(field -> field.number == 8)
        .map(Field::text)
        .findFirst()
        .orElse("");
  }

  private static Data tensor(ByteBuffer message) {
    List<Long> shape = new ArrayList<>();
    int type = 0;
    ByteBuffer raw = ByteBuffer.allocate(0);
    for (Field field : fields(message)) {
      switch (field.number) {
        case 1 -> shape.add(field.integer);
        case 2 -> type = (int) field.integer;
        case 9 -> raw = field.bytes;
        default -> {}
      }
    }
    ByteBuffer elements = raw.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    int count = Math.toIntExact(shape.stream().reduce(1L, Math::multiplyExact));
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] =
          switch (type) {
            case 1 -> elements.getFloat();
            case 7 -> (double) elements.getLong();
            default -> throw new IllegalArgumentException("element type " + type);
          };
    }
    return new Data(shape, ImmutableDoubleArray.copyOf(values));
  }

  private static List<Field> fields(Path file) throws IOException {
    return fields(ByteBuffer.wrap(Files.readAllBytes(file)));
  }

  private static List<Field> fields(ByteBuffer message) {
    ByteBuffer in = message.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    List<Field> fields = new ArrayList<>();
    while (in.hasRemaining()) {
      long tag = varint(in);
      int number = (int) (tag >>> 3);
      switch ((int) (tag & 7)) {
        case 0 -> fields.add(new Field(number, varint(in), ByteBuffer.allocate(0)));
        case 1 -> fields.add(new Field(number, in.getLong(), ByteBuffer.allocate(0)));
        case 5 -> fields.add(new Field(number, in.getInt(), ByteBuffer.allocate(0)));
        case 2 -> {
          int length = (int) varint(in);
          fields.add(new Field(number, 0, in.slice(in.position(), length)));
          in.position(in.position() + length);
        }
        default -> throw new IllegalArgumentException("wire type of tag " + tag);
      }
    }
    return fields;
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = in.get();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }
}
