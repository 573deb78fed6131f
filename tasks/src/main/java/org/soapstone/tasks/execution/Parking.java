package org.soapstone.tasks.execution;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Where one worker waits for something to do, and where others wake it.
 *
 * <p><b>Implementation overview.</b> The worker spins for about as long as waking it would take,
 * then announces that it parks, looks once more, and parks. Others make the work visible by a
 * volatile write first and look for the announcement after. At least one of the two sees the other,
 * so no wake-up is lost.
 */
final class Parking {
  private static final int SPINS = 200;

  /** How long a worker spins that may expect more work soon. */
  private static final long PATIENCE_NANOS = 200_000;

  private static final VarHandle PARKED;

  static {
    try {
      PARKED = MethodHandles.lookup().findVarHandle(Parking.class, "parked", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Thread worker;
  private volatile boolean parked;

  Parking(Thread worker) {
    this.worker = worker;
  }

  /** Wakes the worker if it is parked. Any thread, after it made visible what there is to do. */
  void wake() {
    if (parked && PARKED.compareAndSet(this, true, false)) {
      LockSupport.unpark(worker);
    }
  }

  /**
   * Waits until there is something to do, or for no reason. The worker.
   *
   * @param hasWork whether there is
   * @param soon whether it is worth to wait a little longer before parking
   */
  void await(BooleanSupplier hasWork, boolean soon) {
    for (int spin = 0; spin < SPINS; spin++) {
      if (hasWork.getAsBoolean()) {
        return;
      }
      Thread.onSpinWait();
    }
    if (soon && spinLonger(hasWork)) {
      return;
    }
    if (announce(hasWork)) {
      LockSupport.park(this);
    }
    parked = false;
  }

  /** Says that the worker parks; returns whether there still is nothing to do. The worker. */
  boolean announce(BooleanSupplier hasWork) {
    parked = true;
    return !hasWork.getAsBoolean();
  }

  /** Whether somebody has to wake the worker. */
  boolean isParked() {
    return parked;
  }

  private static boolean spinLonger(BooleanSupplier hasWork) {
    long start = System.nanoTime();
    do {
      for (int spin = 0; spin < SPINS / 4; spin++) {
        if (hasWork.getAsBoolean()) {
          return true;
        }
        Thread.onSpinWait();
      }
    } while (System.nanoTime() - start < PATIENCE_NANOS);
    return false;
  }
}
