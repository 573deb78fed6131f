package org.soapstone.tasks.execution;

/**
 * Called on every thread that runs bodies before it runs its first, for example to tell a library
 * of kernels how many threads it may use there.
 *
 * <p>Hooks are found with {@link java.util.ServiceLoader}; a runtime or a timer may be given
 * further ones.
 */
@FunctionalInterface
public interface WorkerHook {

  /**
   * Prepares the current thread.
   *
   * @param processor the processor whose bodies the thread will run
   */
  void started(int processor);
}
