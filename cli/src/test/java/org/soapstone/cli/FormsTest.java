package org.soapstone.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

/** How figures, tables and durations are written and read. */
final class FormsTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0 ns",
    "999, 999 ns",
    "1500, 1.5 µs",
    "1250000, 1.25 ms",
    "9999000000, 9999.00 ms",
    "12300000000, 12.3 s"
  })
  void times(long nanos, String text) {
    assertThat(Figures.nanos(nanos)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.00 B/s",
    "9.994, 9.99 B/s",
    "9.996, 10.0 B/s",
    "999.4, 999 B/s",
    "999.6, 1.00 kB/s",
    "12.5e9, 12.5 GB/s"
  })
  void rates(double value, String text) {
    assertThat(Figures.decimal(value, "B/s")).isEqualTo(text);
  }

  @Test
  void amounts() {
    assertThat(Figures.bytes(1023)).isEqualTo("1023 B");
    assertThat(Figures.bytes(1536)).isEqualTo("1.5 KiB");
    assertThat(Figures.decimal(2000, "")).isEqualTo("2.00 k");
    assertThat(Figures.percent(0.973)).isEqualTo("97.3 %");
    assertThat(Figures.signedPercent(0.05)).isEqualTo("+5.0 %");
    assertThat(Figures.times(1.25)).isEqualTo("1.25x");
    assertThat(Figures.count(1, "processor")).isEqualTo("1 processor");
    assertThat(Figures.count(4, "processor")).isEqualTo("4 processors");
  }

  @Test
  void figuresDoNotFollowTheLocale() {
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      assertThat(Figures.nanos(1_250_000)).isEqualTo("1.25 ms");
      assertThat(Invocation.line("models").succeeds().out()).contains("61,706");
    } finally {
      Locale.setDefault(before);
    }
  }

  @ParameterizedTest
  @CsvSource({"500ms, 500", "20s, 20000", "1.5m, 90000", "1h, 3600000", "0s, 0"})
  void durations(String text, long millis) {
    assertThat(new DurationConverter().convert(text)).isEqualTo(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "5", "-5s", "s", "5 s", "5d", "1e3s"})
  void otherWordsAreNoDurations(String text) {
    assertThatThrownBy(() -> new DurationConverter().convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("'" + text + "'");
  }

  @Test
  void tablesAlignNumbersToTheRight() {
    StringWriter out = new StringWriter();
    new TextTable("name", "count")
        .row("a", 5)
        .row("long name", 12_345)
        .print(new PrintWriter(out, true));
    assertThat(out.toString().lines())
        .containsExactly("name       count", "a              5", "long name  12345");
  }
}
