package org.soapstone.mapper.machine;

import com.google.common.primitives.ImmutableIntArray;

/**
 * Where a machine's parts come from: a list, or a rule that computes each part when it is asked
 * for.
 */
sealed interface Topology permits ListedTopology, ClusterTopology, JoinedTopology {

  int nodeCount();

  int processorCount();

  int memoryCount();

  int linkCount();

  Processor processor(int id);

  Memory memory(int id);

  Link link(int id);

  double linkBytesPerSecond(int link);

  long linkLatencyNanos(int link);

  double copyBytesPerSecond(int memory);

  ProcessorKind kind(int processor);

  ProcessorModel model(int processor);

  int nearestMemory(int processor);

  boolean visible(int processor, int memory);

  int processorsSharing(int memory);

  /** {@return the links from one memory to another, different one} */
  ImmutableIntArray path(int from, int to);

  Topology firstProcessors(int count);
}
