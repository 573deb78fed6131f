package org.soapstone.benchmarks.taskbench;

import static java.util.Objects.requireNonNull;

import java.util.BitSet;

/**
 * A task graph of Task Bench: {@code steps} rows of at most {@code width} points.
 *
 * @param pattern who depends on whom
 * @param width the number of points in a full row, from 1 to {@value #MAX_WIDTH}
 * @param steps the number of rows, at least 1
 * @param radix how many points a point depends on in {@link Pattern#NEAREST}, {@link
 *     Pattern#SPREAD} and, at most, {@link Pattern#RANDOM_NEAREST}; from 0 to {@value #MAX_WIDTH}
 * @param period after how many steps {@link Pattern#SPREAD} and {@link Pattern#RANDOM_NEAREST}
 *     repeat, from 1 to {@value #MAX_PERIOD}
 * @param fraction the share of the nearest points that {@link Pattern#RANDOM_NEAREST} keeps, from 0
 *     to 1
 * @param index tells several graphs apart: it goes into all that is random
 */
public record Graph(
    Pattern pattern, int width, long steps, int radix, int period, double fraction, long index) {

  /** The widest row: tables of relations take room for each point and input. */
  public static final int MAX_WIDTH = 1 << 16;

  /** The longest period: there is a table for each of its relations. */
  public static final int MAX_PERIOD = 1 << 10;

  /** Checks all values. */
  public Graph {
    requireNonNull(pattern, "pattern");
    between("width", width, 1, MAX_WIDTH);
    between("number of steps", steps, 1, Long.MAX_VALUE / MAX_WIDTH / 2);
    between("radix", radix, 0, MAX_WIDTH);
    between("period", period, 1, MAX_PERIOD);
    if (!(fraction >= 0 && fraction <= 1)) {
      throw new IllegalArgumentException(
          "the fraction of the nearest points is %s, must be from 0 to 1".formatted(fraction));
    }
  }

  private static void between(String what, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "the %s is %d, must be from %d to %d".formatted(what, value, least, most));
    }
  }

  /**
   * {@return a graph with the values that Task Bench has unless told otherwise: radix 3, period 3,
   * fraction 0.25, index 0}
   *
   * @param pattern who depends on whom
   * @param width the number of points in a full row
   * @param steps the number of rows
   */
  public static Graph of(Pattern pattern, int width, long steps) {
    return new Graph(pattern, width, steps, 3, 3, 0.25, 0);
  }

  /** {@return how many relations take turns from step to step} */
  int sets() {
    return pattern.sets(width, period);
  }

  /** {@return which relation holds between a step and the one before} */
  int set(long step) {
    return pattern.set(step, sets());
  }

  /** {@return the first point of a row} */
  int offset(long step) {
    return pattern == Pattern.DOM ? (int) Math.max(0, step + width - steps) : 0;
  }

  /** {@return how many points a row has; 0 for rows that are not in the graph} */
  int width(long step) {
    if (step < 0 || step >= steps) {
      return 0;
    }
    return switch (pattern) {
      case DOM -> (int) Math.min(width, Math.min(step + 1, steps - step));
      case TREE -> (int) Math.min(width, 1L << Math.min(step, Integer.SIZE));
      case TRIVIAL, NO_COMM, STENCIL_1D, STENCIL_1D_PERIODIC -> width;
      case FFT, ALL_TO_ALL, NEAREST, SPREAD, RANDOM_NEAREST -> width;
    };
  }

  /** {@return the first step from which rows are full} */
  long firstFull() {
    return switch (pattern) {
      case DOM -> width - 1;
      case TREE -> Integer.SIZE - Integer.numberOfLeadingZeros(width - 1);
      case TRIVIAL, NO_COMM, STENCIL_1D, STENCIL_1D_PERIODIC -> 0;
      case FFT, ALL_TO_ALL, NEAREST, SPREAD, RANDOM_NEAREST -> 0;
    };
  }

  /** {@return the step after the last full row} */
  long endFull() {
    return pattern == Pattern.DOM ? Math.max(0, steps - width + 1) : steps;
  }

  /** {@return whether a row is full} */
  boolean isFull(long step) {
    return step >= firstFull() && step < endFull();
  }

  /** {@return the points of the row before that a point reads} */
  BitSet inputs(long step, int point) {
    return cut(pattern.inputs(this, set(step), point), step - 1);
  }

  /** {@return the points of the next row that read a point} */
  BitSet consumers(long step, int point) {
    return cut(pattern.consumers(this, set(step + 1), point), step + 1);
  }

  /** Leaves the points of a row. */
  private BitSet cut(BitSet points, long step) {
    points.clear(0, offset(step));
    points.clear(offset(step) + width(step), Math.max(width, points.length()));
    return points;
  }

  /** {@return whether a point of {@link Pattern#RANDOM_NEAREST} depends on one that is near it} */
  boolean keeps(int set, int input, int point) {
    return input == point || Uniform.of(index, radix, set, input, point) < fraction;
  }
}
