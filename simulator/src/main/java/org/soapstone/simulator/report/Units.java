package org.soapstone.simulator.report;

import java.util.Locale;

/** Quantities for people: three digits and a unit. */
public final class Units {
  private static final String[] TIME = {"ns", "µs", "ms", "s"};
  private static final String[] BINARY = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};

  private Units() {}

  /**
   * {@return a duration, for example {@code 12.3 ms}}
   *
   * @param nanos the duration in nanoseconds
   */
  public static String nanos(double nanos) {
    return scaled(nanos, 1000, TIME);
  }

  /**
   * {@return a duration, for example {@code 12.3 ms}}
   *
   * @param nanos the duration in nanoseconds
   */
  public static String nanos(long nanos) {
    return nanos((double) nanos);
  }

  /**
   * {@return an amount of memory, for example {@code 1.50 GiB}}
   *
   * @param bytes the amount
   */
  public static String bytes(long bytes) {
    return bytes((double) bytes);
  }

  /**
   * {@return an amount of memory, for example {@code 1.50 GiB}}
   *
   * @param bytes the amount
   */
  public static String bytes(double bytes) {
    return scaled(bytes, 1024, BINARY);
  }

  private static String scaled(double value, double base, String[] units) {
    int unit = 0;
    double rest = value;
    while (Math.abs(rest) >= base && unit < units.length - 1) {
      rest /= base;
      unit++;
    }
    String digits =
        unit == 0
            ? "%.0f"
            : Math.abs(rest) >= 100 ? "%.0f" : Math.abs(rest) >= 10 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, digits, rest) + " " + units[unit];
  }
}
