package org.soapstone.examples.irregular;

import java.util.stream.IntStream;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.regions.Point;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.TaskContext;
import org.soapstone.tasks.TaskDefinition;
import org.soapstone.tasks.TaskRegistry;
import org.soapstone.tasks.instances.FieldData;
import org.soapstone.tasks.instances.FieldView;
import org.soapstone.tasks.instances.RegionView;

/** What the tasks of {@link MiniAero} do to a block, and the same in plain loops over arrays. */
final class MiniAeroTasks {
  /** The tasks by name. */
  static final TaskRegistry REGISTRY =
      TaskRegistry.of(
          TaskDefinition.cpu("fluxes", MiniAeroTasks::fluxes),
          TaskDefinition.cpu("update", MiniAeroTasks::update));

  /** The first of the requirements on faces, of which there is one for each kind. */
  static final int FIRST_KIND = 3;

  private MiniAeroTasks() {}

  /**
   * The arguments of every task.
   *
   * @param stepByCell how long a step is, over how wide a cell is
   */
  record Step(double stepByCell) implements TaskArguments {}

  /** Adds what passes through a block's faces to its cells; the result is the mass that came in. */
  private static void fluxes(TaskContext context) {
    Patchwork[] state = new Patchwork[Gas.COMPONENTS];
    FieldView[] change = new FieldView[Gas.COMPONENTS];
    for (int c = 0; c < Gas.COMPONENTS; c++) {
      state[c] = Patchwork.of(context, MiniAero.STATE[c], 0, 1);
      change[c] = context.region(2).field(MiniAero.CHANGE[c]);
    }
    double[] left = new double[Gas.COMPONENTS];
    double[] right = new double[Gas.COMPONENTS];
    double[] flux = new double[Gas.COMPONENTS];
    double[] entered = new double[1];
    for (AeroMesh.Kind kind : AeroMesh.Kind.values()) {
      RegionView faces = context.region(FIRST_KIND + kind.code());
      faces
          .space()
          .forEachPoint(face -> {
            Point cell = Point.of(faces.field(MiniAero.LEFT).intAt(face));
            Point other = Point.of(faces.field(MiniAero.RIGHT).intAt(face));
            int direction = faces.field(MiniAero.DIRECTION).intAt(face);
            load(state, cell, left);
            switch (kind) {
              case INTERIOR, BORDER -> load(state, other, right);
              default -> Gas.beyond(kind, left, direction, right);
            }
            Gas.flux(left, right, direction, flux);
            for (int c = 0; c < Gas.COMPONENTS; c++) {
              change[c].set(cell, change[c].doubleAt(cell) - flux[c]);
              if (kind == AeroMesh.Kind.INTERIOR) {
                change[c].set(other, change[c].doubleAt(other) + flux[c]);
              }
            }
            boolean inside = kind == AeroMesh.Kind.INTERIOR || kind == AeroMesh.Kind.BORDER;
            entered[0] -= inside ? 0 : flux[0];
          });
    }
    context.result(entered[0]);
  }

  private static void load(Patchwork[] state, Point cell, double[] values) {
    for (int c = 0; c < Gas.COMPONENTS; c++) {
      values[c] = state[c].at(cell);
    }
  }

  /** Moves a block's cells one step on; the result is their mass. */
  private static void update(TaskContext context) {
    double stepByCell = ((Step) context.arguments()).stepByCell();
    RegionView cells = context.region(0);
    for (int c = 0; c < Gas.COMPONENTS; c++) {
      FieldView state = cells.field(MiniAero.STATE[c]);
      FieldView change = cells.field(MiniAero.CHANGE[c]);
      cells
          .space()
          .forEachPoint(cell -> {
            state.set(cell, state.doubleAt(cell) + stepByCell * change.doubleAt(cell));
            change.set(cell, 0.0);
          });
    }
    FieldView density = cells.field(MiniAero.STATE[0]);
    double[] mass = new double[1];
    cells.space().forEachPoint(cell -> mass[0] += density.doubleAt(cell));
    context.result(mass[0]);
  }

  /** {@return the state in the beginning: at rest} */
  static double[][] start(AeroMesh mesh) {
    double[] rest = new double[mesh.cells()];
    return new double[][] {
      mesh.density().clone(), rest.clone(), rest.clone(), rest, mesh.energy().clone()
    };
  }

  /** {@return the components of the state in the end, by plain loops in the same order} */
  static FieldData[] plainLoop(AeroMesh mesh, int steps, double stepByCell) {
    double[][] state = start(mesh);
    for (int step = 0; step < steps; step++) {
      double[][] change = new double[Gas.COMPONENTS][mesh.cells()];
      for (AeroMesh.Kind kind : AeroMesh.Kind.values()) {
        for (int face = 0; face < mesh.faces(); face++) {
          if (mesh.faceKind()[face] == kind.code()) {
            addFlux(mesh, kind, face, state, change);
          }
        }
      }
      for (int c = 0; c < Gas.COMPONENTS; c++) {
        for (int cell = 0; cell < mesh.cells(); cell++) {
          state[c][cell] += stepByCell * change[c][cell];
        }
      }
    }
    Rect cells = Rect.ofExtents(mesh.cells());
    return IntStream.range(0, Gas.COMPONENTS)
        .mapToObj(c -> FieldData.of(cells, state[c]))
        .toArray(FieldData[]::new);
  }

  private static void addFlux(
      AeroMesh mesh, AeroMesh.Kind kind, int face, double[][] state, double[][] change) {
    int cell = mesh.faceLeft()[face];
    int other = mesh.faceRight()[face];
    int direction = mesh.faceDirection()[face];
    double[] left = new double[Gas.COMPONENTS];
    double[] right = new double[Gas.COMPONENTS];
    double[] flux = new double[Gas.COMPONENTS];
    for (int c = 0; c < Gas.COMPONENTS; c++) {
      left[c] = state[c][cell];
      right[c] = other == AeroMesh.NONE ? 0 : state[c][other];
    }
    if (other == AeroMesh.NONE) {
      Gas.beyond(kind, left, direction, right);
    }
    Gas.flux(left, right, direction, flux);
    for (int c = 0; c < Gas.COMPONENTS; c++) {
      change[c][cell] -= flux[c];
      if (kind == AeroMesh.Kind.INTERIOR) {
        change[c][other] += flux[c];
      }
    }
  }
}
