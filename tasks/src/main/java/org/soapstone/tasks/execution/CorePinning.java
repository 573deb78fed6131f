package org.soapstone.tasks.execution;

import java.util.List;
import org.soapstone.natives.threads.ThreadAffinity;

/**
 * Pins each worker to a core of its own: the worker of processor p to the p-th of those that the
 * program may run on. Does nothing where there are fewer cores than that, or the system does not
 * pin.
 */
public final class CorePinning implements WorkerHook {
  private final List<Integer> cores = ThreadAffinity.cores();

  /** For the cores that the current thread may run on. */
  public CorePinning() {}

  @Override
  public void started(int processor) {
    if (processor < cores.size()) {
      ThreadAffinity.pin(cores.get(processor));
    }
  }
}
