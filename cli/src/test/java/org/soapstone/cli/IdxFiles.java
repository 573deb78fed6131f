package org.soapstone.cli;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.soapstone.dnn.data.DrawnDigits;

/** Small files like MNIST's, of drawn digits. */
final class IdxFiles {
  private static final int SIDE = 28;

  private IdxFiles() {}

  /** Writes images and labels into a folder, compressed or plain, whole. */
  static Path write(Path folder, int count, boolean compressed) throws IOException {
    return write(folder, count, compressed, 0);
  }

  /** Writes images and labels into a folder; the end of the images' file is missing. */
  static Path write(Path folder, int count, boolean compressed, int missingBytes)
      throws IOException {
    DrawnDigits digits = DrawnDigits.of(count, 7);
    float[] pixels = new float[SIDE * SIDE];
    byte[] images = new byte[count * SIDE * SIDE];
    byte[] labels = new byte[count];
    for (int i = 0; i < count; i++) {
      digits.load(i, pixels);
      for (int p = 0; p < pixels.length; p++) {
        images[i * pixels.length + p] = (byte) (pixels[p] > 0.5 ? 255 : 0);
      }
      labels[i] = (byte) digits.label(i);
    }
    String suffix = compressed ? ".gz" : "";
    Files.createDirectories(folder);
    byte[] imageFile = bytes(compressed, images, 0x803, count, SIDE, SIDE);
    Files.write(
        folder.resolve("t10k-images-idx3-ubyte" + suffix),
        Arrays.copyOf(imageFile, imageFile.length - missingBytes));
    Files.write(
        folder.resolve("t10k-labels-idx1-ubyte" + suffix), bytes(compressed, labels, 0x801, count));
    return folder;
  }

  private static byte[] bytes(boolean compressed, byte[] data, int... header) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out =
        new DataOutputStream(compressed ? new GZIPOutputStream(bytes) : bytes)) {
      for (int word : header) {
        out.writeInt(word);
      }
      out.write(data);
    }
    return bytes.toByteArray();
  }
}
