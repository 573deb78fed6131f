package org.soapstone.cli;

import java.io.PrintWriter;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Shows how far long work is: a bar on a terminal, now and then a line elsewhere. Belongs to one thread. */
final class Progress implements AutoCloseable {
  private static final int BAR_INTERVAL_MILLIS = 200;
  private static final long LINE_INTERVAL_NANOS = 5_000_000_000L;

  private final String task;
  private final String unit;
  private final long max;
  private final PrintWriter notes;
  private final ProgressBar bar;
  private long lastLine = System.nanoTime();

  Progress(String task, String unit, long max, PrintWriter notes) {
    this.task = task;
    this.unit = unit;
    this.max = max;
    this.notes = notes;
    this.bar = onTerminal() ? newBar() : null;
  }

  private static boolean onTerminal() {
    return System.console() != null && System.console().isTerminal();
  }

  private ProgressBar newBar() {
    return new ProgressBarBuilder()
        .setTaskName(task)
        .setInitialMax(max)
        .setUnit(" " + unit, 1)
        .setUpdateIntervalMillis(BAR_INTERVAL_MILLIS)
        .setStyle(ProgressBarStyle.ASCII)
        .setConsumer(new ConsoleProgressBarConsumer(System.err))
        .clearDisplayOnFinish()
        .build();
  }

  /**
   * Says how far the work is.
   *
   * @param done how much is done
   * @param message a few words more, such as the loss
   */
  void update(long done, String message) {
    if (bar != null) {
      bar.stepTo(Math.min(done, max));
      bar.setExtraMessage(" " + message);
    } else if (System.nanoTime() - lastLine >= LINE_INTERVAL_NANOS) {
      lastLine = System.nanoTime();
      notes.printf("%s: %d of %d %s %s%n", task, done, max, unit, message);
      notes.flush();
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
