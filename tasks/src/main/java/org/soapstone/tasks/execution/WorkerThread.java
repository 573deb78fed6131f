package org.soapstone.tasks.execution;

/** A thread that runs bodies; knows which task it runs, so that a body which waits can be named. */
class WorkerThread extends Thread {
  private String task = "";

  /** How many bodies have begun; read by others, to whom it may be a little old. */
  private long bodies;

  WorkerThread(String name) {
    super(name);
    setDaemon(true);
  }

  /** Says which task runs from now on; empty for none. Called by this thread. */
  final void running(String task) {
    this.task = task;
    bodies += task.isEmpty() ? 0 : 1;
  }

  /** The task that runs; empty for none. For any thread, which may see an older one. */
  final String task() {
    return task;
  }

  /** How many bodies have begun. For any thread, which may see an older count. */
  final long bodies() {
    return bodies;
  }

  /** Refuses what would block a worker, or is none of a body's business. */
  static void refuse(String action) {
    if (Thread.currentThread() instanceof WorkerThread worker) {
      throw new IllegalStateException(
          ("task '%s': a leaf body may not %s; name the futures it needs in the launch and read"
                  + " them with TaskContext.future, and launch from the program")
              .formatted(worker.task, action));
    }
  }
}
