package org.soapstone.cli;

import java.io.Console;
import java.io.PrintWriter;
import java.util.Optional;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Shows how far long work is: a bar on a terminal, now and then a line elsewhere. Belongs to one
 * thread.
 */
final class Progress implements AutoCloseable {
  private static final int BAR_INTERVAL_MILLIS = 200;
  private static final int BAR_WIDTH = 79;
  private static final String CLEAR_LINE = "\r\033[K";

  private final String task;
  private final long max;
  private final PrintWriter notes;
  private final ProgressBar bar;
  private final RateLimit lines = new RateLimit();

  /**
   * Begins.
   *
   * @param task what is done, in a word
   * @param unit what is counted, for the bar
   * @param unitSize how much of the work is one unit
   * @param max the whole work
   * @param notes takes the lines
   */
  Progress(String task, String unit, long unitSize, long max, PrintWriter notes) {
    this.task = task;
    this.max = max;
    this.notes = notes;
    this.bar = onTerminal() ? newBar(unit, unitSize) : null;
  }

  private static boolean onTerminal() {
    return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
  }

  private ProgressBar newBar(String unit, long unitSize) {
    return new ProgressBarBuilder()
        .setTaskName(task)
        .setInitialMax(max)
        .setUnit(" " + unit, unitSize)
        .setUpdateIntervalMillis(BAR_INTERVAL_MILLIS)
        .setStyle(ProgressBarStyle.ASCII)
        // The library's own consumer asks for the terminal's width in a way that takes SIGINT away.
        .setConsumer(new DelegatingProgressBarConsumer(Progress::show, BAR_WIDTH))
        .build();
  }

  private static void show(String rendered) {
    System.err.print(CLEAR_LINE + rendered);
    System.err.flush();
  }

  /** {@return what makes room for a line where a bar may be} */
  static String lineStart() {
    return onTerminal() ? CLEAR_LINE : "";
  }

  /**
   * Says how far the work is.
   *
   * @param done how much is done
   * @param share the same in words, for those who see no bar
   * @param more a few words more, such as the loss
   */
  void update(long done, String share, String more) {
    if (bar != null) {
      bar.stepTo(Math.min(done, max));
      bar.setExtraMessage(" " + more);
    } else if (lines.allows()) {
      notes.println(task + ": " + share + (more.isEmpty() ? "" : ", " + more));
      notes.flush();
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      show("");
    }
  }
}
