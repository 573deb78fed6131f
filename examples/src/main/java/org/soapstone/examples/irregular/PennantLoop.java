package org.soapstone.examples.irregular;

import org.soapstone.regions.Rect;
import org.soapstone.tasks.instances.FieldData;

/** What {@link Pennant} computes, in plain loops over arrays, to check against. */
final class PennantLoop {
  private final PennantMesh mesh;
  private final boolean[] hole;
  private final double[] x;
  private final double[] y;
  private final double[] velocityX;
  private final double[] velocityY;
  private final double[] energy;
  private final double[] zoneMass;
  private final double[] pointMass;

  private PennantLoop(PennantMesh mesh) {
    this.mesh = mesh;
    hole = new boolean[mesh.zones()];
    x = mesh.x().clone();
    y = mesh.y().clone();
    velocityX = new double[mesh.points()];
    velocityY = new double[mesh.points()];
    energy = mesh.energy().clone();
    pointMass = new double[mesh.points()];
    for (int side = 0; side < mesh.sides(); side++) {
      hole[mesh.sideZone()[side]] |= mesh.sideOk()[side] == 0;
    }
    zoneMass = areas();
    for (int side = 0; side < mesh.sides(); side++) {
      int zone = mesh.sideZone()[side];
      if (!hole[zone]) {
        pointMass[mesh.sidePoint()[side]] += zoneMass[zone] / PennantMesh.SIDES;
      }
    }
  }

  /**
   * What plain loops compute.
   *
   * @param x the first coordinate of each point in the end
   * @param y the second
   * @param energy of each zone in the end, for each unit of mass
   */
  record Plain(FieldData x, FieldData y, FieldData energy) {}

  /** {@return what comes of some steps} */
  static Plain run(PennantMesh mesh, int steps, double seconds) {
    PennantLoop loop = new PennantLoop(mesh);
    for (int step = 0; step < steps; step++) {
      loop.step(seconds);
    }
    Rect points = Rect.ofExtents(mesh.points());
    return new Plain(
        FieldData.of(points, loop.x),
        FieldData.of(points, loop.y),
        FieldData.of(Rect.ofExtents(mesh.zones()), loop.energy));
  }

  private double[] areas() {
    double[] areas = new double[mesh.zones()];
    for (int side = 0; side < mesh.sides(); side++) {
      int point = mesh.sidePoint()[side];
      int next = mesh.sideNext()[side];
      areas[mesh.sideZone()[side]] += PennantTasks.area(x[point], y[point], x[next], y[next]);
    }
    return areas;
  }

  private void step(double seconds) {
    double[] pushX = new double[mesh.sides()];
    double[] pushY = new double[mesh.sides()];
    double[] forceX = new double[mesh.points()];
    double[] forceY = new double[mesh.points()];
    double[] areas = areas();
    for (int side = 0; side < mesh.sides(); side++) {
      int zone = mesh.sideZone()[side];
      if (!hole[zone]) {
        int point = mesh.sidePoint()[side];
        int next = mesh.sideNext()[side];
        double pressure = PennantTasks.GAMMA_LESS_ONE * zoneMass[zone] * energy[zone] / areas[zone];
        pushX[side] = 0.5 * pressure * (y[next] - y[point]);
        pushY[side] = 0.5 * pressure * (x[point] - x[next]);
        forceX[point] += pushX[side];
        forceX[next] += pushX[side];
        forceY[point] += pushY[side];
        forceY[next] += pushY[side];
      }
    }
    double[] meanX = move(forceX, velocityX, x, seconds);
    double[] meanY = move(forceY, velocityY, y, seconds);
    for (int side = 0; side < mesh.sides(); side++) {
      int zone = mesh.sideZone()[side];
      int point = mesh.sidePoint()[side];
      int next = mesh.sideNext()[side];
      double power =
          pushX[side] * (meanX[point] + meanX[next]) + pushY[side] * (meanY[point] + meanY[next]);
      energy[zone] -= power * seconds / zoneMass[zone];
    }
  }

  /** Moves every point along one dimension and returns how fast. */
  private double[] move(double[] force, double[] velocity, double[] place, double seconds) {
    double[] mean = new double[place.length];
    for (int point = 0; point < place.length; point++) {
      if (pointMass[point] > 0) {
        double before = velocity[point];
        velocity[point] += force[point] * (seconds / pointMass[point]);
        mean[point] = 0.5 * (before + velocity[point]);
        place[point] += mean[point] * seconds;
      }
    }
    return mean;
  }
}
