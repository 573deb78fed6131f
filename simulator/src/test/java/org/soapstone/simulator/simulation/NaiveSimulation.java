package org.soapstone.simulator.simulation;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.soapstone.mapper.machine.CopyEngine;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.tasks.graph.NodeKind;
import org.soapstone.tasks.graph.TaskGraph;

/**
 * The scheduling rule, word for word: go to the next instant, look at every node, start in order
 * whoever can start. Slow, and nothing shared with the fast simulations.
 */
final class NaiveSimulation {
  private static final long NEVER = Long.MAX_VALUE;

  final long[] ready;
  final long[] start;
  final long[] end;

  NaiveSimulation(TaskGraph graph, Machine machine, NodeCosts costs) {
    int count = graph.nodeCount();
    ready = new long[count];
    start = new long[count];
    end = new long[count];
    java.util.Arrays.fill(start, NEVER);
    java.util.Arrays.fill(end, NEVER);
    List<Set<String>> needs =
        IntStream.range(0, count).mapToObj(node -> needs(graph, machine, node)).toList();
    Comparator<Integer> order =
        Comparator.<Integer>comparingInt(node -> -graph.priority(node))
            .thenComparingLong(node -> ready[node])
            .thenComparingLong(graph::key);
    long now = 0;
    while (now != NEVER) {
      long instant = now;
      Set<String> held = new HashSet<>();
      for (int node = 0; node < count; node++) {
        if (start[node] < instant && instant < end[node]) {
          held.addAll(needs.get(node));
        }
      }
      IntStream.range(0, count)
          .filter(node -> start[node] == NEVER && isReady(graph, node, instant, costs))
          .boxed()
          .sorted(order)
          .forEach(node -> {
            if (needs.get(node).stream().noneMatch(held::contains)) {
              held.addAll(needs.get(node));
              start[node] = instant;
              end[node] = instant + nanos(graph, node, costs);
            }
          });
      now =
          LongStream.concat(java.util.Arrays.stream(end), java.util.Arrays.stream(ready))
              .filter(time -> time > instant)
              .min()
              .orElse(NEVER);
    }
  }

  private boolean isReady(TaskGraph graph, int node, long now, NodeCosts costs) {
    long latest = 0;
    for (int i = 0; i < graph.predecessorCount(node); i++) {
      int predecessor = graph.predecessor(node, i);
      boolean handsOver = graph.processor(predecessor) != graph.processor(node);
      boolean ended = end[predecessor] != NEVER;
      long known = ended && handsOver ? end[predecessor] + costs.handoffNanos() : end[predecessor];
      latest = Math.max(latest, known);
    }
    ready[node] = latest;
    return latest <= now;
  }

  private static long nanos(TaskGraph graph, int node, NodeCosts costs) {
    return switch (graph.kind(node)) {
      case TASK -> costs.taskNanos(graph.costKeyTable().get(graph.costKey(node)));
      case JOIN -> 1;
      case COPY, FOLD, FILL ->
          costs.movementNanos(
              graph.kind(node),
              graph.processor(node),
              graph.sourceMemory(node),
              graph.targetMemory(node),
              graph.bytes(node));
    };
  }

  private static Set<String> needs(TaskGraph graph, Machine machine, int node) {
    NodeKind kind = graph.kind(node);
    boolean moves = kind == NodeKind.COPY || kind == NodeKind.FOLD;
    boolean remote = moves && graph.sourceMemory(node) != graph.targetMemory(node);
    boolean processor =
        kind != NodeKind.JOIN
            && !(kind == NodeKind.COPY && remote && machine.copyEngine() == CopyEngine.DMA);
    Set<String> needs = new HashSet<>();
    if (processor) {
      needs.add("processor " + graph.processor(node));
    }
    if (remote) {
      machine
          .route(graph.sourceMemory(node), graph.targetMemory(node))
          .links()
          .forEach(link -> needs.add("link " + link));
    }
    return needs;
  }
}
