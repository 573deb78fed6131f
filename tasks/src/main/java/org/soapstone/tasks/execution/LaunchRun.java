package org.soapstone.tasks.execution;

import java.util.List;
import java.util.Optional;
import org.soapstone.tasks.TaskDefinition;
import org.soapstone.tasks.graph.MappedLaunch;

/**
 * What the tasks of one launch share while they run.
 *
 * @param launch the launch as it was mapped
 * @param task the task's definition
 * @param results takes the outcomes of the points
 * @param inputs the results that the launch waits for: those that its points read, then those of
 *     its predicate
 * @param gang the points, if they run at the same time
 */
record LaunchRun(
    MappedLaunch launch,
    TaskDefinition task,
    LaunchResults results,
    List<Input> inputs,
    Optional<Gang> gang) {}
