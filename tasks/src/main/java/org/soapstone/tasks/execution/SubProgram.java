package org.soapstone.tasks.execution;

import org.soapstone.tasks.Launcher;

/** The launches of an inner task, for the thread that runs its body. */
public interface SubProgram {

  /** Makes the sub-programs of inner tasks. */
  interface Factory {
    /**
     * {@return the sub-program of a task whose body is about to run} For any thread.
     *
     * @param task the task
     */
    SubProgram open(InnerTask task);
  }

  /** {@return what the body launches with} */
  Launcher launcher();

  /** Brings the task's data to where it was when the task began, and waits for that. */
  void finish();

  /** Waits for what was launched, and frees its memory. */
  void close();
}
