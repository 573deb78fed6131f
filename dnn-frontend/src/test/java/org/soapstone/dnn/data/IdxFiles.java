package org.soapstone.dnn.data;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** Writes small IDX files. */
final class IdxFiles {
  private IdxFiles() {}

  /** The bytes of a file: a magic number, extents, and data that counts up from 0. */
  static byte[] bytes(int magic, int dataBytes, int... extents) {
    ByteBuffer buffer = ByteBuffer.allocate(4 + 4 * extents.length + dataBytes);
    buffer.putInt(magic);
    for (int extent : extents) {
      buffer.putInt(extent);
    }
    for (int i = 0; i < dataBytes; i++) {
      buffer.put((byte) i);
    }
    return buffer.array();
  }

  /** Images of 2 by 3 pixels; pixel i of all of them is i modulo 256. */
  static byte[] images(int count) {
    return bytes(0x803, 6 * count, count, 2, 3);
  }

  /** Labels 0, 1, 2, ... */
  static byte[] labels(int count) {
    return bytes(0x801, count, count);
  }

  static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(compressed)) {
      out.write(bytes);
    }
    return compressed.toByteArray();
  }

  static Path write(Path folder, String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }
}
