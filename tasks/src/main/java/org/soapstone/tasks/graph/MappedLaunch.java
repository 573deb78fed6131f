package org.soapstone.tasks.graph;

import com.google.common.primitives.ImmutableIntArray;
import org.soapstone.mapper.launch.IndexLaunch;

/**
 * A launch with its place in program order and the mapper's choice of processors.
 *
 * @param launch the launch
 * @param position its position in program order, as in {@link StructuralKey}
 * @param processors the processor of each point, in row-major order
 * @param priority the priority of its tasks and of the nodes that serve them
 */
public record MappedLaunch(
    IndexLaunch launch, long position, ImmutableIntArray processors, int priority) {}
