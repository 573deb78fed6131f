package org.soapstone.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The root of the {@code soapstone} command. */
@Command(
    name = "soapstone",
    description = "Plans and runs parallel programs and neural networks over logical regions.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class)
public final class Main implements Runnable {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  private Main() {}

  /**
   * Runs the command and ends the JVM with its exit status.
   *
   * @param arguments the command line, without the program's name
   */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  /** {@return the command line, ready to parse and run} */
  static CommandLine commandLine() {
    return new CommandLine(new Main());
  }

  /** Without a subcommand, shows how the command is used. */
  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
