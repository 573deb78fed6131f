package org.soapstone.dnn.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.instances.FieldData;

class CheckpointTest {
  @TempDir Path folder;

  private static Checkpoint sample() {
    Map<String, FieldData> tensors = new LinkedHashMap<>();
    tensors.put("b", FieldData.of(Rect.ofExtents(2, 2), 1.5f, -0.0f, Float.NaN, 1e-40f));
    tensors.put("a", FieldData.of(Rect.ofExtents(3), Math.PI, -0.0, Double.MIN_VALUE));
    return new Checkpoint("net", 42, Map.of("seed", "7"), tensors);
  }

  @Test
  void roundTripsBitForBit() {
    Path file = folder.resolve("net.ckpt");
    sample().write(file);
    Checkpoint read = Checkpoint.read(file);
    assertThat(read).isEqualTo(sample());
    assertThat(read.tensors().keySet()).containsExactly("b", "a");
  }

  @Test
  void equalStatesGiveEqualFilesAndLeaveNothingElse() throws IOException {
    Path one = folder.resolve("one");
    Path two = folder.resolve("two");
    sample().write(one);
    new Checkpoint("other", 1, Map.of(), Map.of()).write(two);
    sample().write(two);
    assertThat(Files.readAllBytes(one)).isEqualTo(Files.readAllBytes(two));
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactlyInAnyOrder(one, two);
    }
  }

  @Test
  void anyShorterOrChangedFileIsRefused() throws IOException {
    Path file = folder.resolve("net.ckpt");
    sample().write(file);
    byte[] bytes = Files.readAllBytes(file);
    for (int length = 0; length < bytes.length; length++) {
      Files.write(file, Arrays.copyOf(bytes, length));
      assertThatThrownBy(() -> Checkpoint.read(file))
          .as("the first %d bytes", length)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(file.toString());
    }
    byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
    Files.write(file, longer);
    assertThatThrownBy(() -> Checkpoint.read(file)).hasMessageContaining("checksum");
    bytes[bytes.length - 12] ^= 1;
    Files.write(file, bytes);
    assertThatThrownBy(() -> Checkpoint.read(file)).hasMessageContaining("checksum");
  }

  @Test
  void otherFilesAndVersionsAreRefused() throws IOException {
    Path file = folder.resolve("net.ckpt");
    assertThatThrownBy(() -> Checkpoint.read(file)).hasMessageContaining("cannot be read");
    Files.writeString(file, "no checkpoint at all");
    assertThatThrownBy(() -> Checkpoint.read(file)).hasMessageContaining("is no checkpoint");
    Files.writeString(file, "{\"other\": 1}\n");
    assertThatThrownBy(() -> Checkpoint.read(file)).hasMessageContaining("is no checkpoint");
    Files.writeString(file, "{\"format\": \"soapstone-checkpoint/9\"}\n");
    assertThatThrownBy(() -> Checkpoint.read(file))
        .hasMessageContaining("has format 'soapstone-checkpoint/9'; this program reads");
    sample().write(file);
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
      assertThat(lines.readLine())
          .isEqualTo(
              "{\"format\":\"soapstone-checkpoint/1\",\"model\":\"net\",\"steps\":42,"
                  + "\"course\":{\"seed\":\"7\"},\"tensors\":["
                  + "{\"name\":\"b\",\"type\":\"FLOAT32\",\"shape\":[2,2]},"
                  + "{\"name\":\"a\",\"type\":\"FLOAT64\",\"shape\":[3]}]}");
    }
    assertThatThrownBy(() -> sample().write(folder.resolve("missing").resolve("net.ckpt")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cannot be written");
  }

  @Test
  void everyDifferenceFromTheModelIsListed() {
    Path file = folder.resolve("net.ckpt");
    var shapes =
        Map.of(
            "b", new Checkpoint.Shape(FieldType.FLOAT32, Rect.ofExtents(2, 3)),
            "c", new Checkpoint.Shape(FieldType.FLOAT64, Rect.ofExtents(3)));
    assertThatThrownBy(() -> sample().requireFits(file, "lenet", shapes, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("it is of model 'net', not 'lenet'")
        .hasMessageContaining("'b' is FLOAT32 [0..1]x[0..1], not FLOAT32 [0..1]x[0..2]")
        .hasMessageContaining("it lacks 'c'")
        .hasMessageContaining("it has 'a', which the model has not");
    assertThatThrownBy(
            () -> sample().requireSameCourse(file, "net", shapes, Map.of("seed", "8", "data", "x")))
        .hasMessageContaining("is not of this training: ")
        .hasMessageContaining("it lacks 'c'")
        .hasMessageContaining("its seed is 7, not 8")
        .hasMessageContaining("its data is not told, not x");
  }
}
