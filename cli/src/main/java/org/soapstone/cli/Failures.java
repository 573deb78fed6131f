package org.soapstone.cli;

import java.io.PrintWriter;
import java.io.UncheckedIOException;
import org.soapstone.dnn.training.DivergedException;
import org.soapstone.simulator.search.NoPlanFitsException;
import org.soapstone.tasks.TaskFailedException;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * Turns what went wrong into a line and an exit status. Wrong input is one sentence; a stack trace is for our own faults.
 */
final class Failures {
  static final int OUR_FAULT = 1;
  static final int WRONG_INPUT = 2;
  static final int NO_PLAN_FITS = 3;
  static final int TASK_FAILED = 4;

  private Failures() {}

  /** The command line itself was wrong. */
  static int usage(ParameterException failure, String[] arguments) {
    CommandLine command = failure.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("soapstone: " + lowerFirst(failure.getMessage()));
    if (!CommandLine.UnmatchedArgumentException.printSuggestions(failure, err)) {
      err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    }
    return WRONG_INPUT;
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
    err.println("soapstone: " + message);
    return status;
  }

  private static String lowerFirst(String message) {
    return message.isEmpty() || (message.length() > 1 && Character.isUpperCase(message.charAt(1)))
        ? message
        : Character.toLowerCase(message.charAt(0)) + message.substring(1);
  }
}
