package org.soapstone.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** Tells the version that the build wrote into {@code version.properties}. */
final class Version implements IVersionProvider {
  private static final String RESOURCE = "version.properties";

  /** {@return one line: the program, its version, and the Java that runs it} */
  @Override
  public String[] getVersion() {
    return new String[] {"soapstone " + number() + " (Java " + Runtime.version() + ")"};
  }

  /** {@return the version of this build, such as {@code 0.1.0}} */
  static String number() {
    Properties properties = new Properties();
    try (InputStream in = Version.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(
            "resource " + RESOURCE + " is missing beside " + Version.class.getName());
      }
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("version");
  }
}
