package org.soapstone.examples.irregular;

import org.soapstone.regions.IndexPartition;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.Rect;
import org.soapstone.regions.deppart.Columns;
import org.soapstone.regions.deppart.FieldOperator;
import org.soapstone.regions.deppart.Partitions;
import org.soapstone.regions.deppart.Uncoloured;
import org.soapstone.tasks.Runtime;
import org.soapstone.tasks.partitioning.RegionColumns;

/**
 * How a circuit is cut (Treichler et al., OOPSLA 2016).
 *
 * @param own the nodes of each piece
 * @param wires the wires of each piece: those that start at its nodes
 * @param ghostNodes the nodes of other pieces that a piece's wires end at
 * @param privateNodes a piece's nodes that only its own wires end at
 * @param sharedNodes a piece's nodes that are ghosts of others
 */
public record CircuitPartitions(
    IndexPartition own,
    IndexPartition wires,
    IndexPartition ghostNodes,
    IndexPartition privateNodes,
    IndexPartition sharedNodes) {

  /**
   * {@return the partitions of a circuit in a running program} Nothing waits here: each operator is
   * an operation of the program, and launches may name what it will make.
   */
  static CircuitPartitions in(
      Runtime runtime, LogicalRegion nodes, LogicalRegion wires, Rect colours) {
    var operators = runtime.partitions();
    IndexSpace allNodes = nodes.indexSpace();
    var own = operators.byField(RegionColumns.of(nodes, "piece"), colours);
    var ownWires = operators.preimage(RegionColumns.of(wires, "in"), own);
    RegionColumns out = RegionColumns.of(wires, "out");
    var ghosts = operators.imageDifference(ownWires, out, allNodes, own);
    var shared = operators.unionOf(ghosts);
    return new CircuitPartitions(
        own,
        ownWires,
        ghosts,
        operators.mirror(own, operators.difference(allNodes, shared)),
        operators.mirror(own, shared));
  }

  /**
   * {@return the partitions of a circuit that is in arrays, not in regions: the same}
   *
   * @param graph the circuit
   * @param workers how many threads may work on it, at least 1
   */
  public static CircuitPartitions of(CircuitGraph graph, int workers) {
    Rect allNodes = Rect.ofExtents(graph.nodes());
    Rect allWires = Rect.ofExtents(graph.wires());
    Columns piece = Columns.of(allNodes, graph.nodePiece());
    Columns in = Columns.of(allWires, graph.wireIn());
    Columns out = Columns.of(allWires, graph.wireOut());
    IndexSpace nodes = IndexSpace.of(allNodes);
    Rect colours = Rect.ofExtents(graph.pieces());

    var own = FieldOperator.byField(nodes, colours, Uncoloured.REFUSED).apply(piece, workers);
    var wires = FieldOperator.preimage(IndexSpace.of(allWires), own).apply(in, workers);
    var ghosts = FieldOperator.imageDifference(wires, nodes, own).apply(out, workers);
    IndexSpace shared = Partitions.unionOf(ghosts);
    return new CircuitPartitions(
        own,
        wires,
        ghosts,
        Partitions.mirror(own, nodes.difference(shared)),
        Partitions.mirror(own, shared));
  }
}
