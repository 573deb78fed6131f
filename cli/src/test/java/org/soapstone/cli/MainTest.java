package org.soapstone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class MainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final CommandLine command =
      Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));

  @Test
  void versionNamesTheBuild() {
    assertThat(command.execute("--version")).isZero();
    assertThat(out.toString()).matches("soapstone \\d+\\.\\d+\\.\\d+\\S* \\(Java \\d.*\\)\\R");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void helpShowsTheUsage() {
    assertThat(command.execute("--help")).isZero();
    assertThat(out.toString()).startsWith("Usage: soapstone");
  }

  @Test
  void anUnknownOptionIsTheUsersFault() {
    assertThat(command.execute("--colour")).isEqualTo(2);
    assertThat(err.toString()).contains("--colour");
    assertThat(out.toString()).isEmpty();
  }
}
