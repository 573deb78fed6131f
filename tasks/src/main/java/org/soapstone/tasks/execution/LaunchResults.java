package org.soapstone.tasks.execution;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.soapstone.mapper.launch.FutureId;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.TaskFailure;

/**
 * What became of each point of a launch: a result, no result, or a failure. Workers set outcomes,
 * once each; the program waits for them.
 */
public final class LaunchResults {
  /** The outcome of a point that has run and set no result. */
  static final Object NO_RESULT = new Object();

  private final FutureId id;
  private final String task;
  private final Rect domain;
  private final FailureLog failures;
  private final Breakdown breakdown;
  private final AtomicReferenceArray<Object> outcomes;
  private volatile int waiters;

  LaunchResults(long position, IndexLaunch launch, FailureLog failures, Breakdown breakdown) {
    this.id = new FutureId(position);
    this.task = launch.task();
    this.domain = launch.domain();
    this.failures = failures;
    this.breakdown = breakdown;
    this.outcomes = new AtomicReferenceArray<>(launch.pointCount());
  }

  /** {@return the launch's name for later launches} */
  public FutureId id() {
    return id;
  }

  /** {@return the launch domain} */
  public Rect domain() {
    return domain;
  }

  /** {@return the number of points} */
  public int size() {
    return outcomes.length();
  }

  /**
   * {@return whether a point has finished or failed}
   *
   * @param point its row-major position
   */
  public boolean isDone(int point) {
    return outcomes.get(point) != null;
  }

  /** Says what became of a point: a result, {@link #NO_RESULT} or a {@link TaskFailure}. */
  void complete(int point, Object outcome) {
    outcomes.set(point, outcome);
    if (waiters > 0) {
      synchronized (this) {
        notifyAll();
      }
    }
  }

  /**
   * Waits until a point has run.
   *
   * @param point its row-major position
   * @throws org.soapstone.tasks.TaskFailedException if the point, or one that it depends on, failed
   * @throws IllegalStateException if called by a body
   */
  public void await(int point) {
    WorkerThread.refuse("wait for a future");
    Object outcome = outcomes.get(point);
    if (outcome == null) {
      outcome = block(point);
    }
    if (outcome instanceof TaskFailure failure) {
      throw failures.deliver(failure);
    }
  }

  /**
   * {@return what kept a point from having a result, once it has run; empty if nothing did} The
   * program does not count as told.
   *
   * @param point its row-major position
   * @throws IllegalStateException if called by a body
   */
  public Optional<TaskFailure> awaitFailure(int point) {
    WorkerThread.refuse("wait for a future");
    Object outcome = outcomes.get(point);
    if (outcome == null) {
      outcome = block(point);
    }
    return outcome instanceof TaskFailure failure ? Optional.of(failure) : Optional.empty();
  }

  /**
   * {@return the result of a point if it is there; empty if it is not yet, or there is none} Never
   * waits, so that bodies may ask too.
   *
   * @param point its row-major position
   */
  public Optional<Object> peek(int point) {
    Object outcome = outcomes.get(point);
    boolean none = outcome == null || outcome == NO_RESULT || outcome instanceof TaskFailure;
    return none ? Optional.empty() : Optional.of(outcome);
  }

  /**
   * Says that every point failed, because the launch could not be made.
   *
   * @param failure why not
   */
  public void fail(TaskFailure failure) {
    for (int p = 0; p < outcomes.length(); p++) {
      complete(p, failure);
    }
  }

  /**
   * A waiter counts itself before it looks, a worker looks for waiters after it has set: none is
   * missed.
   */
  private Object block(int point) {
    count(1);
    try {
      breakdown.await(this, () -> outcomes.get(point) != null);
    } finally {
      count(-1);
    }
    return outcomes.get(point);
  }

  private synchronized void count(int more) {
    waiters += more;
  }

  /**
   * {@return the result of a point, once it is there}
   *
   * @param point its row-major position
   * @throws org.soapstone.tasks.TaskFailedException if the point, or one that it depends on, failed
   * @throws IllegalStateException if called by a body, or if the point set no result
   */
  public Object value(int point) {
    await(point);
    Object outcome = outcomes.get(point);
    if (outcome == NO_RESULT) {
      throw noResult(point);
    }
    return outcome;
  }

  /** {@return the results set so far, in row-major order of their points} */
  public List<Object> values() {
    List<Object> values = new ArrayList<>();
    for (int p = 0; p < outcomes.length(); p++) {
      Object outcome = outcomes.get(p);
      if (outcome != null && outcome != NO_RESULT && !(outcome instanceof TaskFailure)) {
        values.add(outcome);
      }
    }
    return List.copyOf(values);
  }

  /** The first failure of a finished launch in program order, or null. */
  TaskFailure failure() {
    TaskFailure first = null;
    for (int p = 0; p < outcomes.length(); p++) {
      if (outcomes.get(p) instanceof TaskFailure failure) {
        first = first == null ? failure : TaskFailure.first(first, failure);
      }
    }
    return first;
  }

  /** The failure of a finished point, or null. */
  TaskFailure failure(int point) {
    return outcomes.get(point) instanceof TaskFailure failure ? failure : null;
  }

  /** What a body sees of a finished launch: its only point's result, or a list of all results. */
  Object valueForBody() {
    return outcomes.length() > 1 ? values() : valueForBody(0);
  }

  /** What a body sees of a finished point. */
  Object valueForBody(int point) {
    Object outcome = outcomes.get(point);
    if (outcome == NO_RESULT) {
      throw noResult(point);
    }
    return outcome;
  }

  private IllegalStateException noResult(int point) {
    return new IllegalStateException(
        "task '%s' set no result at point %s of launch %d; set one with TaskContext.result"
            .formatted(task, domain.delinearize(point), id.launch()));
  }
}
