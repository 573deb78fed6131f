package org.soapstone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.soapstone.examples.ExplainedStencil;

/** The command that tells why edges and movements are there. */
final class GraphWhyTest {
  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void explainAProgram() throws IOException {
    file = folder.resolve("why.json");
    ExplainedStencil.main(new String[] {file.toString()});
  }

  @Test
  void answersAboutANodeAndAnEdge() {
    String node = Invocation.line("graph why", file, "3.0").succeeds().out();
    assertThat(node).startsWith("TASK 3.0 '").contains(" waits for ").contains(" of region ");
    String before = node.replaceFirst("(?s).* waits for \\w+ ([\\d./]+).*", "$1");
    Invocation edge = Invocation.line("graph why", file, before, "3.0", "--json");
    assertThat(edge.json().get("question").asText()).isEqualTo(before + " 3.0");
    assertThat(edge.json().get("answer").get(0).asText())
        .contains("3.0 waits for", before, " of region ");
  }

  @Test
  void answersTheLinesOfStandardInput() {
    InputStream keyboard = System.in;
    System.setIn(new ByteArrayInputStream("3.0\n99999.0\n".getBytes(StandardCharsets.UTF_8)));
    try {
      assertThat(Invocation.line("graph why", file).succeeds().out())
          .startsWith("TASK 3.0 '")
          .contains("there is no node 99999.0; those that are there go from ");
    } finally {
      System.setIn(keyboard);
    }
  }

  @Test
  void complainsOfWrongFilesAndNodes() throws IOException {
    assertThat(Invocation.line("graph why", file, "9.x").complains(2))
        .contains("'9.x' is not a node's key");
    assertThat(Invocation.line("graph why", file, "3.77").complains(2))
        .contains("there is no node 3.77; launch 3 has 3.0");
    assertThat(Invocation.line("graph why", folder.resolve("none.json"), "3.0").complains(2))
        .contains("is not there; have a program write one");
    Files.writeString(file, "{\"format\": \"soapstone-graph/1\"}");
    assertThat(Invocation.line("graph why", file, "3.0").complains(2))
        .contains("the format is 'soapstone-graph/1', not 'soapstone-reasons/1'");
  }
}
