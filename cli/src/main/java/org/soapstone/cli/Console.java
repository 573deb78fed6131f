package org.soapstone.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/**
 * What a command prints. With {@code --json} standard output gets exactly one JSON object, and all
 * else goes to standard error.
 */
final class Console {
  @Spec(Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--json",
      description = "Print exactly one JSON object on standard output, all else on standard error.")
  private boolean json;

  /** {@return where text for people goes} */
  PrintWriter text() {
    return json ? spec.commandLine().getErr() : spec.commandLine().getOut();
  }

  /** Prints a line for people. */
  @FormatMethod
  void line(@FormatString String form, Object... values) {
    text().println(Figures.format(form, values));
    text().flush();
  }

  /** Prints a line on how the work goes; one that {@link #progress} shows goes on below it. */
  @FormatMethod
  void note(@FormatString String form, Object... values) {
    PrintWriter notes = spec.commandLine().getErr();
    notes.println(Progress.lineStart() + Figures.format(form, values));
    notes.flush();
  }

  /**
   * {@return a progress line for long work}
   *
   * @param task what is done, in a word
   * @param unit what is counted
   * @param unitSize how much of the work is one unit
   * @param max the whole work
   */
  Progress progress(String task, String unit, long unitSize, long max) {
    return new Progress(task, unit, unitSize, max, spec.commandLine().getErr());
  }

  /** Prints the result, if it is wanted as JSON. */
  void result(ObjectNode object) {
    if (json) {
      PrintWriter out = spec.commandLine().getOut();
      out.println(object);
      out.flush();
    }
  }

  /** {@return an empty JSON object} */
  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
