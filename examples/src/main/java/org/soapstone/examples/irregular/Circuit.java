package org.soapstone.examples.irregular;

import java.util.List;
import org.soapstone.mapper.DefaultMapper;
import org.soapstone.mapper.Mapper;
import org.soapstone.mapper.launch.FillValue;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.Projection;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.machine.Machines;
import org.soapstone.regions.BuiltInReduction;
import org.soapstone.regions.FieldSpace;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.IndexPartition;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.Privilege;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.FutureMap;
import org.soapstone.tasks.Runtime;
import org.soapstone.tasks.instances.FieldData;

/**
 * An electric circuit over a random graph.
 *
 * <p>What to learn: data without a shape is cut by <i>dependent partitioning</i>. One field says
 * which piece a node is in; all else follows (see {@link CircuitPartitions}): which wires go with
 * it, which nodes of other pieces they touch. A piece's <i>private</i> nodes are its own business,
 * its <i>shared</i> ones are touched by others, its <i>ghosts</i> are others' that it touches.
 * Where several pieces bring charge to a node they do so by <i>reduction</i>, and need not wait for
 * each other.
 */
public final class Circuit {
  private static final FieldSpace NODE =
      FieldSpace.builder()
          .field("piece", FieldType.INT32)
          .field("capacitance", FieldType.FLOAT64)
          .field("voltage", FieldType.FLOAT64)
          .field("charge", FieldType.FLOAT64)
          .build();
  private static final FieldSpace WIRE =
      FieldSpace.builder()
          .field("in", FieldType.INT32)
          .field("out", FieldType.INT32)
          .field("resistance", FieldType.FLOAT64)
          .field("inductance", FieldType.FLOAT64)
          .field("current", FieldType.FLOAT64)
          .build();

  static final int PIECE = NODE.field("piece").id();
  static final int CAPACITANCE = NODE.field("capacitance").id();
  static final int VOLTAGE = NODE.field("voltage").id();
  static final int CHARGE = NODE.field("charge").id();
  static final int IN = WIRE.field("in").id();
  static final int OUT = WIRE.field("out").id();
  static final int RESISTANCE = WIRE.field("resistance").id();
  static final int INDUCTANCE = WIRE.field("inductance").id();
  static final int CURRENT = WIRE.field("current").id();

  /** Charges of several pieces meet in another order than in a loop; all values are about one. */
  private static final double TOLERANCE = 1e-12;

  private final LogicalRegion nodes;
  private final LogicalRegion wires;
  private final CircuitPartitions pieces;

  /** The circuit in a runtime's regions, ready to run. */
  Circuit(Runtime runtime, CircuitGraph graph) {
    Rect allNodes = Rect.ofExtents(graph.nodes());
    Rect allWires = Rect.ofExtents(graph.wires());
    nodes = runtime.regions().createRegion("nodes", IndexSpace.of(allNodes), NODE);
    wires = runtime.regions().createRegion("wires", IndexSpace.of(allWires), WIRE);
    runtime.write(nodes, PIECE, FieldData.of(allNodes, graph.nodePiece()));
    runtime.write(nodes, CAPACITANCE, FieldData.of(allNodes, graph.capacitance()));
    runtime.write(nodes, VOLTAGE, FieldData.of(allNodes, graph.voltage()));
    runtime.write(wires, IN, FieldData.of(allWires, graph.wireIn()));
    runtime.write(wires, OUT, FieldData.of(allWires, graph.wireOut()));
    runtime.write(wires, RESISTANCE, FieldData.of(allWires, graph.resistance()));
    runtime.write(wires, INDUCTANCE, FieldData.of(allWires, graph.inductance()));
    pieces = CircuitPartitions.in(runtime, nodes, wires, Rect.ofExtents(graph.pieces()));
    runtime.fill(nodes, NODE.set("charge"), FillValue.of(0.0));
    runtime.fill(wires, WIRE.set("current"), FillValue.of(0.0));
  }

