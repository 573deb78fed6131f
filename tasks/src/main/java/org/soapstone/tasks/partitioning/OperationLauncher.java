package org.soapstone.tasks.partitioning;

import java.util.List;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.tasks.execution.LaunchResults;

/**
 * Launches the tasks of operations on partitions, in program order: a runtime, or a test's oracle.
 */
@FunctionalInterface
public interface OperationLauncher {

  /**
   * {@return the results of a task that is launched at every point of a domain}
   *
   * @param launch the launch, which names no futures
   * @param inputs the results of earlier launches that each point waits for and reads
   * @throws IllegalArgumentException if the launch is wrong; it has then not been made
   */
  LaunchResults launch(IndexLaunch launch, List<LaunchResults> inputs);
}
