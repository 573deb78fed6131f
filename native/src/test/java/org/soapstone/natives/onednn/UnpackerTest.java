package org.soapstone.natives.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnpackerTest {
  private static final ClassLoader LOADER = UnpackerTest.class.getClassLoader();
  private static final String PROPERTIES = "META-INF/maven/org.bytedeco/dnnl/pom.properties";
  private static final String RESOURCE = "org/bytedeco/dnnl/linux-x86_64/libgomp.so.1";

  @TempDir Path cache;

  private static Path unpack(Path cache) throws IOException {
    return new Unpacker(cache).unpack(LOADER, "test", PROPERTIES, List.of(RESOURCE));
  }

  private static byte[] expected() throws IOException {
    try (InputStream in = LOADER.getResourceAsStream(RESOURCE)) {
      return in.readAllBytes();
    }
  }

  @Test
  void filesAreUnpackedOnce() throws IOException {
    Path folder = unpack(cache);
    assertThat(folder.getParent()).isEqualTo(cache);
    Path file = folder.resolve("libgomp.so.1");
    assertThat(file).hasBinaryContent(expected());
    Object identity = Files.readAttributes(file, "unix:ino").get("ino");
    assertThat(unpack(cache)).isEqualTo(folder);
    assertThat(Files.readAttributes(file, "unix:ino").get("ino")).isEqualTo(identity);
  }

  @Test
  void aTruncatedFileIsReplaced() throws IOException {
    Path file = unpack(cache).resolve("libgomp.so.1");
    Files.write(file, new byte[100]);
    unpack(cache);
    assertThat(file).hasBinaryContent(expected());
  }

  @Test
  void manyAtOnceLeaveOneWholeFile() throws Exception {
    try (ExecutorService executor = Executors.newFixedThreadPool(6)) {
      List<Future<Path>> folders = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        folders.add(executor.submit(() -> unpack(cache)));
      }
      for (Future<Path> folder : folders) {
        assertThat(folder.get().resolve("libgomp.so.1")).hasBinaryContent(expected());
      }
    }
    try (var files = Files.list(unpack(cache))) {
      assertThat(files.map(file -> file.getFileName().toString())).containsExactly("libgomp.so.1");
    }
  }

  @Test
  void withoutACacheATemporaryFolderServes() throws IOException {
    Path blocked = Files.createFile(cache.resolve("a-file"));
    Path folder = unpack(blocked);
    assertThat(folder.startsWith(cache)).isFalse();
    assertThat(folder.resolve("libgomp.so.1")).hasBinaryContent(expected());
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatThrownBy(
            () -> new Unpacker(cache).unpack(LOADER, "test", PROPERTIES, List.of("no/such.so")))
        .isInstanceOf(IOException.class)
        .hasMessage("the class path has no no/such.so");
  }
}