  CircuitPartitions pieces() {
    return pieces;
  }

  /** {@return one step: new currents, then the charges that they move, then new voltages} */
  private List<IndexLaunch> step(double seconds) {
    Rect colours = pieces.own().colours();
    var step = new CircuitTasks.Step(seconds);
    return List.of(
        IndexLaunch.of(
            "currents",
            colours,
            step,
            wires(Privilege.read(), "in", "out", "resistance", "inductance"),
            wires(Privilege.readWrite(), "current"),
            nodes(pieces.privateNodes(), Privilege.read(), "voltage"),
            nodes(pieces.sharedNodes(), Privilege.read(), "voltage"),
            nodes(pieces.ghostNodes(), Privilege.read(), "voltage")),
        IndexLaunch.of(
            "charges",
            colours,
            step,
            wires(Privilege.read(), "in", "out", "current"),
            nodes(pieces.privateNodes(), Privilege.readWrite(), "charge"),
            nodes(pieces.sharedNodes(), Privilege.reduce(BuiltInReduction.SUM_F64), "charge"),
            nodes(pieces.ghostNodes(), Privilege.reduce(BuiltInReduction.SUM_F64), "charge")),
        IndexLaunch.of(
            "voltages",
            colours,
            step,
            nodes(pieces.own(), Privilege.read(), "capacitance"),
            nodes(pieces.own(), Privilege.readWrite(), "voltage", "charge")));
  }

  private RegionRequirement nodes(IndexPartition part, Privilege privilege, String... fields) {
    return RegionRequirement.pieces(nodes, part, Projection.IDENTITY, NODE.set(fields), privilege);
  }

  private RegionRequirement wires(Privilege privilege, String... fields) {
    return RegionRequirement.pieces(
        wires, pieces.wires(), Projection.IDENTITY, WIRE.set(fields), privilege);
  }

  /**
   * What comes of the program.
   *
   * @param voltage of each node in the end
   * @param current of each wire in the end
   * @param charge in all nodes together, in the end
   */
  record Result(FieldData voltage, FieldData current, double charge) {}

  /** {@return what comes of some steps, at least one, on a machine} */
  static Result run(Machine machine, Mapper mapper, CircuitGraph graph, int steps, double seconds) {
    try (var runtime = Runtime.builder(machine, CircuitTasks.REGISTRY).mapper(mapper).build()) {
      Circuit circuit = new Circuit(runtime, graph);
      List<IndexLaunch> launches = circuit.step(seconds);
      FutureMap charges = null;
      for (int step = 0; step < steps; step++) {
        for (IndexLaunch launch : launches) {
          charges = runtime.launch(launch);
        }
      }
      return new Result(
          runtime.read(circuit.nodes, VOLTAGE),
          runtime.read(circuit.wires, CURRENT),
          charges.reduce(Double.class, Double::sum).get());
    }
  }

  /**
   * Runs a small circuit here and checks it.
   *
   * @param arguments none
   */
  public static void main(String[] arguments) {
    CircuitGraph graph = CircuitGraph.random(2_500, 10_000, 8, 1);
    Result result = run(Machines.named("local-split"), new DefaultMapper(), graph, 20, 0.1);
    CircuitTasks.Plain plain = CircuitTasks.plainLoop(graph, 20, 0.1);
    double difference =
        Math.max(
            Comparison.largestDifference(result.voltage(), plain.voltage()),
            Comparison.largestDifference(result.current(), plain.current()));
    System.out.printf(
        "voltages and currents are those of plain loops: %s (largest difference %.1e)%n",
        difference < TOLERANCE ? "yes" : "NO", difference);
    double before = 0;
    for (int node = 0; node < graph.nodes(); node++) {
      before += graph.capacitance()[node] * graph.voltage()[node];
    }
    System.out.printf("charge: %.12f C before, %.12f C after%n", before, result.charge());
  }
}
