package org.soapstone.tasks.execution;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Whether the workers of a program and of its inner tasks have broken down: an error came out of a
 * worker itself, so that nobody knows which nodes will still complete. From then on nothing more is
 * run, and everyone who waits, or will, is told the cause. Thread-safe.
 *
 * <p><b>Implementation overview.</b> Whoever waits does so here: it leaves a way to wake it before
 * it looks for a cause, and a breakdown has its cause before it looks for waiters. So one of the
 * two sees the other. Waiters are looked up by number, without the lock being held while they are
 * woken and without allocating anything, since memory may be what there is none of.
 */
final class Breakdown {
  private final List<Runnable> waiting = new ArrayList<>();
  private volatile Throwable cause;

  /** Breaks everything down, unless that has happened. */
  void report(Throwable what) {
    synchronized (this) {
      if (cause != null) {
        return;
      }
      cause = what;
    }
    int woken = 0;
    for (Runnable wake = waiter(0); wake != null; wake = waiter(++woken)) {
      wake.run();
    }
  }

  private synchronized Runnable waiter(int i) {
    return i < waiting.size() ? waiting.get(i) : null;
  }

  boolean happened() {
    return cause != null;
  }

  /**
   * Does nothing while all is well.
   *
   * @throws IllegalStateException with the cause, after a breakdown
   */
  void check() {
    Throwable known = cause;
    if (known != null) {
      throw new IllegalStateException(
          "the runtime broke down, so that what was launched may never run: %s; close it and build another one"
              .formatted(known),
          known);
    }
  }

  /** Has something run when there is a breakdown, or now if there was one. */
  void onReport(Runnable wake) {
    synchronized (this) {
      waiting.add(wake);
    }
    if (happened()) {
      wake.run();
    }
  }

  private synchronized void forget(Runnable wake) {
    if (cause == null) { // afterwards the numbers must stay as they are
      waiting.remove(wake);
    }
  }

  /**
   * Waits until a condition holds, of which whoever makes it hold tells by notifying all who wait
   * on a monitor. An interruption is kept for later.
   *
   * @throws IllegalStateException with the cause, after a breakdown
   */
  void await(Object monitor, BooleanSupplier condition) {
    Runnable wake =
        () -> {
          synchronized (monitor) {
            monitor.notifyAll();
          }
        };
    boolean interrupted = false;
    onReport(wake);
    try {
      synchronized (monitor) {
        while (!condition.getAsBoolean()) {
          check();
          try {
            monitor.wait();
          } catch (InterruptedException e) {
            interrupted = true;
          }
        }
      }
    } finally {
      forget(wake);
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Waits until a condition holds, of which whoever makes it hold tells by unparking this thread.
   * An interruption is kept for later.
   *
   * @throws IllegalStateException with the cause, after a breakdown
   */
  void park(Object blocker, BooleanSupplier condition) {
    Thread waiter = Thread.currentThread();
    Runnable wake = () -> LockSupport.unpark(waiter);
    boolean interrupted = false;
    onReport(wake);
    try {
      while (!condition.getAsBoolean()) {
        check();
        LockSupport.park(blocker);
        interrupted |= Thread.interrupted();
      }
    } finally {
      forget(wake);
      if (interrupted) {
        waiter.interrupt();
      }
    }
  }
}
