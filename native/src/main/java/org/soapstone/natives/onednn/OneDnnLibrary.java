package org.soapstone.natives.onednn;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Finds, unpacks and opens oneDNN's shared library, once for the process.
 *
 * <p>libdnnl names its OpenMP runtime and the C++ runtime as dependencies; it looks beside itself
 * first, so its libgomp is unpacked beside it. Symbols, those of OpenMP too, are looked up through
 * libdnnl, hence in the very libgomp that it uses even if the process holds another.
 */
final class OneDnnLibrary {
  private static final String FOLDER = "org/bytedeco/dnnl/linux-x86_64/";
  private static final String PROPERTIES = "META-INF/maven/org.bytedeco/dnnl/pom.properties";
  private static final String MAIN = "libdnnl.so.3";
  private static final List<String> FILES = List.of(FOLDER + "libgomp.so.1", FOLDER + MAIN);

  private final Optional<SymbolLookup> symbols;
  private final String text;

  private OneDnnLibrary(Optional<SymbolLookup> symbols, String text) {
    this.symbols = symbols;
    this.text = text;
  }

  private static final class Holder {
    static final OneDnnLibrary INSTANCE = load();
  }

  static OneDnnLibrary instance() {
    return Holder.INSTANCE;
  }

  boolean isLoaded() {
    return symbols.isPresent();
  }

  SymbolLookup symbols() {
    return symbols.orElseThrow(() -> new OneDnnException(text));
  }

  /** Where the library was loaded from. */
  String path() {
    return text;
  }

  /** Why it was not loaded. */
  String failure() {
    return text;
  }

  private static OneDnnLibrary load() {
    String system = System.getProperty("os.name") + " on " + System.getProperty("os.arch");
    if (!system.equals("Linux on amd64")) {
      return missing("it is bundled for Linux on amd64, and this is " + system);
    }
    ClassLoader loader = OneDnnLibrary.class.getClassLoader();
    URL resource = loader.getResource(FOLDER + MAIN);
    if (resource == null) {
      return missing(
          "the class path has no "
              + FOLDER
              + MAIN
              + "; add the Maven artifact org.bytedeco:dnnl with the classifier linux-x86_64");
    }
    try {
      Path folder = new Unpacker(Unpacker.userCache()).unpack(loader, "onednn", PROPERTIES, FILES);
      return open(folder.resolve(MAIN));
    } catch (IOException e) {
      return missing("its library could not be unpacked: " + e.getMessage());
    }
  }

  private static OneDnnLibrary open(Path file) {
    try {
      return new OneDnnLibrary(
          Optional.of(SymbolLookup.libraryLookup(file, Arena.global())), file.toString());
    } catch (IllegalArgumentException unexplained) {
      return missing(reason(file));
    }
  }

  /** The lookup does not tell the linker's reason; loading by the other way does. */
  private static String reason(Path file) {
    try {
      System.load(file.toString());
      return file + " could not be opened";
    } catch (UnsatisfiedLinkError e) {
      return e.getMessage();
    }
  }

  private static OneDnnLibrary missing(String why) {
    return new OneDnnLibrary(Optional.empty(), "oneDNN is not available: " + why);
  }
}
