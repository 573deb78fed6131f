package org.soapstone.tasks.execution;

import java.util.List;
import org.soapstone.tasks.TaskDefinition;
import org.soapstone.tasks.graph.MappedLaunch;

/**
 * What the tasks of one launch share while they run.
 *
 * @param launch the launch as it was mapped
 * @param task the task's definition
 * @param results takes the outcomes of the points
 * @param inputs the results that the launch waits for
 */
record LaunchRun(
    MappedLaunch launch, TaskDefinition task, LaunchResults results, List<LaunchResults> inputs) {}
