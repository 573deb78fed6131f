package org.soapstone.cli;

/** Ends an interrupted run with one clean line; the shell sees exit status 130. */
final class Interrupts {
  private static volatile boolean finished;

  private Interrupts() {}

  /** Says that the run was interrupted when the JVM is told to end before {@link #finished}. */
  static void install() {
    Runtime.getRuntime().addShutdownHook(new Thread(Interrupts::tell));
  }

  private static void tell() {
    if (!finished) {
      System.err.println(Progress.lineStart() + "soapstone: interrupted");
      System.err.flush();
    }
  }

  /** The command has ended by itself. */
  static void finished() {
    finished = true;
  }
}
