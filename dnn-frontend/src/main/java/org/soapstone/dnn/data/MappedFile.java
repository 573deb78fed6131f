package org.soapstone.dnn.data;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file whose bytes are read where they lie: the system brings in what is asked for, and nobody
 * holds it whole. Thread-safe.
 *
 * @param path the file
 * @param bytes its bytes
 */
record MappedFile(Path path, MemorySegment bytes) {

  /** {@return a file} */
  static MappedFile open(Path path) {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      if (!Files.isRegularFile(path)) {
        throw new DatasetException("'%s' is no file".formatted(path));
      }
      return new MappedFile(
          path, channel.map(MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto()));
    } catch (NoSuchFileException e) {
      throw new DatasetException("there is no file '%s'".formatted(path), e);
    } catch (IOException e) {
      throw new DatasetException("'%s' cannot be read: %s".formatted(path, e.getMessage()), e);
    }
  }

  /** {@return the number of bytes} */
  long size() {
    return bytes.byteSize();
  }
}
