package org.soapstone.benchmarks.taskbench;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The dependence relations of Task Bench, as its reference implementation has them. */
public enum Pattern {
  /** Nobody depends on anybody. */
  TRIVIAL,
  /** Each point depends on itself. */
  NO_COMM,
  /** Each point depends on itself and its neighbours. */
  STENCIL_1D,
  /** The same on a ring. */
  STENCIL_1D_PERIODIC,
  /** A sweep: each point depends on itself and the one before; rows grow and shrink. */
  DOM,
  /** Each point depends on its parent; rows double until they are full. */
  TREE,
  /** The butterfly: each point depends on itself and the points at a distance of a power of two. */
  FFT,
  /** Everybody depends on everybody. */
  ALL_TO_ALL,
  /** Each point depends on as many points around it as the radix says. */
  NEAREST,
  /** Each point depends on as many points, spread over the row, shifted from step to step. */
  SPREAD,
  /** A random part of {@link #NEAREST}, another one from step to step. */
  RANDOM_NEAREST;

  /** {@return the name by which the command line and reports know the pattern} */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** {@return the names of all patterns} */
  public static List<String> labels() {
    return Arrays.stream(values()).map(Pattern::label).toList();
  }

  /**
   * {@return the pattern of a name}
   *
   * @param label one of {@link #labels}
   * @throws IllegalArgumentException if there is no such pattern
   */
  public static Pattern named(String label) {
    return Arrays.stream(values())
        .filter(pattern -> pattern.label().equals(label))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "there is no pattern '%s'; the patterns are %s"
                    .formatted(label, labels().stream().collect(Collectors.joining(", ")))));
  }

  /** {@return how many relations take turns from step to step} */
  int sets(int width, int period) {
    return switch (this) {
      case FFT -> Math.max(1, log2Ceiling(width));
      case SPREAD, RANDOM_NEAREST -> period;
      case TRIVIAL, NO_COMM, STENCIL_1D, STENCIL_1D_PERIODIC, DOM, TREE, ALL_TO_ALL, NEAREST -> 1;
    };
  }

  private static int log2Ceiling(int n) {
    return Integer.SIZE - Integer.numberOfLeadingZeros(n - 1);
  }

  /** {@return which relation holds between a step and the one before} */
  int set(long step, int sets) {
    return Math.toIntExact((this == FFT ? step + sets - 1 : step) % sets);
  }

  /** {@return the points of a full row that a point depends on, in a full row} */
  BitSet inputs(Graph graph, int set, int point) {
    int width = graph.width();
    int radix = graph.radix();
    BitSet row = new BitSet(width);
    switch (this) {
      case TRIVIAL -> {}
      case NO_COMM -> row.set(point);
      case STENCIL_1D -> window(row, point - 1, point + 1, width);
      case STENCIL_1D_PERIODIC -> ring(row, point, width);
      case DOM -> window(row, point - 1, point, width);
      case TREE -> row.set(point / 2);
      case FFT -> butterfly(row, 1 << set, point, width);
      case ALL_TO_ALL -> row.set(0, width);
      case NEAREST -> nearest(row, point, radix / 2, (radix - 1) / 2, graph);
      case SPREAD -> spread(row, point, 1, set, graph);
      case RANDOM_NEAREST -> {
        nearest(row, point, radix / 2, (radix - 1) / 2, graph);
        for (int input : row.stream().toArray()) {
          row.set(input, graph.keeps(set, input, point));
        }
      }
    }
    return row;
  }

  /** {@return the points of a full row that depend on a point: the inverse of {@link #inputs}} */
  BitSet consumers(Graph graph, int set, int point) {
    int width = graph.width();
    int radix = graph.radix();
    BitSet row = new BitSet(width);
    switch (this) {
      case TRIVIAL -> {}
      case NO_COMM -> row.set(point);
      case STENCIL_1D -> window(row, point - 1, point + 1, width);
      case STENCIL_1D_PERIODIC -> ring(row, point, width);
      case DOM -> window(row, point, point + 1, width);
      case TREE -> window(row, 2 * point, 2 * point + 1, width);
      case FFT -> butterfly(row, 1 << set, point, width);
      case ALL_TO_ALL -> row.set(0, width);
      case NEAREST -> nearest(row, point, (radix - 1) / 2, radix / 2, graph);
      case SPREAD -> spread(row, point, -1, set, graph);
      case RANDOM_NEAREST -> {
        nearest(row, point, (radix - 1) / 2, radix / 2, graph);
        for (int consumer : row.stream().toArray()) {
          row.set(consumer, graph.keeps(set, point, consumer));
        }
      }
    }
    return row;
  }

  private static void window(BitSet row, int lo, int hi, int width) {
    int first = Math.max(0, lo);
    row.set(first, Math.max(first, Math.min(width - 1, hi) + 1));
  }

  private static void ring(BitSet row, int point, int width) {
    window(row, point - 1, point + 1, width);
    if (point == 0) {
      row.set(width - 1);
    }
    if (point == width - 1) {
      row.set(0);
    }
  }

  private static void butterfly(BitSet row, int distance, int point, int width) {
    for (int each : new int[] {point - distance, point, point + distance}) {
      if (each >= 0 && each < width) {
        row.set(each);
      }
    }
  }

  private static void nearest(BitSet row, int point, int below, int above, Graph graph) {
    if (graph.radix() > 0) {
      window(row, point - below, point + above, graph.width());
    }
  }

  private static void spread(BitSet row, int point, int direction, int set, Graph graph) {
    for (int m = 0; m < graph.radix(); m++) {
      long distance = (long) m * graph.width() / graph.radix() + (m > 0 ? set : 0);
      row.set(Math.floorMod(point + direction * distance, graph.width()));
    }
  }
}
