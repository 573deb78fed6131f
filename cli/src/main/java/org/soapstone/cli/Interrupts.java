package org.soapstone.cli;

/** Ends an interrupted run with one clean line; the shell sees exit status 130. */
final class Interrupts {
  private static volatile boolean finished;

  private Interrupts() {}

  /** Says that the run was interrupted when the JVM is told to end before {@link #finished}. */
  static void install() {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  if (!finished) {
                    System.err.println();
                    System.err.println("soapstone: interrupted; nothing half-written was left behind");
                    System.err.flush();
                  }
                }));
  }

  /** The command has ended by itself. */
  static void finished() {
    finished = true;
  }
}
