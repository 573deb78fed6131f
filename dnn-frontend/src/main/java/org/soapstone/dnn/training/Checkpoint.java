package org.soapstone.dnn.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.instances.FieldData;

/**
 * A training's state: the steps done, what fixes its further course, and the values of named
 * tensors, bit for bit.
 *
 * <p>The file begins with a line of JSON, {@code {"format": "soapstone-checkpoint/1", "model": ...,
 * "steps": ..., "course": {...}, "tensors": [{"name", "type", "shape"}, ...]}}; then come the
 * tensors' values in that order, little-endian and row-major, and the CRC-32C of all before, a
 * big-endian long. Equal states give equal files.
 *
 * @param model the model's name
 * @param steps the number of training steps done; with the course, they say where in the data it is
 * @param course what must be the same for the training to go on to the same bits, by name: the
 *     model's fingerprint, the update rule, seeds, the data
 * @param tensors by name, in a fixed order
 */
record Checkpoint(
    String model, long steps, Map<String, String> course, Map<String, FieldData> tensors) {
  private static final String FORMAT = "soapstone-checkpoint/1";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int BUFFER_BYTES = 1 << 16;
  private static final int MAX_HEADER_BYTES = 1 << 24;
  private static final int MAX_DIMS = 8;

  /** Keeps the order of the maps. */
  Checkpoint {
    course = Collections.unmodifiableMap(new LinkedHashMap<>(course));
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
  }

  /**
   * Writes the file whole or not at all, also if the machine stops at any moment: under another
   * name first, then flushed to the disk, then renamed.
   */
  void write(Path file) {
    Optional<Path> temporary = Optional.empty();
    try {
      Path folder = file.toAbsolutePath().getParent();
      temporary = Optional.of(Files.createTempFile(folder, file.getFileName() + ".", ".tmp"));
      try (FileChannel channel = FileChannel.open(temporary.get(), StandardOpenOption.WRITE)) {
        write(Channels.newOutputStream(channel));
        channel.force(true);
      }
      Files.move(
          temporary.get(),
          file,
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
      flush(folder);
    } catch (IOException e) {
      temporary.ifPresent(Checkpoint::deleteQuietly);
      throw new IllegalArgumentException(
          "checkpoint '%s' cannot be written (%s); choose a folder that can be written to"
              .formatted(file, e),
          e);
    }
  }

  private static void deleteQuietly(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // The failure that is being reported matters more than a left-over file.
    }
  }

  /** Flushes the renaming, where the system lets a folder be opened. */
  private static void flush(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // Some systems do not; the file itself has been flushed.
    }
  }

  private void write(OutputStream file) throws IOException {
    var checksum = new CRC32C();
    var checked = new CheckedOutputStream(file, checksum);
    var out = new DataOutputStream(new BufferedOutputStream(checked, BUFFER_BYTES));
    out.write(header());
    for (FieldData data : tensors.values()) {
      out.write(littleEndian(data));
    }
    out.flush();
    out.writeLong(checksum.getValue());
    out.flush();
  }

  private byte[] header() throws JsonProcessingException {
    ObjectNode root =
        JSON.createObjectNode().put("format", FORMAT).put("model", model).put("steps", steps);
    ObjectNode settings = root.putObject("course");
    course.forEach(settings::put);
    ArrayNode list = root.putArray("tensors");
    tensors.forEach((name, data) -> {
      ObjectNode tensor = list.addObject().put("name", name).put("type", data.type().name());
      ArrayNode shape = tensor.putArray("shape");
      for (int d = 0; d < data.rect().dims(); d++) {
        shape.add(data.rect().extent(d));
      }
    });
    return (JSON.writeValueAsString(root) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] littleEndian(FieldData data) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.toIntExact(data.segment().byteSize()))
            .order(ByteOrder.LITTLE_ENDIAN);
    switch (data.type()) {
      case FLOAT32 -> bytes.asFloatBuffer().put(data.floats());
      case FLOAT64 -> bytes.asDoubleBuffer().put(data.doubles());
      case INT32, INT64, UINT8 -> throw new IllegalArgumentException(data.type() + " is no weight");
    }
    return bytes.array();
  }

  /**
   * {@return the state that a file holds}
   *
   * @param file the file
   * @throws IllegalArgumentException if it is missing, of another format or version, cut short or
   *     damaged
   */
  static Checkpoint read(Path file) {
    var checksum = new CRC32C();
    try (var stream = new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES);
        var in = new DataInputStream(new CheckedInputStream(stream, checksum))) {
      Checkpoint checkpoint = read(file, in);
      long expected = checksum.getValue();
      long found = in.readLong();
      if (found != expected || in.read() >= 0) {
        throw damaged(file, "its checksum is wrong");
      }
      return checkpoint;
    } catch (EOFException e) {
      throw damaged(file, "it ends too early");
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "checkpoint '%s' cannot be read (%s); give a file that a training saved"
              .formatted(file, e),
          e);
    }
  }

  private static Checkpoint read(Path file, DataInputStream in) throws IOException {
    JsonNode root = header(file, in);
    String format = root.path("format").asText();
    if (!format.equals(FORMAT)) {
      throw new IllegalArgumentException(
          "checkpoint '%s' has format '%s'; this program reads '%s'"
              .formatted(file, format, FORMAT));
    }
    Map<String, String> course = new LinkedHashMap<>();
    root.path("course").properties().forEach(e -> course.put(e.getKey(), e.getValue().asText()));
    Map<String, FieldData> tensors = new LinkedHashMap<>();
    for (JsonNode tensor : root.path("tensors")) {
      tensors.put(tensor.path("name").asText(), readTensor(file, tensor, in));
    }
    return new Checkpoint(
        root.path("model").asText(), root.path("steps").asLong(), course, tensors);
  }

  private static JsonNode header(Path file, DataInputStream in) throws IOException {
    var line = new ByteArrayOutputStream();
    int next = in.read();
    if (next >= 0 && next != '{') {
      throw notOne(file);
    }
    for (; next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException();
      }
      if (line.size() == MAX_HEADER_BYTES) {
        throw notOne(file);
      }
      line.write(next);
    }
    try {
      JsonNode root = JSON.readTree(line.toByteArray());
      if (!root.has("format")) {
        throw notOne(file);
      }
      return root;
    } catch (JsonProcessingException e) {
      throw damaged(file, "its first line is no JSON");
    }
  }

  private static IllegalArgumentException notOne(Path file) {
    return new IllegalArgumentException(
        "'%s' is no checkpoint; give a file that a training saved".formatted(file));
  }

  private static FieldData readTensor(Path file, JsonNode tensor, DataInputStream in)
      throws IOException {
    String typeName = tensor.path("type").asText();
    FieldType type =
        Arrays.stream(FieldType.values())
            .filter(candidate -> candidate.name().equals(typeName))
            .findFirst()
            .orElseThrow(() -> damaged(file, "it names a type '" + typeName + "'"));
    JsonNode shape = tensor.path("shape");
    if (shape.isEmpty() || shape.size() > MAX_DIMS) {
      throw damaged(file, "it has a tensor of " + shape.size() + " dimensions");
    }
    long[] extents = new long[shape.size()];
    double size = type.bytes();
    for (int d = 0; d < extents.length; d++) {
      extents[d] = shape.get(d).asLong();
      size *= extents[d];
    }
    if (!(size >= 1 && size <= Math.min(Integer.MAX_VALUE - 8, Files.size(file)))) {
      throw damaged(file, "it has a tensor of shape " + shape);
    }
    Rect rect = Rect.ofExtents(extents);
    byte[] values = in.readNBytes((int) size);
    if (values.length < size) {
      throw new EOFException();
    }
    ByteBuffer buffer = ByteBuffer.wrap(values).order(ByteOrder.LITTLE_ENDIAN);
    int volume = Math.toIntExact(rect.volume());
    return switch (type) {
      case FLOAT32 -> {
        float[] floats = new float[volume];
        buffer.asFloatBuffer().get(floats);
        yield FieldData.of(rect, floats);
      }
      case FLOAT64 -> {
        double[] doubles = new double[volume];
        buffer.asDoubleBuffer().get(doubles);
        yield FieldData.of(rect, doubles);
      }
      case INT32, INT64, UINT8 -> throw damaged(file, "it has weights of type " + type);
    };
  }

  /**
   * Checks that this is the state of a model.
   *
   * @param file where it comes from
   * @param modelName the model's name
   * @param shapes what its tensors must be, by name
   * @param others whether it may have tensors besides
   * @throws IllegalArgumentException if it is not; the message lists every difference
   */
  void requireFits(Path file, String modelName, Map<String, Shape> shapes, boolean others) {
    refuse(file, "does not fit the model", differences(modelName, shapes, others));
  }

  /**
   * Checks that a training goes on from this state to the same bits.
   *
   * @param file where it comes from
   * @param modelName the model's name
   * @param shapes what its tensors must be, by name
   * @param expected the training's own course
   * @throws IllegalArgumentException if it does not; the message lists every difference
   */
  void requireSameCourse(
      Path file, String modelName, Map<String, Shape> shapes, Map<String, String> expected) {
    List<String> differences = differences(modelName, shapes, false);
    expected.forEach((name, value) -> {
      String own = course.getOrDefault(name, "not told");
      if (!own.equals(value)) {
        differences.add("its %s is %s, not %s".formatted(name, own, value));
      }
    });
    refuse(file, "is not of this training", differences);
  }

  private static void refuse(Path file, String what, List<String> differences) {
    if (!differences.isEmpty()) {
      throw new IllegalArgumentException(
          "checkpoint '%s' %s: %s".formatted(file, what, String.join("; ", differences)));
    }
  }

  private List<String> differences(String modelName, Map<String, Shape> shapes, boolean others) {
    List<String> differences = new ArrayList<>();
    if (!model.equals(modelName)) {
      differences.add("it is of model '%s', not '%s'".formatted(model, modelName));
    }
    shapes.forEach((name, shape) -> {
      FieldData data = tensors.get(name);
      if (data == null) {
        differences.add("it lacks '%s'".formatted(name));
      } else if (!new Shape(data.type(), data.rect()).equals(shape)) {
        differences.add(
            "'%s' is %s %s, not %s %s"
                .formatted(name, data.type(), data.rect(), shape.type, shape.rect));
      }
    });
    for (String name : tensors.keySet()) {
      if (!others && !shapes.containsKey(name)) {
        differences.add("it has '%s', which the model has not".formatted(name));
      }
    }
    return differences;
  }

  /**
   * What a tensor in a checkpoint must be.
   *
   * @param type the type of its elements
   * @param rect its points
   */
  record Shape(FieldType type, Rect rect) {}

  private static IllegalArgumentException damaged(Path file, String how) {
    return new IllegalArgumentException(
        "checkpoint '%s' is damaged: %s; save it anew".formatted(file, how));
  }
}
