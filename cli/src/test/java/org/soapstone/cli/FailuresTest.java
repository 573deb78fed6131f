package org.soapstone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;
import org.soapstone.dnn.training.DivergedException;
import org.soapstone.simulator.search.NoPlanFitsException;
import picocli.CommandLine;

final class FailuresTest {
  private final StringWriter err = new StringWriter();

  private int status(Exception failure) {
    CommandLine command = Main.commandLine().setErr(new PrintWriter(err, true));
    return Failures.execution(failure, command, null);
  }

  @Test
  void aFaultOfOursHasAStackTrace() {
    assertThat(status(new IllegalStateException("lost"))).isEqualTo(1);
    assertThat(err.toString())
        .startsWith("soapstone: this is a fault of Soapstone's, please report it:")
        .contains("IllegalStateException: lost")
        .contains("\tat " + FailuresTest.class.getName());
  }

  @Test
  void otherFailuresAreOneLine() {
    assertThat(status(new IllegalArgumentException("a"))).isEqualTo(2);
    assertThat(status(new UncheckedIOException(new IOException("b")))).isEqualTo(2);
    assertThat(status(new NoPlanFitsException("c"))).isEqualTo(3);
    assertThat(status(new DivergedException("d"))).isEqualTo(4);
    assertThat(err.toString().lines()).hasSize(4).allMatch(line -> line.startsWith("soapstone: "));
  }

  @Test
  void aListOfProblemsBecomesASentence() {
    assertThat(Failures.sentence("it does not fit:\n  - one\n  - two\n"))
        .isEqualTo("it does not fit: one; two");
    assertThat(Failures.sentence("it does not fit:\n- 1\n- 2\n- 3\n- 4\n- 5"))
        .isEqualTo("it does not fit: 1; 2; 3; and 2 more");
    assertThat(Failures.sentence("plain")).isEqualTo("plain");
  }
}
