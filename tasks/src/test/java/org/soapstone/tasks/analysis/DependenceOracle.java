package org.soapstone.tasks.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.soapstone.mapper.launch.FutureId;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.IndexSpace;
import org.soapstone.tasks.graph.InstanceSpec;
import org.soapstone.tasks.graph.NodeKind;

/**
 * The all-pairs dependence closure (D_simple of Lee et al., "Correctness of Dynamic Dependence
 * Analysis for Implicitly Parallel Tasking Systems", 2018): every two accesses to common data of
 * one instance, one of them a write, are ordered as in the program. The edges that were emitted
 * must order the same pairs, and no others.
 */
final class DependenceOracle {
  private DependenceOracle() {}

  static void check(RecordingSink sink) {
    int nodes = sink.nodes.size();
    List<BitSet> emitted = successors(nodes);
    for (long[] edge : sink.edges) {
      emitted.get((int) edge[0]).set((int) edge[1]);
    }
    List<BitSet> expected = successors(nodes);
    addInterfering(sink, expected);
    addFutures(sink, expected);
    close(emitted);
    close(expected);
    BitSet joins = new BitSet();
    for (int n = 0; n < nodes; n++) {
      if (sink.nodes.get(n).kind == NodeKind.JOIN) {
        joins.set(n);
      }
    }
    for (int n = 0; n < nodes; n++) {
      if (joins.get(n)) {
        continue;
      }
      BitSet reached = emitted.get(n);
      reached.andNot(joins);
      BitSet wanted = expected.get(n);
      if (!reached.equals(wanted)) {
        BitSet missing = (BitSet) wanted.clone();
        missing.andNot(reached);
        reached.andNot(wanted);
        assertThat(List.of(names(sink, missing), names(sink, reached)))
            .as("nodes that %s should, and should not, come before", sink.nodes.get(n))
            .isEqualTo(List.of(List.of(), List.of()));
      }
    }
  }

  private static List<String> names(RecordingSink sink, BitSet nodes) {
    return nodes.stream().mapToObj(node -> sink.nodes.get(node).toString()).toList();
  }

  private static List<BitSet> successors(int nodes) {
    List<BitSet> successors = new ArrayList<>();
    for (int n = 0; n < nodes; n++) {
      successors.add(new BitSet(nodes));
    }
    return successors;
  }

  private static void addInterfering(RecordingSink sink, List<BitSet> successors) {
    Map<InstanceSpec, List<RecordingSink.Access>> byInstance = new HashMap<>();
    for (RecordingSink.Access access : sink.accesses) {
      List<RecordingSink.Access> earlier =
          byInstance.computeIfAbsent(access.instance(), _ -> new ArrayList<>());
      for (RecordingSink.Access other : earlier) {
        if ((other.writes() || access.writes())
            && other.node() != access.node()
            && meet(other.fields(), access.fields(), other.points(), access.points())) {
          successors.get(other.node()).set(access.node());
        }
      }
      earlier.add(access);
    }
  }

  private static boolean meet(FieldSet a, FieldSet b, IndexSpace x, IndexSpace y) {
    return a.intersects(b) && x.intersects(y);
  }

  private static void addFutures(RecordingSink sink, List<BitSet> successors) {
    for (int from = 0; from < sink.nodes.size(); from++) {
      for (int to = 0; to < sink.nodes.size(); to++) {
        RecordingSink.Node producer = sink.nodes.get(from);
        RecordingSink.Node consumer = sink.nodes.get(to);
        if (producer.kind == NodeKind.TASK
            && consumer.kind == NodeKind.TASK
            && consumer
                .launch
                .launch()
                .futures()
                .contains(new FutureId(producer.launch.position()))) {
          successors.get(from).set(to);
        }
      }
    }
  }

  /** Makes each set of successors transitive; fails on a cycle. */
  private static void close(List<BitSet> successors) {
    int nodes = successors.size();
    int[] state = new int[nodes];
    for (int n = 0; n < nodes; n++) {
      close(n, successors, state);
    }
  }

  private static void close(int node, List<BitSet> successors, int[] state) {
    if (state[node] == 2) {
      return;
    }
    assertThat(state[node]).as("node %d is in a cycle", node).isZero();
    state[node] = 1;
    BitSet direct = (BitSet) successors.get(node).clone();
    for (int next = direct.nextSetBit(0); next >= 0; next = direct.nextSetBit(next + 1)) {
      close(next, successors, state);
      successors.get(node).or(successors.get(next));
    }
    state[node] = 2;
  }
}
