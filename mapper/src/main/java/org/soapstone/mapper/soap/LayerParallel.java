package org.soapstone.mapper.soap;

import java.util.ArrayList;
import java.util.List;
import org.soapstone.mapper.machine.Machine;

/**
 * The experts' strategy for recurrent networks: the layers of a network are spread over the
 * processors of a node, operators of one depth on one processor, and the samples over the nodes (Wu
 * et al., "Google's Neural Machine Translation System", 2016).
 *
 * <p>A layer is a block of operators: what stands before the first {@code /} of their names. Layers
 * in program order have neighbouring processors, the last layers the fewest; operators outside of
 * blocks, which load batches, are with the first layer.
 */
final class LayerParallel {
  private final List<String> layers;
  private final List<List<Integer>> nodes;
  private final int perNode;

  private LayerParallel(List<String> layers, List<List<Integer>> nodes) {
    this.layers = layers;
    this.nodes = nodes;
    this.perNode = nodes.stream().mapToInt(List::size).min().orElseThrow();
  }

  /** {@return the places of a program's operators on a machine} */
  static LayerParallel of(SearchSpace space, Machine machine) {
    List<String> layers =
        space.operators().stream()
            .map(operator -> layer(operator.name()))
            .filter(layer -> !layer.isEmpty())
            .distinct()
            .toList();
    List<List<Integer>> nodes = new ArrayList<>();
    for (int node = 0; node < machine.nodeCount(); node++) {
      nodes.add(new ArrayList<>());
    }
    for (int id = 0; id < machine.processorCount(); id++) {
      nodes.get(machine.processor(id).node()).add(id);
    }
    nodes.removeIf(List::isEmpty);
    return new LayerParallel(layers, nodes);
  }

  private static String layer(String operator) {
    int slash = operator.indexOf('/');
    return slash < 0 ? "" : operator.substring(0, slash);
  }

  /** {@return the processors of an operator: one of each node, over which its samples are split} */
  int[] processors(String operator) {
    int depth = Math.max(0, layers.indexOf(layer(operator)));
    int place = layers.isEmpty() ? 0 : depth * perNode / layers.size();
    return nodes.stream().mapToInt(node -> node.get(place)).toArray();
  }
}
