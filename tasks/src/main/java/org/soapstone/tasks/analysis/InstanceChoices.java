package org.soapstone.tasks.analysis;

import org.soapstone.mapper.InstanceChoice;
import org.soapstone.mapper.InstanceChoice.Extent;

/**
 * The mapper's choices of instances for a launch, for each requirement of each point. Not changed
 * once complete.
 */
final class InstanceChoices {
  private static final byte ROOT = 1;
  private static final byte REUSE = 2;

  private final int points;
  private final int[] memories;
  private final byte[] flags;

  InstanceChoices(int requirements, int points) {
    this.points = points;
    memories = new int[requirements * points];
    flags = new byte[requirements * points];
  }

  void set(int requirement, int point, InstanceChoice choice) {
    int at = requirement * points + point;
    memories[at] = choice.memory();
    flags[at] = (byte) ((choice.extent() == Extent.ROOT ? ROOT : 0) | (choice.reuse() ? REUSE : 0));
  }

  int memory(int requirement, int point) {
    return memories[requirement * points + point];
  }

  /** {@return whether the instance covers the root's bounds, rather than the points' alone} */
  boolean coversRoot(int requirement, int point) {
    return (flags[requirement * points + point] & ROOT) != 0;
  }

  boolean reuse(int requirement, int point) {
    return (flags[requirement * points + point] & REUSE) != 0;
  }
}
