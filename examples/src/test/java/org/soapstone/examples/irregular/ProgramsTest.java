package org.soapstone.examples.irregular;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.soapstone.mapper.DefaultMapper;
import org.soapstone.mapper.Mapper;
import org.soapstone.mapper.Mappers;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.machine.Machines;
import org.soapstone.regions.IndexPartition;
import org.soapstone.tasks.Runtime;
import org.soapstone.tasks.instances.FieldData;
import org.soapstone.tasks.partitioning.DeferredPartition;

/** The three programs on the runtime, against plain loops and against what physics keeps. */
@Timeout(120)
final class ProgramsTest {
  private static final long SEED = Long.getLong("soapstone.seed", 5);

  private static Machine machine(String name) {
    return Machines.named(name);
  }

  @ParameterizedTest
  @CsvSource({"local, 1", "local, 9", "local-split, 6", "local-split, 16"})
  void theCircuitKeepsItsCharge(String machine, int pieces) {
    CircuitGraph graph = CircuitGraph.random(600, 2_000, pieces, SEED);
    Circuit.Result result = Circuit.run(machine(machine), new DefaultMapper(), graph, 12, 0.1);
    CircuitTasks.Plain plain = CircuitTasks.plainLoop(graph, 12, 0.1);
    String seed = "seed " + SEED;
    // Charges meet in another order than in a loop; voltages and currents are of order one.
    assertThat(Comparison.largestDifference(result.voltage(), plain.voltage()))
        .as(seed)
        .isLessThan(1e-13);
    assertThat(Comparison.largestDifference(result.current(), plain.current()))
        .as(seed)
        .isLessThan(1e-13);
    FieldData start = FieldData.of(plain.voltage().rect(), graph.voltage());
    assertThat(Comparison.largestDifference(result.voltage(), start)).as(seed).isGreaterThan(0.1);
    double charge = 0;
    for (int node = 0; node < graph.nodes(); node++) {
      charge += graph.capacitance()[node] * graph.voltage()[node];
    }
    assertThat(result.charge()).as(seed).isCloseTo(charge, within(1e-10));
  }

  @ParameterizedTest
  @CsvSource({"local, 1, 0", "local, 6, 0", "local-split, 4, 50000", "local-split, 20, 20000"})
  void thePennantMeshKeepsMassMomentumAndEnergy(String machine, int pieces, int badZones) {
    PennantMesh mesh = PennantMesh.random(2_000, pieces, badZones, SEED);
    Pennant.Result result = Pennant.run(machine(machine), new DefaultMapper(), mesh, 10, 0.002);
    PennantLoop.Plain plain = PennantLoop.run(mesh, 10, 0.002);
    String seed = "seed " + SEED;
    // Forces meet in another order than in a loop; all values are of order one.
    assertThat(Comparison.largestDifference(result.x(), plain.x())).as(seed).isLessThan(1e-13);
    assertThat(Comparison.largestDifference(result.y(), plain.y())).as(seed).isLessThan(1e-13);
    assertThat(Comparison.largestDifference(result.energy(), plain.energy()))
        .as(seed)
        .isLessThan(1e-12);
    assertThat(Math.abs(result.motion().momentumX())).as(seed).isLessThan(1e-14);
    assertThat(Math.abs(result.motion().momentumY())).as(seed).isLessThan(1e-14);
    assertThat(result.motion().energy()).as(seed).isGreaterThan(1e-3);
    // Density is one in the beginning, and holes have nothing.
    boolean[] hole = new boolean[mesh.zones()];
    double mass = 0;
    double energy = 0;
    for (int side = 0; side < mesh.sides(); side++) {
      hole[mesh.sideZone()[side]] |= mesh.sideOk()[side] == 0;
    }
    for (int side = 0; side < mesh.sides(); side++) {
      int zone = mesh.sideZone()[side];
      int point = mesh.sidePoint()[side];
      int next = mesh.sideNext()[side];
      if (!hole[zone]) {
        double area =
            PennantTasks.area(mesh.x()[point], mesh.y()[point], mesh.x()[next], mesh.y()[next]);
        mass += area;
        energy += area * mesh.energy()[zone];
      }
    }
    if (badZones == 0) {
      assertThat(mass).as("area of the unit square").isCloseTo(1, within(1e-12));
    }
    assertThat(result.mass()).as(seed).isCloseTo(mass, within(1e-12));
    assertThat(result.innerEnergy() + result.motion().energy())
        .as(seed)
        .isCloseTo(energy, within(1e-12));
  }

