package org.soapstone.cli;

import java.io.PrintWriter;
import java.time.Duration;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The root of the {@code soapstone} command. */
@Command(
    name = "soapstone",
    description = "Plans and runs parallel programs and neural networks over logical regions.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {
      DoctorCommand.class,
      ModelsCommand.class,
      MachinesCommand.class,
      SearchCommand.class,
      SimulateCommand.class,
      ExplainCommand.class,
      TrainCommand.class,
      EvaluateCommand.class,
      PredictCommand.class,
      GraphCommand.class,
      BenchCommand.class
    },
    footer = {
      "",
      "'soapstone COMMAND --help' tells more of each.",
      "Exit status: 0 done, 1 our fault, 2 the input was wrong, 3 no plan fits, 4 a task failed,",
      "130 interrupted."
    })
public final class Main implements Runnable {
  private static final int HELP_WIDTH = 100;

  @Spec private CommandSpec spec;

  private Main() {}

  /**
   * Runs the command and ends the JVM with its exit status.
   *
   * @param arguments the command line, without the program's name
   */
  public static void main(String[] arguments) {
    Interrupts.install();
    int status;
    try {
      status =
          commandLine()
              .setOut(new PrintWriter(System.out, true, System.out.charset()))
              .setErr(new PrintWriter(System.err, true, System.err.charset()))
              .execute(arguments);
    } finally {
      Interrupts.finished();
    }
    System.exit(status);
  }

  /** {@return the command line, ready to parse and run} */
  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpWidth(HELP_WIDTH)
        .registerConverter(Duration.class, new DurationConverter())
        .setParameterExceptionHandler(Failures::usage)
        .setExecutionExceptionHandler(Failures::execution);
  }

  /** Without a subcommand, shows how the command is used. */
  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
