package org.soapstone.mapper.machine;

import com.google.common.base.Supplier;
import com.google.common.base.Suppliers;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * Finds out what this machine is: once for each JVM, and, as the figures are kept on disk, once for
 * each kind of machine and JVM.
 *
 * <p>The folder is {@code soapstone} in the user's cache folder ({@code XDG_CACHE_HOME}, else
 * {@code ~/.cache}), or what the system property {@value #CACHE_PROPERTY} names. The probe takes
 * about a quarter of a second.
 */
public final class LocalProbe {
  /** Names the folder of figures that were measured here. */
  public static final String CACHE_PROPERTY = "soapstone.cache";

  /** Goes up when the probe measures differently, so that old figures are not used. */
  private static final String VERSION = "soapstone-probe/1";

  private static final System.Logger LOG = System.getLogger(LocalProbe.class.getName());
  private static final Supplier<LocalFigures> FIGURES =
      Suppliers.memoize(() -> figures(cacheFolder()));

  private LocalProbe() {}

  /**
   * {@return the folder in which figures measured on this machine are kept; it may not exist yet}
   */
  public static Path cacheFolder() {
    String chosen = System.getProperty(CACHE_PROPERTY);
    if (chosen != null) {
      return Path.of(chosen);
    }
    String base = System.getenv("XDG_CACHE_HOME");
    return base == null || base.isBlank()
        ? Path.of(System.getProperty("user.home"), ".cache", "soapstone")
        : Path.of(base, "soapstone");
  }

  /**
   * {@return a text that is the same wherever measurements can be shared: processors, memory, and
   * JVM} It is part of the key of every figure that is kept.
   */
  public static String hostKey() {
    return String.join(
        "|",
        cpuModel(),
        Integer.toString(Runtime.getRuntime().availableProcessors()),
        Long.toString(memoryBytes()),
        System.getProperty("os.arch"),
        System.getProperty("java.vm.version"),
        compilers());
  }

  /**
   * Which compilers the JVM has ("mixed mode", "interpreted mode", ...), without the state of its
   * archives.
   */
  private static String compilers() {
    return System.getProperty("java.vm.info", "").replaceAll(",?\\s*sharing", "");
  }

  static LocalFigures figures() {
    return FIGURES.get();
  }

  /**
   * {@return the figures kept in a folder, or, when there are none, figures measured now and kept
   * there}
   */
  static LocalFigures figures(Path folder) {
    Path file =
        folder.resolve("machine-" + Fingerprints.of(VERSION + "|" + hostKey()) + ".properties");
    return read(file)
        .orElseGet(() -> {
          LocalFigures measured = measure();
          write(measured, file);
          return measured;
        });
  }

  private static LocalFigures measure() {
    int processors = Runtime.getRuntime().availableProcessors();
    ProbeKernels.Rates rates = ProbeKernels.measure(processors);
    return new LocalFigures(
        cpuModel(),
        processors,
        memoryBytes(),
        rates.flopsPerSecond(),
        2 * rates.copyBytesPerSecond() * processors,
        rates.copyBytesPerSecond(),
        rates.copyLatencyNanos());
  }

  /** Figures that cannot be read are measured again. */
  private static Optional<LocalFigures> read(Path file) {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try (Reader reader = Files.newBufferedReader(file)) {
      var kept = new Properties();
      kept.load(reader);
      return Optional.of(LocalFigures.of(kept));
    } catch (IOException | IllegalArgumentException e) {
      LOG.log(Level.WARNING, "probe file {0} cannot be read ({1}); measuring again", file, e);
      return Optional.empty();
    }
  }

  private static void write(LocalFigures figures, Path file) {
    try {
      Files.createDirectories(file.getParent());
      Path draft = Files.createTempFile(file.getParent(), "machine", ".tmp");
      try (Writer writer = Files.newBufferedWriter(draft)) {
        figures.toProperties().store(writer, "measured on this machine");
      }
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      LOG.log(
          Level.WARNING,
          "probe file {0} cannot be written ({1}); figures will differ from run to run; set -D{2}",
          file,
          e,
          CACHE_PROPERTY);
    }
  }

  /** {@return the processors' model, as the operating system names it} */
  static String cpuModel() {
    Path info = Path.of("/proc/cpuinfo");
    if (Files.isReadable(info)) {
      try (Stream<String> lines = Files.lines(info)) {
        Optional<String> model =
            lines
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst();
        if (model.isPresent()) {
          return model.get();
        }
      } catch (IOException e) {
        LOG.log(Level.DEBUG, "cannot read {0}: {1}", info, e);
      }
    }
    return Optional.ofNullable(System.getenv("PROCESSOR_IDENTIFIER"))
        .orElse(System.getProperty("os.arch"));
  }

  private static long memoryBytes() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
  }
}
