package org.soapstone.tasks;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.soapstone.mapper.launch.FutureId;

/**
 * A result that may not be there yet. Waiting is for the program: a body that waits is an error,
 * since it would block its worker; it is given results by {@link TaskContext#future} instead.
 *
 * <p>Safe to share between threads.
 *
 * @param <T> the type of the result
 */
public final class Future<T> {
  private final Optional<FutureId> id;
  private final BooleanSupplier done;
  private final Supplier<T> value;

  Future(Optional<FutureId> id, BooleanSupplier done, Supplier<T> value) {
    this.id = id;
    this.done = done;
    this.value = value;
  }

  /**
   * {@return the name by which later launches take this result, see {@link
   * org.soapstone.mapper.launch.IndexLaunch#after}; empty for what the program's thread combines}
   */
  public Optional<FutureId> id() {
    return id;
  }

  /** {@return whether the task has finished or failed, so that {@link #get} does not wait} */
  public boolean isDone() {
    return done.getAsBoolean();
  }

  /**
   * {@return the result, once it is there}
   *
   * @throws TaskFailedException if the task, or one that it depends on, failed
   * @throws IllegalStateException if called by a body, or if the task set no result
   * @throws ClassCastException if the result is of another type
   */
  public T get() {
    return value.get();
  }
}
