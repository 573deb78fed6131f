package org.soapstone.benchmarks.paper;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.function.Consumer;

/** Computes the tables. */
public final class PaperBench {
  private final PaperOptions options;
  private final Consumer<String> progress;

  /** The tables that can be asked for. */
  public enum Table {
    /** Throughput of data parallelism and of free choice. */
    FIGURE6("6"),
    /** Throughput of data parallelism only: the fits, without any search. */
    FIGURE6_FITS("6-fits"),
    /** A step's time, transfers and computing. */
    FIGURE7("7"),
    /** Against the placing of whole operators. */
    FIGURE9A("9a"),
    /** Against splitting without placement. */
    FIGURE9B("9b"),
    /** The search's curve. */
    FIGURE11("11"),
    /** A found strategy on one node. */
    FIGURE12("12"),
    /** The time of a search. */
    TABLE5("table5");

    private final String label;

    Table(String label) {
      this.label = label;
    }

    /** {@return the name at the command line} */
    public String label() {
      return label;
    }
  }

  /**
   * A run.
   *
   * @param options what to compute
   * @param progress is told what is computed now
   */
  public PaperBench(PaperOptions options, Consumer<String> progress) {
    this.options = requireNonNull(options, "options");
    this.progress = requireNonNull(progress, "progress");
  }

  /**
   * {@return the tables of one figure}
   *
   * @param table which
   */
  public List<PaperTable> run(Table table) {
    return switch (table) {
      case FIGURE6 -> new Figure6(options, progress).tables(true);
      case FIGURE6_FITS -> new Figure6(options, progress).tables(false);
      case FIGURE7 -> List.of(new Studies(options, progress).figure7());
      case FIGURE9A -> List.of(new Studies(options, progress).figure9a());
      case FIGURE9B -> List.of(new Studies(options, progress).figure9b());
      case FIGURE12 -> List.of(new Studies(options, progress).figure12());
      case FIGURE11 -> List.of(new Figure11(options, progress).table());
      case TABLE5 -> List.of(new Table5(options, progress).table());
    };
  }
}
