package org.soapstone.simulator.report;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;

/**
 * What a report shows. Sections whose list is empty are left out of the page.
 *
 * @param title the headline
 * @param subtitle one line below it; may be empty
 * @param figures the headline figures
 * @param timelines time lines, for example the predicted and the measured one
 * @param strategy the strategy, operator by operator
 * @param edges which operators take data from which; with them the strategy is drawn as a graph
 * @param search the search's progress: one line for each chain
 * @param loss loss curves
 * @param facts facts about the machine and the run
 */
public record ReportData(
    String title,
    String subtitle,
    List<Figure> figures,
    List<TimelineData> timelines,
    List<StrategyRow> strategy,
    List<Edge> edges,
    List<Series> search,
    List<Series> loss,
    List<Fact> facts) {

  /** Copies the lists. */
  public ReportData {
    requireNonNull(title, "title");
    requireNonNull(subtitle, "subtitle");
    figures = List.copyOf(figures);
    timelines = List.copyOf(timelines);
    strategy = List.copyOf(strategy);
    edges = List.copyOf(edges);
    search = List.copyOf(search);
    loss = List.copyOf(loss);
    facts = List.copyOf(facts);
  }

  /**
   * A headline figure.
   *
   * @param label what it is, for example {@code Predicted step}
   * @param value the figure with its unit, for example {@code 12.3 ms}
   * @param note what to compare it with; may be empty
   */
  public record Figure(String label, String value, String note) {
    /** Checks that nothing is null. */
    public Figure {
      requireNonNull(label, "label");
      requireNonNull(value, "value");
      requireNonNull(note, "note");
    }
  }

  /**
   * A fact.
   *
   * @param name what it is about
   * @param value what is the case
   */
  public record Fact(String name, String value) {
    /** Checks that nothing is null. */
    public Fact {
      requireNonNull(name, "name");
      requireNonNull(value, "value");
    }
  }

  /**
   * Who did what when.
   *
   * @param title for example {@code Predicted}
   * @param spanNanos the length of the axis
   * @param lanes one for each processor and link, in the order in which they are shown
   */
  public record TimelineData(String title, long spanNanos, List<Lane> lanes) {
    /** Copies the list. */
    public TimelineData {
      requireNonNull(title, "title");
      lanes = List.copyOf(lanes);
    }
  }

  /**
   * One processor or link.
   *
   * @param name its name
   * @param isLink whether it is a link rather than a processor
   * @param bars what it did, in order of time
   */
  public record Lane(String name, boolean isLink, List<Bar> bars) {
    /** Copies the list. */
    public Lane {
      requireNonNull(name, "name");
      bars = List.copyOf(bars);
    }
  }

  /**
   * One task or movement.
   *
   * @param startNanos when it started, from the beginning of the time line
   * @param endNanos when it ended
   * @param name what it was, for example {@code conv1 conv2d.forward (0,1)}
   * @param group what it is coloured by, for example {@code conv2d} or {@code copy}
   */
  public record Bar(long startNanos, long endNanos, String name, String group) {
    /** Checks that nothing is null. */
    public Bar {
      requireNonNull(name, "name");
      requireNonNull(group, "group");
    }
  }

  /**
   * One operator of a strategy.
   *
   * @param operator its name
   * @param kind its kind
   * @param degrees how its computation is split, for example {@code sample 2, channel 2}; {@code
   *     whole} if it is not
   * @param processors where its tiles run, in row-major order
   * @param updateDegrees how its update is split; empty without weights
   * @param updateProcessors where the tiles of its update run; empty without weights
   */
  public record StrategyRow(
      String operator,
      String kind,
      String degrees,
      List<Integer> processors,
      String updateDegrees,
      List<Integer> updateProcessors) {
    /** Copies the lists. */
    public StrategyRow {
      requireNonNull(operator, "operator");
      requireNonNull(kind, "kind");
      requireNonNull(degrees, "degrees");
      requireNonNull(updateDegrees, "updateDegrees");
      processors = List.copyOf(processors);
      updateProcessors = List.copyOf(updateProcessors);
    }
  }

  /**
   * An operator that takes data from another.
   *
   * @param from the operator that makes the data; an earlier one
   * @param to the operator that takes it
   */
  public record Edge(String from, String to) {
    /** Checks that nothing is null. */
    public Edge {
      requireNonNull(from, "from");
      requireNonNull(to, "to");
    }
  }

  /**
   * A curve.
   *
   * @param name its name in the legend
   * @param isSteps whether a value holds until the next one, rather than being joined to it by a
   *     line
   * @param points its points, with ascending {@code x}
   */
  public record Series(String name, boolean isSteps, List<XY> points) {
    /** Copies the list. */
    public Series {
      requireNonNull(name, "name");
      points = List.copyOf(points);
    }
  }

  /**
   * A point of a curve.
   *
   * @param x for a search the seconds, for a loss the step
   * @param y for a search the predicted time in nanoseconds, for a loss its value
   */
  public record XY(double x, double y) {}

  /**
   * {@return a builder of a report without sections}
   *
   * @param title the headline
   */
  public static Builder titled(String title) {
    return new Builder(title);
  }

  /** Collects the parts of a report. Not thread-safe. */
  public static final class Builder {
    private final String title;
    private String subtitle = "";
    private final List<Figure> figures = new ArrayList<>();
    private final List<TimelineData> timelines = new ArrayList<>();
    private final List<StrategyRow> strategy = new ArrayList<>();
    private final List<Edge> edges = new ArrayList<>();
    private final List<Series> search = new ArrayList<>();
    private final List<Series> loss = new ArrayList<>();
    private final List<Fact> facts = new ArrayList<>();

    private Builder(String title) {
      this.title = requireNonNull(title, "title");
    }

    /**
     * Sets the line below the title.
     *
     * @param text the line
     * @return this builder
     */
    public Builder subtitle(String text) {
      subtitle = requireNonNull(text, "text");
      return this;
    }

    /**
     * Adds a headline figure.
     *
     * @param label what it is
     * @param value the figure with its unit
     * @param note what to compare it with; may be empty
     * @return this builder
     */
    public Builder figure(String label, String value, String note) {
      figures.add(new Figure(label, value, note));
      return this;
    }

    /**
     * Adds a time line.
     *
     * @param timeline the time line
     * @return this builder
     */
    public Builder timeline(TimelineData timeline) {
      timelines.add(requireNonNull(timeline, "timeline"));
      return this;
    }

    /**
     * Sets the strategy.
     *
     * @param rows its operators, in order
     * @return this builder
     */
    public Builder strategy(List<StrategyRow> rows) {
      strategy.addAll(rows);
      return this;
    }

    /**
     * Sets how the strategy's operators hang together.
     *
     * @param all who takes data from whom; both are in the strategy
     * @return this builder
     */
    public Builder edges(List<Edge> all) {
      edges.addAll(all);
      return this;
    }

    /**
     * Adds a curve of the search.
     *
     * @param series its points: seconds and nanoseconds
     * @return this builder
     */
    public Builder search(Series series) {
      search.add(requireNonNull(series, "series"));
      return this;
    }

    /**
     * Adds a loss curve.
     *
     * @param series its points: steps and losses
     * @return this builder
     */
    public Builder loss(Series series) {
      loss.add(requireNonNull(series, "series"));
      return this;
    }

    /**
     * Adds a fact about the machine or the run.
     *
     * @param name what it is about
     * @param value what is the case
     * @return this builder
     */
    public Builder fact(String name, String value) {
      facts.add(new Fact(name, value));
      return this;
    }

    /** {@return the report} */
    public ReportData build() {
      return new ReportData(
          title, subtitle, figures, timelines, strategy, edges, search, loss, facts);
    }
  }
}
