package org.soapstone.tasks.execution;

/** A thread that runs bodies; knows which task it runs, so that a body which waits can be named. */
class WorkerThread extends Thread {
  private String task = "";

  WorkerThread(String name) {
    super(name);
    setDaemon(true);
  }

  /** Says which task runs from now on; empty for none. Called by this thread. */
  final void running(String task) {
    this.task = task;
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
