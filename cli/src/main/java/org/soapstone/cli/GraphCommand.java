package org.soapstone.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.soapstone.tasks.explaining.ReasonRecord;
import org.soapstone.tasks.graph.GraphDiff;
import org.soapstone.tasks.graph.GraphDot;
import org.soapstone.tasks.graph.GraphRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Looks at recorded task graphs. */
@Command(
    name = "graph",
    description = "Look at recorded task graphs.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {GraphCommand.Diff.class, GraphCommand.Dot.class, GraphCommand.Why.class})
final class GraphCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "graph needs a subcommand: soapstone graph diff F G, soapstone graph dot F, or soapstone"
            + " graph why F NODE");
  }

  /** Compares two recorded graphs. */
  @Command(
      name = "diff",
      description =
          "Compare two recorded task graphs, node by node and edge by edge. Prints nothing and ends"
              + " with 0 if they are equal; prints each difference and ends with 2 if not.",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      footer = {
        "",
        "Example:",
        "  soapstone train lenet --strategy data-parallel --record live.json",
        "  soapstone simulate lenet --strategy data-parallel --record simulated.json",
        "  soapstone graph diff live.json simulated.json"
      })
  static final class Diff implements Callable<Integer> {
    @Mixin private Console console;

    @Parameters(index = "0", paramLabel = "F", description = "A record, by train --record.")
    private Path first;

    @Parameters(index = "1", paramLabel = "G", description = "Another, by simulate --record.")
    private Path second;

    @Override
    public Integer call() {
      GraphRecord left = read(first);
      GraphRecord right = read(second);
      List<String> differences = GraphDiff.of(left, right);
      differences.forEach(console.text()::println);
      ObjectNode result =
          Console.object()
              .put("equal", differences.isEmpty())
              .put("nodes", left.nodes().size())
              .put("edges", left.edges().size());
      ArrayNode lines = result.putArray("differences");
      differences.forEach(lines::add);
      console.result(result);
      return differences.isEmpty() ? 0 : Failures.WRONG_INPUT;
    }
  }

  /** Draws a recorded graph. */
  @Command(
      name = "dot",
      description =
          "Write a recorded task graph in the DOT language, for Graphviz: tasks are boxes with the"
              + " colour of their processor, copies, folds and fills ellipses.",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      footer = {
        "",
        "Example:",
        "  soapstone train lenet --strategy data-parallel --record live.json",
        "  soapstone graph dot live.json --out live.dot"
      })
  static final class Dot implements Runnable {
    @Mixin private Console console;

    @Parameters(index = "0", paramLabel = "F", description = "A record, by train --record.")
    private Path file;

    @Option(
        names = "--out",
        paramLabel = "FILE",
        description = "Write to a file instead of standard output.")
    private Path out;

    @Override
    public void run() {
      Outputs.requireWritableFile("--out", out);
      GraphRecord graph = read(file);
      String dot = GraphDot.of(graph);
      if (out == null) {
        console.text().print(dot);
        console.text().flush();
      } else {
        Outputs.write("--out", out, path -> Files.writeString(path, dot));
        console.line("graph written to %s", out);
      }
      console.result(
          Console.object()
              .put("nodes", graph.nodes().size())
              .put("edges", graph.edges().size())
              .put("dot", dot));
    }
  }

  /** Tells why edges and movements are there. */
  @Command(
      name = "why",
      description =
          "Tell why a copy, fold or fill is there, what a node waits for, or why one node waits for"
              + " another, in the graph of a program that was explained. Without a node, answer a"
              + " question on each line of standard input.",
      mixinStandardHelpOptions = true,
      versionProvider = Version.class,
      footer = {
        "",
        "Example, for a program of your own:",
        "  Runtime.builder(machine, tasks).explainer(explainer) ... explainer.record().write(file)",
        "  soapstone graph why why.json 5.0/0.0    why is this copied",
        "  soapstone graph why why.json 4.0 2.0    why does one wait for the other"
      })
  static final class Why implements Runnable {
    @Mixin private Console console;

    @Parameters(index = "0", paramLabel = "F", description = "A file that an explainer wrote.")
    private Path file;

    @Parameters(
        index = "1..2",
        arity = "0..2",
        paramLabel = "NODE",
        description =
            "One node or two: launch.point for a task, launch.point/requirement.ordinal for what"
                + " serves a requirement.")
    private List<String> nodes = List.of();

    @Override
    public void run() {
      ReasonRecord reasons = readReasons(file);
      List<String> lines = new ArrayList<>();
      if (nodes.isEmpty()) {
        answerInput(reasons, lines);
      } else {
        reasons.answer(String.join(" ", nodes)).forEach(line -> tell(line, lines));
      }
      ObjectNode result = Console.object().put("question", String.join(" ", nodes));
      ArrayNode answer = result.putArray("answer");
      lines.forEach(answer::add);
      console.result(result);
    }

    private void answerInput(ReasonRecord reasons, List<String> lines) {
      var questions =
          new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
      try {
        reasons.answerAll(questions, line -> tell(line, lines));
      } catch (IOException e) {
        throw new IllegalArgumentException(
            "the questions on standard input cannot be read (%s)".formatted(e.getMessage()), e);
      }
    }

    private void tell(String line, List<String> lines) {
      console.text().println(line);
      console.text().flush();
      lines.add(line);
    }
  }

  private static ReasonRecord readReasons(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(
          "'%s' is not there; have a program write one, with Explainer.record().write"
              .formatted(file));
    }
    try {
      return ReasonRecord.read(file);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "'%s' cannot be read (%s); give one that can".formatted(file, e.getMessage()), e);
    }
  }

  private static GraphRecord read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(
          "graph record '%s' is not there; write one with train --record or simulate --record"
              .formatted(file));
    }
    try {
      return GraphRecord.read(file);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "graph record '%s' cannot be read (%s); give one that can"
              .formatted(file, e.getMessage()),
          e);
    }
  }
}
