package org.soapstone.examples.irregular;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.soapstone.mapper.DefaultMapper;
import org.soapstone.mapper.Mapper;
import org.soapstone.mapper.launch.FillValue;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.Projection;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.machine.Machines;
import org.soapstone.regions.FieldSet;
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
 * Gas that flows through a mesh of cells at rest, after the mini-application MiniAero.
 *
 * <p>What to learn: <i>ghost cells</i>. A block of cells needs the cells of other blocks beyond its
 * own faces: they are the image of its faces, less its own cells (see {@link MiniAeroPartitions}).
 * A block's faces are cut again by what they are, so that each kind has a loop of its own. Since no
 * two blocks write one cell, the result is that of plain loops to the last bit.
 */
public final class MiniAero {
  private static final FieldSpace CELLS = cells();
  private static final FieldSpace FACES =
      FieldSpace.builder()
          .field("left", FieldType.INT32)
          .field("right", FieldType.INT32)
          .field("direction", FieldType.INT32)
          .field("kind", FieldType.INT32)
          .build();

  /** The fields of a cell's state, and of what is to be added to it. */
  static final int[] STATE = IntStream.range(0, Gas.COMPONENTS).toArray();

  static final int[] CHANGE = IntStream.range(Gas.COMPONENTS, 2 * Gas.COMPONENTS).toArray();
  static final int LEFT = FACES.field("left").id();
  static final int RIGHT = FACES.field("right").id();
  static final int DIRECTION = FACES.field("direction").id();
  static final int KIND = FACES.field("kind").id();
  static final int BLOCK = CELLS.field("block").id();

  private final LogicalRegion cells;
  private final LogicalRegion faces;
  private final MiniAeroPartitions pieces;

  private static FieldSpace cells() {
    FieldSpace.Builder fields = FieldSpace.builder();
    for (String prefix : List.of("", "change of ")) {
      for (String name : List.of("density", "momentumX", "momentumY", "momentumZ", "energy")) {
        fields.field(prefix + name, FieldType.FLOAT64);
      }
    }
    return fields.field("block", FieldType.INT32).build();
  }

  /** The mesh in a runtime's regions, at rest. */
  MiniAero(Runtime runtime, AeroMesh mesh) {
    Rect allCells = Rect.ofExtents(mesh.cells());
    Rect allFaces = Rect.ofExtents(mesh.faces());
    cells = runtime.regions().createRegion("cells", IndexSpace.of(allCells), CELLS);
    faces = runtime.regions().createRegion("faces", IndexSpace.of(allFaces), FACES);
    runtime.write(cells, BLOCK, FieldData.of(allCells, mesh.cellPiece()));
    double[][] start = MiniAeroTasks.start(mesh);
    for (int c = 0; c < Gas.COMPONENTS; c++) {
      runtime.write(cells, STATE[c], FieldData.of(allCells, start[c]));
    }
    runtime.fill(cells, FieldSet.of(CHANGE), FillValue.of(0.0));
    runtime.write(faces, LEFT, FieldData.of(allFaces, mesh.faceLeft()));
    runtime.write(faces, RIGHT, FieldData.of(allFaces, mesh.faceRight()));
    runtime.write(faces, DIRECTION, FieldData.of(allFaces, mesh.faceDirection()));
    runtime.write(faces, KIND, FieldData.of(allFaces, mesh.faceKind()));
    pieces = MiniAeroPartitions.in(runtime, cells, faces, Rect.ofExtents(mesh.pieces()));
  }

  MiniAeroPartitions pieces() {
    return pieces;
  }

  /** {@return one step: what passes through the faces, then the new state} */
  private List<IndexLaunch> step(double stepByCell) {
    var step = new MiniAeroTasks.Step(stepByCell);
    List<RegionRequirement> needs = new ArrayList<>();
    needs.add(cells(pieces.cells(), FieldSet.of(STATE), Privilege.read()));
    needs.add(cells(pieces.ghosts(), FieldSet.of(STATE), Privilege.read()));
    needs.add(cells(pieces.cells(), FieldSet.of(CHANGE), Privilege.readWrite()));
    for (AeroMesh.Kind kind : AeroMesh.Kind.values()) {
      needs.add(
          RegionRequirement.pieces(
              faces,
              pieces.faces(kind),
              Projection.IDENTITY,
              FACES.set("left", "right", "direction"),
              Privilege.read()));
    }
    int[] both = IntStream.concat(IntStream.of(STATE), IntStream.of(CHANGE)).toArray();
    RegionRequirement everything = cells(pieces.cells(), FieldSet.of(both), Privilege.readWrite());
    Rect colours = pieces.cells().colours();
    return List.of(
        IndexLaunch.of("fluxes", colours, step, needs.toArray(RegionRequirement[]::new)),
        IndexLaunch.of("update", colours, step, everything));
  }

  private RegionRequirement cells(IndexPartition part, FieldSet fields, Privilege privilege) {
    return RegionRequirement.pieces(cells, part, Projection.IDENTITY, fields, privilege);
  }

  /**
   * What comes of the program.
   *
   * @param state the five components of each cell's state in the end
   * @param mass of all cells in the end, a cell's volume being one
   * @param enteredMass what came in from outside during all steps
   */
  record Result(List<FieldData> state, double mass, double enteredMass) {}

  /** {@return what comes of some steps, at least one, on a machine} */
  static Result run(Machine machine, Mapper mapper, AeroMesh mesh, int steps, double stepByCell) {
    try (var runtime = Runtime.builder(machine, MiniAeroTasks.REGISTRY).mapper(mapper).build()) {
      MiniAero aero = new MiniAero(runtime, mesh);
      List<IndexLaunch> launches = aero.step(stepByCell);
      List<FutureMap> entered = new ArrayList<>();
      List<FutureMap> masses = new ArrayList<>();
      for (int step = 0; step < steps; step++) {
        entered.add(runtime.launch(launches.get(0)));
        masses.add(runtime.launch(launches.get(1)));
      }
      List<FieldData> state =
          IntStream.of(STATE).mapToObj(field -> runtime.read(aero.cells, field)).toList();
      double enteredMass = 0;
      for (FutureMap step : entered) {
        enteredMass += stepByCell * step.reduce(Double.class, Double::sum).get();
      }
      return new Result(
          state, masses.getLast().reduce(Double.class, Double::sum).get(), enteredMass);
    }
  }

  /**
   * Runs a small mesh here and checks it.
   *
   * @param arguments none
   */
  public static void main(String[] arguments) {
    AeroMesh mesh = AeroMesh.random(10_000, 8, 1);
    Result result = run(Machines.named("local-split"), new DefaultMapper(), mesh, 10, 0.1);
    List<FieldData> plain = List.of(MiniAeroTasks.plainLoop(mesh, 10, 0.1));
    double before = 0;
    for (double density : mesh.density()) {
      before += density;
    }
    System.out.println(
        "bit for bit what plain loops compute: " + (result.state().equals(plain) ? "yes" : "NO"));
    System.out.printf(
        "mass: %.9f before, %.9f came in, %.9f after%n",
        before, result.enteredMass(), result.mass());
  }
}
