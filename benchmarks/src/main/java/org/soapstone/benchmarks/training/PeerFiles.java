package org.soapstone.benchmarks.training;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Collectors;
import org.soapstone.dnn.lowering.LoweredModel;
import org.soapstone.dnn.operators.Access.Part;
import org.soapstone.dnn.operators.Operator;
import org.soapstone.dnn.operators.Tensor;
import org.soapstone.dnn.operators.Weight;
import org.soapstone.regions.FieldType;
import org.soapstone.tasks.instances.FieldData;

/**
 * What PyTorch's process is told of a network: {@code network.txt}, a line for each operator, and
 * {@code tensors.bin}, the elements of the batch and of the weights in the order of the lines.
 */
final class PeerFiles {
  private PeerFiles() {}

  /** Writes the description. */
  static void describe(LoweredModel model, Path folder) {
    try (BufferedWriter file = Files.newBufferedWriter(folder.resolve("network.txt"))) {
      for (Operator operator : model.network()) {
        file.write(line(model, operator));
        file.newLine();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String line(LoweredModel model, Operator operator) {
    List<Tensor> weights = operator.weights().stream().map(Weight::tensor).toList();
    return String.join(
        "\t",
        operator.kind(),
        operator.name(),
        operator.attributes(),
        operator.inputs().stream().map(Tensor::name).collect(Collectors.joining(" ")),
        operator.outputs().stream()
            .map(tensor -> array(tensor.name(), tensor))
            .collect(Collectors.joining(" ")),
        weights.stream()
            .map(tensor -> array(model.region(tensor, Part.VALUE).name(), tensor))
            .collect(Collectors.joining(" ")));
  }

  private static String array(String name, Tensor tensor) {
    String shape =
        tensor.shape().stream().mapToObj(Long::toString).collect(Collectors.joining("x"));
    return "%s:%s:%s".formatted(name, tensor.type() == FieldType.INT32 ? "I" : "F", shape);
  }

  /** Adds the elements of tensors to the file of them. */
  static void append(List<FieldData> tensors, Path folder) {
    try (FileChannel file =
        FileChannel.open(
            folder.resolve("tensors.bin"), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      for (FieldData tensor : tensors) {
        ByteBuffer bytes = ByteBuffer.allocateDirect(Math.toIntExact(tensor.segment().byteSize()));
        MemorySegment.ofBuffer(bytes).copyFrom(tensor.segment());
        while (bytes.hasRemaining()) {
          file.write(bytes);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes a folder with the files in it. */
  static void delete(Path folder) {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
      Files.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@return a new folder for the files of one network} */
  static Path folder() {
    try {
      return Files.createTempDirectory("soapstone-peer");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@return the last lines of a log} */
  static String tail(Path log) {
    try {
      List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 8), lines.size()));
    } catch (IOException e) {
      return "its log cannot be read: " + e.getMessage();
    }
  }
}
