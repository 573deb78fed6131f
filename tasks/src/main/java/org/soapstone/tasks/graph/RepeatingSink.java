package org.soapstone.tasks.graph;

import java.util.function.Consumer;

/**
 * A sink that can repeat a run of launches by itself, once it was shown what the run emits, and
 * then needs to be told of its launches only.
 */
public interface RepeatingSink extends GraphSink {

  /**
   * Prepares to repeat a run whose runs follow each other without end.
   *
   * @param launchCount the number of launches of the run
   * @param run emits the run, its launches at positions 0 to {@code launchCount} − 1. The sink
   *     numbers the nodes from 0; an edge from a node of the run before has the complement of that
   *     node's number
   * @return repeats the run, or says why this sink has to be sent every node of it
   */
  Repetition repeat(int launchCount, Consumer<GraphSink> run);
}
