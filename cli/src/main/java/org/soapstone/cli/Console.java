package org.soapstone.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/**
 * What a command prints. With {@code --json} standard output gets exactly one JSON object, and all else goes to standard
 * error.
 */
final class Console {
  @Spec(Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--json",
      description = "Print exactly one JSON object on standard output, all else on standard error.")
  private boolean json;

  /** {@return whether the result is wanted as JSON} */
  boolean json() {
    return json;
  }

  /** {@return where text for people goes} */
  PrintWriter text() {
    return json ? spec.commandLine().getErr() : spec.commandLine().getOut();
  }

  /** {@return where warnings and progress go} */
  PrintWriter notes() {
    return spec.commandLine().getErr();
  }

  /** {@return a progress line for long work} */
  Progress progress(String task, String unit, long initialMax) {
    return new Progress(task, unit, initialMax, notes());
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
