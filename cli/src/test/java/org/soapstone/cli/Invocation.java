package org.soapstone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.ImmutableList;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/**
 * What one command did: it runs in this JVM, as {@code main} runs it but for the end of the JVM.
 *
 * @param words the command line
 * @param status the exit status
 * @param out what it wrote on standard output
 * @param err what it wrote on standard error
 */
record Invocation(List<String> words, int status, String out, String err) {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  /** As many devices as tests use: two where there are two. */
  static final String DEVICES =
      Integer.toString(Math.min(2, Runtime.getRuntime().availableProcessors()));

  /** Runs a command. */
  static Invocation of(String... words) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        Main.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(words);
    return new Invocation(List.of(words), status, out.toString(), err.toString());
  }

  /** Runs a command whose words have no spaces, and then more words. */
  static Invocation line(String words, Object... more) {
    ImmutableList.Builder<String> all = ImmutableList.builder();
    all.add(words.split(" "));
    for (Object word : more) {
      all.add(word.toString());
    }
    return of(all.build().toArray(String[]::new));
  }

  /** Checks that the command did its work. */
  Invocation succeeds() {
    assertThat(status).as("%s%n%s", words, err).isZero();
    return this;
  }

  /** Checks that the command said in one sentence what is wrong, and nothing else. */
  String complains(int expectedStatus) {
    assertThat(status).as("%s%n%s", words, err).isEqualTo(expectedStatus);
    assertThat(out).as("standard output of %s", words).isEmpty();
    assertThat(err).as("standard error of %s", words).startsWith("soapstone: ").endsWith("\n");
    assertThat(err.lines()).as("lines of %s", words).hasSize(1);
    assertThat(err).doesNotContain("Exception");
    return err.strip();
  }

  /** The one JSON object on standard output. */
  JsonNode json() {
    succeeds();
    try {
      JsonNode node = JSON.readTree(out);
      assertThat(node.isObject()).as(out).isTrue();
      return node;
    } catch (JsonProcessingException e) {
      throw new AssertionError("not one JSON value: " + out, e);
    }
  }
}
