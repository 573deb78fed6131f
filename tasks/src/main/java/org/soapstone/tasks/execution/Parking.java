package org.soapstone.tasks.execution;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Where one worker waits for something to do, and where others wake it.
 *
 * <p><b>Implementation overview.</b> The worker spins for a few microseconds; while more work may
 * be near, it then gives its processor away again and again for about as long as waking it would
 * take, since whoever has that work may need this very processor. Then it announces that it parks,
 * looks once more, and parks. Others make the work visible by a volatile write first and look for
 * the announcement after. At least one of the two sees the other, so no wake-up is lost.
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
  private boolean patient;

  Parking(Thread worker) {
    this.worker = worker;
  }

  /** Wakes the worker if it is parked. Any thread, after it made visible what there is to do. */
  void wake() {
    if (parked && PARKED.compareAndSet(this, true, false)) {
      LockSupport.unpark(worker);
    }
  }

  /** The worker has had something to do, so that there may be more soon. The worker. */
  void worked() {
    patient = true;
  }

  /**
   * Waits until there is something to do, or for no reason; a little longer before parking if the
   * worker {@link #worked} since it parked. The worker.
   *
   * @param hasWork whether there is something to do
   * @param mayHelp whether there is something that others do not do
   * @return whether others had time to do it
   */
  boolean await(BooleanSupplier hasWork, BooleanSupplier mayHelp) {
    if (spin(hasWork)) {
      return false;
    }
    if (!patient || !giveWay(hasWork, mayHelp)) {
      patient = false;
      park(hasWork);
    }
    return true;
  }

  private void park(BooleanSupplier hasWork) {
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

  private static boolean spin(BooleanSupplier hasWork) {
    for (int spin = 0; spin < SPINS; spin++) {
      if (hasWork.getAsBoolean()) {
        return true;
      }
      Thread.onSpinWait();
    }
    return false;
  }

  @SuppressWarnings("ThreadPriorityCheck") // whoever has the work may need this very processor
  private static boolean giveWay(BooleanSupplier hasWork, BooleanSupplier mayHelp) {
    long start = System.nanoTime();
    do {
      if (hasWork.getAsBoolean() || mayHelp.getAsBoolean()) {
        return true;
      }
      Thread.yield();
    } while (System.nanoTime() - start < PATIENCE_NANOS);
    return false;
  }
}
