package org.soapstone.cli;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.util.Locale;

/** Writes numbers with their units, for people. */
final class Figures {
  private static final String[] BINARY = {"B", "KiB", "MiB", "GiB", "TiB"};
  private static final String[] DECIMAL = {"", "k", "M", "G", "T", "P"};

  private Figures() {}

  /** {@return a time, such as {@code 1.25 ms}} */
  static String nanos(long nanos) {
    long size = Math.abs(nanos);
    if (size < 1_000) {
      return format("%d ns", nanos);
    }
    if (size < 1_000_000) {
      return format("%.1f µs", nanos / 1e3);
    }
    return size < 10_000_000_000L ? format("%.2f ms", nanos / 1e6) : format("%.1f s", nanos / 1e9);
  }

  /** {@return an amount of memory, such as {@code 1.5 GiB}} */
  static String bytes(long bytes) {
    int unit = 0;
    double value = bytes;
    while (value >= 1024 && unit < BINARY.length - 1) {
      value /= 1024;
      unit++;
    }
    return format(unit == 0 ? "%.0f %s" : "%.1f %s", value, BINARY[unit]);
  }

  /** {@return a rate or count to three digits with a decimal prefix, such as {@code 12.5 GB/s}} */
  static String decimal(double value, String unit) {
    int prefix = 0;
    double scaled = value;
    while (scaled >= 999.5 && prefix < DECIMAL.length - 1) {
      scaled /= 1000;
      prefix++;
    }
    String digits =
        scaled < 9.995
            ? format("%.2f", scaled)
            : scaled < 99.95 ? format("%.1f", scaled) : format("%.0f", scaled);
    return (digits + " " + DECIMAL[prefix] + unit).stripTrailing();
  }

  /** {@return a number of things, such as {@code 1 processor} or {@code 4 processors}} */
  static String count(long number, String thing) {
    return number + " " + thing + (number == 1 ? "" : "s");
  }

  /** {@return a share, such as {@code +3.2 %}} */
  static String signedPercent(double share) {
    return format("%+.1f %%", share * 100);
  }

  /** {@return a share, such as {@code 97.3 %}} */
  static String percent(double share) {
    return format("%.1f %%", share * 100);
  }

  /** {@return a ratio, such as {@code 1.25x}} */
  static String times(double ratio) {
    return format("%.2fx", ratio);
  }

  /** {@return text formatted alike everywhere} */
  @FormatMethod
  static String format(@FormatString String form, Object... values) {
    return String.format(Locale.ROOT, form, values);
  }
}
