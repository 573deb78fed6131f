package org.soapstone.tasks.execution;

import java.util.List;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.tasks.TaskFailure;
import org.soapstone.tasks.graph.InstanceSpec;
import org.soapstone.tasks.graph.NodeKind;

/**
 * Is told of what an executor is about to do: may hold it up, and have it fail by throwing. For
 * proofs that schedules do not matter, and that failures do not spread.
 */
public interface ExecutionHook {

  /**
   * Called just before a task, copy, fold or fill, which fails of whatever is thrown.
   *
   * @param kind what it is
   * @param launch the launch that it is part of, or serves
   * @param key its structural key, unique in its context
   * @param processor the processor whose worker calls
   * @param context the inner tasks in whose context it is, the outermost first
   */
  default void runs(
      NodeKind kind,
      IndexLaunch launch,
      long key,
      int processor,
      List<TaskFailure.Ancestor> context) {}

  /**
   * Called just before memory is taken for an instance, of which there is none if {@link
   * OutOfMemoryError} is thrown.
   *
   * @param spec the instance
   */
  default void allocates(InstanceSpec spec) {}
}
