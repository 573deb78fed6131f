package org.soapstone.tasks.partitioning;

import java.util.function.IntFunction;

/**
 * What an operator takes: a value that the program has, or the result of an earlier operation, by
 * its place among the launch's futures.
 *
 * @param <T> the type of the value
 */
sealed interface Operand<T> {
  /**
   * {@return the value}
   *
   * @param futures the values of the launch's futures
   */
  T in(IntFunction<Object> futures);

  /** A value that the program has. */
  record Given<T>(T value) implements Operand<T> {
    @Override
    public T in(IntFunction<Object> futures) {
      return value;
    }
  }

  /** The result of an earlier operation. */
  record Awaited<T>(Class<T> type, int future) implements Operand<T> {
    @Override
    public T in(IntFunction<Object> futures) {
      return type.cast(futures.apply(future));
    }
  }
}
