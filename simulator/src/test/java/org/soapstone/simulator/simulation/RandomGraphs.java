package org.soapstone.simulator.simulation;

import java.util.random.RandomGenerator;
import org.soapstone.mapper.machine.CopyEngine;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.tasks.graph.NodeKind;
import org.soapstone.tasks.graph.TaskGraph;
import org.soapstone.tasks.graph.TaskGraphBuilder;

/**
 * Random machines and task graphs with many ties: short durations, few priorities, shared links.
 */
final class RandomGraphs {
  private RandomGraphs() {}

  static Machine machine(RandomGenerator random) {
    CopyEngine engine = random.nextBoolean() ? CopyEngine.DMA : CopyEngine.PROCESSOR;
    return Fixtures.chain(1 + random.nextInt(5), engine);
  }

  static NodeKind kind(RandomGenerator random) {
    return switch (random.nextInt(10)) {
      case 0, 1, 2, 3, 4 -> NodeKind.TASK;
      case 5, 6, 7 -> NodeKind.COPY;
      case 8 -> random.nextBoolean() ? NodeKind.FOLD : NodeKind.FILL;
      default -> NodeKind.JOIN;
    };
  }

  static int priority(RandomGenerator random) {
    return random.nextInt(4) == 0 ? random.nextInt(-1, 2) : 0;
  }

  /**
   * {@return a random acyclic graph; keys are a random permutation, and {@code keyed} says whether
   * to keep them}
   */
  static TaskGraph graph(RandomGenerator random, Machine machine, int nodes, boolean keyed) {
    int longest = 1 + random.nextInt(12);
    int degree = 1 + random.nextInt(4);
    int reach = 1 + random.nextInt(nodes);
    long[] keys = permutation(random, nodes);
    var builder = new TaskGraphBuilder();
    for (int node = 0; node < nodes; node++) {
      long key = keyed ? keys[node] : node;
      long nanos = 1L + random.nextInt(longest);
      int processor = random.nextInt(machine.processorCount());
      int source = random.nextInt(machine.memoryCount());
      int target = random.nextInt(machine.memoryCount());
      int priority = priority(random);
      NodeKind kind = kind(random);
      if (kind == NodeKind.TASK) {
        builder.addTask(key, processor, Fixtures.work(nanos), priority);
      } else {
        builder.addMovement(kind, key, processor, source, target, nanos, priority);
      }
      for (int e = random.nextInt(degree + 1); e > 0 && node > 0; e--) {
        builder.addEdge(Math.max(0, node - 1 - random.nextInt(reach)), node);
      }
    }
    return builder.build();
  }

  static long[] permutation(RandomGenerator random, int count) {
    long[] permutation = new long[count];
    for (int i = 0; i < count; i++) {
      int j = random.nextInt(i + 1);
      permutation[i] = permutation[j];
      permutation[j] = i;
    }
    return permutation;
  }
}
