package org.soapstone.natives.onednn;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.jar.JarEntry;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;

/**
 * Copies files out of a jar into a cache that all processes of the user share.
 *
 * <p>The folder in the cache is named after the artifact's version and the files' checksums, so it
 * never goes stale. A file is written under a name of its own, checked against the jar's CRC-32,
 * and moved to its place in one step: whoever looks sees all of it or nothing, and of several
 * processes any may win. A file that is in its place with the right size is not read again.
 */
final class Unpacker {
  private final Path cache;

  /** An unpacker into a cache folder, which is created when needed. */
  Unpacker(Path cache) {
    this.cache = cache;
  }

  /** A file inside a jar. */
  private record Entry(URL url, String name, long bytes, long crc) {

    static Entry of(ClassLoader loader, String resource) throws IOException {
      URL url = loader.getResource(resource);
      if (url == null) {
        throw new IOException("the class path has no " + resource);
      }
      URLConnection connection = url.openConnection();
      if (!(connection instanceof JarURLConnection jar)) {
        throw new IOException(url + " is not in a jar");
      }
      jar.setUseCaches(false);
      try (var file = jar.getJarFile()) {
        JarEntry entry = file.getJarEntry(jar.getEntryName());
        String name = resource.substring(resource.lastIndexOf('/') + 1);
        return new Entry(url, name, entry.getSize(), entry.getCrc());
      }
    }
  }

  /**
   * Makes files of one artifact available side by side.
   *
   * @param loader the loader that has the artifact on its class path
   * @param artifact the artifact's name, for the folder
   * @param properties the resource with the artifact's {@code version}
   * @param resources the files
   * @return the folder that holds them
   * @throws IOException if the artifact is incomplete, or neither the cache nor a temporary folder
   *     can be written
   */
  Path unpack(ClassLoader loader, String artifact, String properties, List<String> resources)
      throws IOException {
    List<Entry> entries = new ArrayList<>();
    CRC32 all = new CRC32();
    for (String resource : resources) {
      Entry entry = Entry.of(loader, resource);
      entries.add(entry);
      all.update(Long.toString(entry.crc()).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }
    String folder = "%s-%s-%08x".formatted(artifact, version(loader, properties), all.getValue());
    try {
      return copyAll(entries, Files.createDirectories(cache.resolve(folder)));
    } catch (IOException cacheFailure) {
      try {
        return copyForThisProcess(entries);
      } catch (IOException e) {
        throw new IOException(
            "neither %s (%s) nor a temporary folder (%s) can be written"
                .formatted(cache, cacheFailure, e),
            e);
      }
    }
  }

  private static String version(ClassLoader loader, String properties) throws IOException {
    try (InputStream in = loader.getResourceAsStream(properties)) {
      if (in == null) {
        throw new IOException("the class path has no " + properties);
      }
      Properties values = new Properties();
      values.load(in);
      return values.getProperty("version", "unknown");
    }
  }

  /** A folder that nobody else can have prepared, gone when the process ends. */
  private static Path copyForThisProcess(List<Entry> entries) throws IOException {
    Path folder = Files.createTempDirectory("soapstone");
    folder.toFile().deleteOnExit();
    for (Entry entry : entries) {
      folder.resolve(entry.name()).toFile().deleteOnExit();
    }
    return copyAll(entries, folder);
  }

  private static Path copyAll(List<Entry> entries, Path folder) throws IOException {
    for (Entry entry : entries) {
      Path target = folder.resolve(entry.name());
      if (!Files.isRegularFile(target) || Files.size(target) != entry.bytes()) {
        copy(entry, target);
      }
    }
    return folder;
  }

  private static void copy(Entry entry, Path target) throws IOException {
    Path partial = Files.createTempFile(target.getParent(), entry.name(), ".partial");
    try {
      CRC32 crc = new CRC32();
      long bytes;
      try (InputStream in = new CheckedInputStream(entry.url().openStream(), crc);
          OutputStream out = Files.newOutputStream(partial)) {
        bytes = in.transferTo(out);
      }
      if (bytes != entry.bytes() || crc.getValue() != entry.crc()) {
        throw new IOException(
            ("%s is damaged: %d bytes with CRC-32 %08x instead of %d with %08x; fetch the artifact"
                    + " anew")
                .formatted(entry.url(), bytes, crc.getValue(), entry.bytes(), entry.crc()));
      }
      Files.move(
          partial, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(partial);
    }
  }

  /**
   * Where caches of this user go: {@code $XDG_CACHE_HOME/soapstone} or {@code ~/.cache/soapstone}.
   */
  static Path userCache() {
    String xdg = System.getenv("XDG_CACHE_HOME");
    Path base =
        xdg == null || xdg.isBlank()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(xdg);
    return base.resolve("soapstone");
  }
}
