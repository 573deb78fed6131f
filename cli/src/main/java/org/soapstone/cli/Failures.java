package org.soapstone.cli;

import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.regex.Pattern;
import org.soapstone.dnn.training.DivergedException;
import org.soapstone.simulator.search.NoPlanFitsException;
import org.soapstone.tasks.TaskFailedException;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Turns what went wrong into a line and an exit status. Wrong input is one sentence on one line; a
 * stack trace is for our own faults.
 */
final class Failures {
  static final int OUR_FAULT = 1;
  static final int WRONG_INPUT = 2;
  static final int NO_PLAN_FITS = 3;
  static final int TASK_FAILED = 4;

  /** Of a list of problems, so many are told. */
  private static final int TOLD = 3;

  /** A remark of Jackson's about a text that it keeps to itself. */
  private static final Pattern JACKSON_SOURCE = Pattern.compile(" \\(start marker at \\[.*?]\\)");

  private Failures() {}

  /** The command line itself was wrong. */
  static int usage(ParameterException failure, String[] arguments) {
    CommandSpec command = failure.getCommandLine().getCommandSpec();
    String problem =
        failure instanceof UnmatchedArgumentException unmatched
            ? unmatched(unmatched, command)
            : lowerFirst(failure.getMessage().replaceFirst("^Error: ", ""));
    return say(
        failure.getCommandLine().getErr(),
        problem.endsWith("?")
            ? problem
            : "%s; see '%s --help'".formatted(problem, command.qualifiedName()),
        WRONG_INPUT);
  }

  private static String unmatched(UnmatchedArgumentException failure, CommandSpec command) {
    String word = failure.getUnmatched().getFirst().replaceFirst("(?<=^--[^=]{1,99})=.*", "");
    String form =
        failure.isUnknownOption()
            ? "there is no option '%s'"
            : command.subcommands().isEmpty()
                ? "'%s' is one word too many"
                : "there is no command '%s'";
    String near =
        failure.getSuggestions().stream()
            .findFirst()
            .map("; did you mean '%s'?"::formatted)
            .orElse("");
    return form.formatted(word) + near;
  }

  /** A command failed. */
  static int execution(Exception failure, CommandLine command, ParseResult parsed) {
    PrintWriter err = command.getErr();
    return switch (failure) {
      case NoPlanFitsException e -> say(err, e.getMessage(), NO_PLAN_FITS);
      case TaskFailedException e -> say(err, e.getMessage(), TASK_FAILED);
      case DivergedException e -> say(err, e.getMessage(), TASK_FAILED);
      case IllegalArgumentException e -> say(err, e.getMessage(), WRONG_INPUT);
      case UncheckedIOException e -> say(err, e.getMessage(), WRONG_INPUT);
      default -> {
        err.println("soapstone: this is a fault of Soapstone's, please report it:");
        failure.printStackTrace(err);
        yield OUR_FAULT;
      }
    };
  }

  private static int say(PrintWriter err, String message, int status) {
    err.println("soapstone: " + sentence(message));
    err.flush();
    return status;
  }

  /** {@return a message on one line; where it lists many problems, the first and how many more} */
  static String sentence(String message) {
    List<String> lines =
        JACKSON_SOURCE
            .matcher(message)
            .replaceAll("")
            .lines()
            .map(line -> line.strip().replaceFirst("^- ", ""))
            .filter(line -> !line.isEmpty())
            .toList();
    if (lines.size() <= 1) {
      return String.join("", lines);
    }
    List<String> problems = lines.subList(1, lines.size());
    String told = String.join("; ", problems.subList(0, Math.min(TOLD, problems.size())));
    int more = problems.size() - TOLD;
    return lines.getFirst() + " " + told + (more > 0 ? "; and " + more + " more" : "");
  }

  private static String lowerFirst(String message) {
    return message.isEmpty() || (message.length() > 1 && Character.isUpperCase(message.charAt(1)))
        ? message
        : Character.toLowerCase(message.charAt(0)) + message.substring(1);
  }
}