  @ParameterizedTest
  @CsvSource({"local, 1", "local, 5", "local-split, 8", "local-split, 12"})
  void miniAeroComputesWhatPlainLoopsComputeToTheLastBit(String machine, int pieces) {
    AeroMesh mesh = AeroMesh.random(3_000, pieces, SEED);
    MiniAero.Result result = MiniAero.run(machine(machine), new DefaultMapper(), mesh, 6, 0.1);
    String seed = "seed " + SEED;
    assertThat(result.state()).as(seed).isEqualTo(List.of(MiniAeroTasks.plainLoop(mesh, 6, 0.1)));
    double before = Arrays.stream(mesh.density()).sum();
    assertThat(result.enteredMass()).as(seed).isGreaterThan(0.1);
    assertThat(result.mass())
        .as(seed)
        .isCloseTo(before + result.enteredMass(), within(1e-12 * before));
  }

  @ParameterizedTest
  @CsvSource({"4", "9"})
  void machineAndMapperChangeNoBit(int pieces) {
    Mapper dealt = Mappers.named("pinned");
    CircuitGraph graph = CircuitGraph.random(200, 600, pieces, SEED);
    assertThat(Circuit.run(machine("local-split"), dealt, graph, 3, 0.1))
        .isEqualTo(Circuit.run(machine("local"), new DefaultMapper(), graph, 3, 0.1));
    PennantMesh mesh = PennantMesh.random(600, pieces, 1_000, SEED);
    assertThat(Pennant.run(machine("local-split"), dealt, mesh, 3, 0.002))
        .isEqualTo(Pennant.run(machine("local"), new DefaultMapper(), mesh, 3, 0.002));
  }

  @Test
  void theRunningProgramsPartitionAsThePureOperatorsDo() {
    CircuitGraph graph = CircuitGraph.random(300, 900, 7, SEED);
    PennantMesh mesh = PennantMesh.random(1_200, 6, 20_000, SEED);
    AeroMesh aero = AeroMesh.random(1_500, 8, SEED);
    try (Runtime runtime = Runtime.builder(machine("local-split"), CircuitTasks.REGISTRY).build()) {
      CircuitPartitions circuit = new Circuit(runtime, graph).pieces();
      CircuitPartitions pure = CircuitPartitions.of(graph, 1);
      assertThat(value(circuit.own())).isEqualTo(pure.own());
      assertThat(value(circuit.wires())).isEqualTo(pure.wires());
      assertThat(value(circuit.ghostNodes())).isEqualTo(pure.ghostNodes());
      assertThat(value(circuit.privateNodes())).isEqualTo(pure.privateNodes());
      assertThat(value(circuit.sharedNodes())).isEqualTo(pure.sharedNodes());

      PennantPartitions pennant = new Pennant(runtime, mesh).pieces();
      PennantPartitions pureMesh = PennantPartitions.of(mesh, 1);
      assertThat(value(pennant.badSides())).isEqualTo(pureMesh.badSides());
      assertThat(value(pennant.zones())).isEqualTo(pureMesh.zones());
      assertThat(value(pennant.sides())).isEqualTo(pureMesh.sides());
      assertThat(value(pennant.points())).isEqualTo(pureMesh.points());
      assertThat(value(pennant.ownPoints())).isEqualTo(pureMesh.ownPoints());
      assertThat(value(pennant.ghostPoints())).isEqualTo(pureMesh.ghostPoints());
      assertThat(value(pennant.privatePoints())).isEqualTo(pureMesh.privatePoints());
      assertThat(value(pennant.sharedPoints())).isEqualTo(pureMesh.sharedPoints());

      MiniAeroPartitions miniaero = new MiniAero(runtime, aero).pieces();
      MiniAeroPartitions pureAero = MiniAeroPartitions.of(aero, 1);
      assertThat(value(miniaero.cells())).isEqualTo(pureAero.cells());
      assertThat(value(miniaero.faces())).isEqualTo(pureAero.faces());
      assertThat(value(miniaero.ghosts())).isEqualTo(pureAero.ghosts());
      for (AeroMesh.Kind kind : AeroMesh.Kind.values()) {
        assertThat(value(miniaero.faces(kind))).as("%s", kind).isEqualTo(pureAero.faces(kind));
      }
    }
  }

  private static IndexPartition value(IndexPartition partition) {
    return ((DeferredPartition) partition).value();
  }
}
