package org.soapstone.tasks.partitioning;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.soapstone.tasks.TaskFailure;
import org.soapstone.tasks.execution.LaunchResults;

/**
 * A value that an operation of a program computes: it can be handed to further operations at once,
 * and looked at when it is there.
 *
 * <p>Safe to share between threads. Only the program may wait; a body that would have to is told
 * so.
 *
 * @param <T> the type of the value
 */
public final class Deferred<T> {
  private final LaunchResults results;
  private final Class<T> type;

  Deferred(LaunchResults results, Class<T> type) {
    this.results = requireNonNull(results, "results");
    this.type = requireNonNull(type, "type");
  }

  /** {@return whether the operation has run or failed, so that {@link #get} does not wait} */
  public boolean isKnown() {
    return results.isDone(0);
  }

  /**
   * {@return the value, once it is there}
   *
   * @throws org.soapstone.tasks.TaskFailedException if the operation, or a task whose data it
   *     reads, failed
   * @throws IllegalStateException if it is not there yet and a body asks
   */
  public T get() {
    return type.cast(results.peek(0).orElseGet(() -> results.value(0)));
  }

  /**
   * {@return what keeps the value from being known, once the operation has run; empty if it is
   * known} Unlike {@link #get} it does not count as telling the program.
   *
   * @throws IllegalStateException if a body asks
   */
  public Optional<TaskFailure> awaitFailure() {
    return results.awaitFailure(0);
  }

  LaunchResults results() {
    return results;
  }
}
