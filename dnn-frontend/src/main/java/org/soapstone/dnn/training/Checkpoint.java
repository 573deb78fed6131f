package org.soapstone.dnn.training;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
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
 * A training's state: the steps done, and the values of named tensors, bit for bit.
 *
 * <p>The file is, big-endian but for the values: the eight bytes {@code SOAPCKPT}; the version, an
 * int; the model's name (as {@link DataOutputStream#writeUTF} writes it); the steps, a long; the
 * number of tensors, an int; for each its name, its type's name, the number of dimensions, the
 * extents as longs, and the values little-endian in row-major order; the CRC-32C of all before, a
 * long. Equal states give equal files.
 *
 * @param model the model's name
 * @param steps the number of training steps done
 * @param tensors by name, in a fixed order
 */
record Checkpoint(String model, long steps, Map<String, FieldData> tensors) {
  private static final byte[] MAGIC = {'S', 'O', 'A', 'P', 'C', 'K', 'P', 'T'};
  private static final int VERSION = 1;
  private static final int BUFFER_BYTES = 1 << 16;
  private static final int MAX_DIMS = 8;

  /** Writes the file whole or not at all: under another name first, then renamed. */
  void write(Path file) {
    Optional<Path> temporary = Optional.empty();
    try {
      Path folder = file.toAbsolutePath().getParent();
      temporary = Optional.of(Files.createTempFile(folder, file.getFileName() + ".", ".tmp"));
      var checksum = new CRC32C();
      try (var stream = Files.newOutputStream(temporary.get());
          var checked = new CheckedOutputStream(stream, checksum);
          var out = new DataOutputStream(new BufferedOutputStream(checked, BUFFER_BYTES))) {
        write(out);
        out.flush();
        out.writeLong(checksum.getValue());
      }
      Files.move(
          temporary.get(),
          file,
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
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

  private void write(DataOutputStream out) throws IOException {
    out.write(MAGIC);
    out.writeInt(VERSION);
    out.writeUTF(model);
    out.writeLong(steps);
    out.writeInt(tensors.size());
    for (var entry : tensors.entrySet()) {
      FieldData data = entry.getValue();
      out.writeUTF(entry.getKey());
      out.writeUTF(data.type().name());
      out.writeInt(data.rect().dims());
      for (int d = 0; d < data.rect().dims(); d++) {
        out.writeLong(data.rect().extent(d));
      }
      out.write(littleEndian(data));
    }
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
    if (!Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)) {
      throw new IllegalArgumentException(
          "'%s' is no checkpoint; give a file that a training saved".formatted(file));
    }
    int version = in.readInt();
    if (version != VERSION) {
      throw new IllegalArgumentException(
          "checkpoint '%s' has version %d; this program reads version %d"
              .formatted(file, version, VERSION));
    }
    String model = in.readUTF();
    long steps = in.readLong();
    int count = in.readInt();
    Map<String, FieldData> tensors = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      tensors.put(in.readUTF(), readTensor(file, in));
    }
    return new Checkpoint(model, steps, tensors);
  }

  private static FieldData readTensor(Path file, DataInputStream in) throws IOException {
    String typeName = in.readUTF();
    FieldType type =
        Arrays.stream(FieldType.values())
            .filter(candidate -> candidate.name().equals(typeName))
            .findFirst()
            .orElseThrow(() -> damaged(file, "it names a type '" + typeName + "'"));
    int dims = in.readInt();
    if (dims < 1 || dims > MAX_DIMS) {
      throw damaged(file, "it has a tensor of " + dims + " dimensions");
    }
    long[] extents = new long[dims];
    for (int d = 0; d < dims; d++) {
      extents[d] = in.readLong();
    }
    Rect rect = Rect.ofExtents(extents);
    long bytes = rect.volume() * type.bytes();
    if (bytes > Integer.MAX_VALUE || bytes > Files.size(file)) {
      throw damaged(file, "it has a tensor of " + bytes + " bytes");
    }
    byte[] values = in.readNBytes((int) bytes);
    if (values.length < bytes) {
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
   * @param shapes the names of its tensors, with data of their types and rects
   * @throws IllegalArgumentException if it is not; the message lists every difference
   */
  void requireFits(Path file, String modelName, Map<String, Shape> shapes) {
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
      if (!shapes.containsKey(name)) {
        differences.add("it has '%s', which the model has not".formatted(name));
      }
    }
    if (!differences.isEmpty()) {
      throw new IllegalArgumentException(
          "checkpoint '%s' does not fit the model: %s"
              .formatted(file, String.join("; ", differences)));
    }
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
