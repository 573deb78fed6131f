package org.soapstone.simulator.simulation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.soapstone.mapper.machine.CopyEngine;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.tasks.graph.NodeKind;

/**
 * The sets of resources that nodes hold, numbered as they are met: only what a graph uses costs
 * anything.
 *
 * <p>Resources are numbered from 1; {@link #NOWHERE} is no resource, and stands for where nodes
 * with an empty set are. Which set a node has:
 *
 * <ul>
 *   <li>TASK, FILL: its processor.
 *   <li>COPY between memories: the links of its route, and its processor where processors do the
 *       copying; within one memory: its processor.
 *   <li>FOLD: its processor, and the links of its route if there is one.
 *   <li>JOIN: nothing.
 * </ul>
 */
final class ResourceSets {
  /** Not a resource. */
  static final int NOWHERE = 0;

  /** The empty set. */
  static final int EMPTY_SET = 0;

  private static final int ID_BITS = 21;

  private final Machine machine;
  private final List<Resource> resources = new ArrayList<>();
  private final int[] processorSets;
  private final LongIntMap links = new LongIntMap();
  private final LongIntMap routeSets = new LongIntMap();
  private int setCount = 1;
  private int[] starts = new int[16];
  private int[] items = new int[64];

  ResourceSets(Machine machine) {
    this.machine = machine;
    this.processorSets = new int[machine.processorCount()];
  }

  /** {@return the machine whose resources these are} */
  Machine machine() {
    return machine;
  }

  /** {@return one more than the greatest resource number} */
  int resourceLimit() {
    return resources.size() + 1;
  }

  /** {@return a resource} */
  Resource resource(int number) {
    return resources.get(number - 1);
  }

  /** {@return the size of a set} */
  int size(int set) {
    return starts[set + 1] - starts[set];
  }

  /** {@return a resource of a set} */
  int item(int set, int i) {
    return items[starts[set] + i];
  }

  /** {@return the set of a node} */
  int set(NodeKind kind, int processor, int sourceMemory, int targetMemory) {
    return switch (kind) {
      case TASK, FILL -> processorSet(processor);
      case JOIN -> EMPTY_SET;
      case COPY ->
          sourceMemory == targetMemory
              ? processorSet(processor)
              : routeSet(
                  machine.copyEngine() == CopyEngine.PROCESSOR ? processor : -1,
                  sourceMemory,
                  targetMemory);
      case FOLD ->
          sourceMemory == targetMemory
              ? processorSet(processor)
              : routeSet(processor, sourceMemory, targetMemory);
    };
  }

  private int processorSet(int processor) {
    if (processor < 0 || processor >= processorSets.length) {
      throw new IllegalArgumentException(
          "a node runs on processor %d, but machine '%s' has processors 0 to %d; map the program to this machine"
              .formatted(processor, machine.name(), processorSets.length - 1));
    }
    if (processorSets[processor] == 0) {
      resources.add(new Resource(Resource.Kind.PROCESSOR, processor));
      processorSets[processor] = addSet(resources.size());
    }
    return processorSets[processor];
  }

  private int routeSet(int processor, int source, int target) {
    long key = ((long) (processor + 1) << ID_BITS | source) << ID_BITS | target;
    int set = routeSets.get(key);
    if (set == LongIntMap.ABSENT) {
      var route = machine.route(source, target).links();
      int extra = processor < 0 ? 0 : 1;
      int[] members = new int[route.length() + extra];
      for (int i = 0; i < route.length(); i++) {
        members[i] = link(route.get(i));
      }
      if (extra == 1) {
        members[route.length()] = item(processorSet(processor), 0);
      }
      set = addSet(members);
      routeSets.put(key, set);
    }
    return set;
  }

  private int link(int id) {
    int number = links.get(id);
    if (number == LongIntMap.ABSENT) {
      resources.add(new Resource(Resource.Kind.LINK, id));
      number = resources.size();
      links.put(id, number);
    }
    return number;
  }

  private int addSet(int... members) {
    int set = setCount++;
    if (set + 1 >= starts.length) {
      starts = Arrays.copyOf(starts, starts.length * 2);
    }
    int end = starts[set] + members.length;
    if (end > items.length) {
      items = Arrays.copyOf(items, Math.max(end, items.length * 2));
    }
    System.arraycopy(members, 0, items, starts[set], members.length);
    starts[set + 1] = end;
    return set;
  }
}
