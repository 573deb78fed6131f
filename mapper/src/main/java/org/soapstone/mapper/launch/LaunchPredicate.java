package org.soapstone.mapper.launch;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Whether a point of a launch runs: a truth value made of results of earlier launches, which the
 * program need not wait for.
 *
 * <p>All results that a predicate names must be there, even those that cannot change its value; so
 * what happens when one of them failed does not depend on how the predicate is written.
 */
public sealed interface LaunchPredicate {

  /** {@return the predicate of a launch that always runs} */
  static LaunchPredicate always() {
    return new Constant(true);
  }

  /**
   * {@return a predicate with the value of a result}
   *
   * @param future names one {@link Boolean} for each point
   */
  static LaunchPredicate of(FutureId future) {
    return new Result(future);
  }

  /** {@return a predicate that is true where this one is false} */
  default LaunchPredicate not() {
    return new Not(this);
  }

  /**
   * {@return a predicate that is true where this one and another are}
   *
   * @param other the other
   */
  default LaunchPredicate and(LaunchPredicate other) {
    return new And(this, other);
  }

  /**
   * {@return a predicate that is true where this one or another is}
   *
   * @param other the other
   */
  default LaunchPredicate or(LaunchPredicate other) {
    return new Or(this, other);
  }

  /** {@return the results that it is made of, from left to right} */
  default List<FutureId> futures() {
    return switch (this) {
      case Constant _ -> List.of();
      case Result result -> List.of(result.future);
      case Not not -> not.operand.futures();
      case And(LaunchPredicate left, LaunchPredicate right) -> concat(left, right);
      case Or(LaunchPredicate left, LaunchPredicate right) -> concat(left, right);
    };
  }

  private static List<FutureId> concat(LaunchPredicate left, LaunchPredicate right) {
    return Stream.concat(left.futures().stream(), right.futures().stream()).toList();
  }

  /**
   * {@return the value}
   *
   * @param results gives the value of each result
   */
  default boolean test(Function<FutureId, Boolean> results) {
    return switch (this) {
      case Constant constant -> constant.value;
      case Result result -> results.apply(result.future);
      case Not not -> !not.operand.test(results);
      case And(LaunchPredicate left, LaunchPredicate right) ->
          left.test(results) && right.test(results);
      case Or(LaunchPredicate left, LaunchPredicate right) ->
          left.test(results) || right.test(results);
    };
  }

  /**
   * Always the same.
   *
   * @param value the value
   */
  record Constant(boolean value) implements LaunchPredicate {}

  /**
   * The value of a result.
   *
   * @param future names one {@link Boolean} for each point
   */
  record Result(FutureId future) implements LaunchPredicate {
    /** Checks that nothing is null. */
    public Result {
      requireNonNull(future, "future");
    }
  }

  /**
   * The opposite.
   *
   * @param operand of what
   */
  record Not(LaunchPredicate operand) implements LaunchPredicate {
    /** Checks that nothing is null. */
    public Not {
      requireNonNull(operand, "operand");
    }
  }

  /**
   * Both.
   *
   * @param left the first
   * @param right the second
   */
  record And(LaunchPredicate left, LaunchPredicate right) implements LaunchPredicate {
    /** Checks that nothing is null. */
    public And {
      requireNonNull(left, "left");
      requireNonNull(right, "right");
    }
  }

  /**
   * At least one.
   *
   * @param left the first
   * @param right the second
   */
  record Or(LaunchPredicate left, LaunchPredicate right) implements LaunchPredicate {
    /** Checks that nothing is null. */
    public Or {
      requireNonNull(left, "left");
      requireNonNull(right, "right");
    }
  }
}
