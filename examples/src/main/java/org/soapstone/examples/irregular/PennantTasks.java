package org.soapstone.examples.irregular;

import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.regions.Point;
import org.soapstone.tasks.TaskContext;
import org.soapstone.tasks.TaskDefinition;
import org.soapstone.tasks.TaskRegistry;
import org.soapstone.tasks.instances.FieldView;
import org.soapstone.tasks.instances.RegionView;

/**
 * What the tasks of {@link Pennant} do to a piece: gas in zones that move with it.
 *
 * <p>The scheme is the compatible one of Caramana et al. 1998: the work that a side's force does on
 * its points is taken from its zone, so that energy is kept to rounding, as momentum is.
 */
final class PennantTasks {
  /** The tasks by name. */
  static final TaskRegistry REGISTRY =
      TaskRegistry.of(
          TaskDefinition.cpu("masses", PennantTasks::masses),
          TaskDefinition.cpu("forces", PennantTasks::forces),
          TaskDefinition.cpu("motion", PennantTasks::motion),
          TaskDefinition.cpu("work", PennantTasks::work));

  /** The ratio of specific heats, less one. */
  static final double GAMMA_LESS_ONE = 0.4;

  private PennantTasks() {}

  /**
   * The arguments of a step's tasks.
   *
   * @param seconds how long a step is
   */
  record Step(double seconds) implements TaskArguments {}

  /**
   * What a piece's points have.
   *
   * @param momentumX their momentum along x
   * @param momentumY their momentum along y
   * @param energy their kinetic energy
   */
  record Motion(double momentumX, double momentumY, double energy) {
    Motion plus(Motion other) {
      return new Motion(
          momentumX + other.momentumX, momentumY + other.momentumY, energy + other.energy);
    }
  }

  /** A side's share of its zone's area: the triangle that it spans with the origin. */
  static double area(double x, double y, double nextX, double nextY) {
    return 0.5 * (x * nextY - nextX * y);
  }

  /** The pointers of a piece's sides. */
  private record Sides(RegionView region, FieldView zones, FieldView points, FieldView nexts) {
    static Sides of(TaskContext context, int requirement) {
      RegionView region = context.region(requirement);
      return new Sides(
          region,
          region.field(Pennant.ZONE),
          region.field(Pennant.POINT),
          region.field(Pennant.NEXT));
    }

    interface Visitor {
      void side(Point side, Point zone, Point point, Point next);
    }

    void forEach(Visitor visitor) {
      region
          .space()
          .forEachPoint(side ->
              visitor.side(
                  side,
                  Point.of(zones.intAt(side)),
                  Point.of(points.intAt(side)),
                  Point.of(nexts.intAt(side))));
    }
  }

  private static void add(FieldView field, Point point, double value) {
    field.set(point, field.doubleAt(point) + value);
  }

  /** Zones have density one to begin with; each side brings a quarter of its zone to its point. */
  private static void masses(TaskContext context) {
    Sides sides = Sides.of(context, 0);
    FieldView mass = context.region(1).field(Pennant.ZONE_MASS);
    Patchwork x = Patchwork.of(context, Pennant.X, 2, 3, 4);
    Patchwork y = Patchwork.of(context, Pennant.Y, 2, 3, 4);
    Patchwork pointMass = Patchwork.of(context, Pennant.MASS, 5, 6, 7);
    sides.forEach((side, zone, point, next) ->
        add(mass, zone, area(x.at(point), y.at(point), x.at(next), y.at(next))));
    sides.forEach(
        (side, zone, point, next) -> pointMass.add(point, mass.doubleAt(zone) / PennantMesh.SIDES));
    double[] total = new double[1];
    context.region(1).space().forEachPoint(zone -> total[0] += mass.doubleAt(zone));
    context.result(total[0]);
  }

  /** A zone's pressure pushes each of its sides outwards: half the force on each of its ends. */
  private static void forces(TaskContext context) {
    Sides sides = Sides.of(context, 0);
    FieldView pushX = context.region(1).field(Pennant.PUSH_X);
    FieldView pushY = context.region(1).field(Pennant.PUSH_Y);
    FieldView mass = context.region(2).field(Pennant.ZONE_MASS);
    FieldView energy = context.region(2).field(Pennant.ENERGY);
    FieldView area = context.region(3).field(Pennant.AREA);
    Patchwork x = Patchwork.of(context, Pennant.X, 4, 5, 6);
    Patchwork y = Patchwork.of(context, Pennant.Y, 4, 5, 6);
    Patchwork forceX = Patchwork.of(context, Pennant.FORCE_X, 7, 8, 9);
    Patchwork forceY = Patchwork.of(context, Pennant.FORCE_Y, 7, 8, 9);
    context.region(3).space().forEachPoint(zone -> area.set(zone, 0.0));
    sides.forEach((side, zone, point, next) ->
        add(area, zone, area(x.at(point), y.at(point), x.at(next), y.at(next))));
    sides.forEach((side, zone, point, next) -> {
      double pressure =
          GAMMA_LESS_ONE * mass.doubleAt(zone) * energy.doubleAt(zone) / area.doubleAt(zone);
      double alongX = 0.5 * pressure * (y.at(next) - y.at(point));
      double alongY = 0.5 * pressure * (x.at(point) - x.at(next));
      pushX.set(side, alongX);
      pushY.set(side, alongY);
      forceX.add(point, alongX);
      forceX.add(next, alongX);
      forceY.add(point, alongY);
      forceY.add(next, alongY);
    });
  }

  /** Newton's second law for a piece's own points; the result is their {@link Motion}. */
  private static void motion(TaskContext context) {
    double seconds = ((Step) context.arguments()).seconds();
    FieldView mass = context.region(0).field(Pennant.MASS);
    RegionView points = context.region(1);
    Motion[] total = {new Motion(0, 0, 0)};
    points
        .space()
        .forEachPoint(point -> {
          double m = mass.doubleAt(point);
          // Inside a hole nothing is moved.
          if (m > 0) {
            double vx =
                move(
                    point,
                    seconds / m,
                    seconds,
                    points.field(Pennant.FORCE_X),
                    points.field(Pennant.VELOCITY_X),
                    points.field(Pennant.MEAN_X),
                    points.field(Pennant.X));
            double vy =
                move(
                    point,
                    seconds / m,
                    seconds,
                    points.field(Pennant.FORCE_Y),
                    points.field(Pennant.VELOCITY_Y),
                    points.field(Pennant.MEAN_Y),
                    points.field(Pennant.Y));
            total[0] = total[0].plus(new Motion(m * vx, m * vy, 0.5 * m * (vx * vx + vy * vy)));
          }
        });
    context.result(total[0]);
  }

  /** Moves a point along one dimension and returns its new velocity. */
  private static double move(
      Point point,
      double secondsPerMass,
      double seconds,
      FieldView force,
      FieldView velocity,
      FieldView mean,
      FieldView place) {
    double before = velocity.doubleAt(point);
    double after = before + force.doubleAt(point) * secondsPerMass;
    velocity.set(point, after);
    mean.set(point, 0.5 * (before + after));
    add(place, point, mean.doubleAt(point) * seconds);
    force.set(point, 0.0);
    return after;
  }

  /** A zone pays for the work of its sides; the result is the inner energy of a piece's zones. */
  private static void work(TaskContext context) {
    double seconds = ((Step) context.arguments()).seconds();
    Sides sides = Sides.of(context, 0);
    FieldView pushX = context.region(0).field(Pennant.PUSH_X);
    FieldView pushY = context.region(0).field(Pennant.PUSH_Y);
    FieldView mass = context.region(1).field(Pennant.ZONE_MASS);
    FieldView energy = context.region(2).field(Pennant.ENERGY);
    Patchwork vx = Patchwork.of(context, Pennant.MEAN_X, 3, 4, 5);
    Patchwork vy = Patchwork.of(context, Pennant.MEAN_Y, 3, 4, 5);
    sides.forEach((side, zone, point, next) -> {
      double power =
          pushX.doubleAt(side) * (vx.at(point) + vx.at(next))
              + pushY.doubleAt(side) * (vy.at(point) + vy.at(next));
      add(energy, zone, -power * seconds / mass.doubleAt(zone));
    });
    double[] total = new double[1];
    context
        .region(2)
        .space()
        .forEachPoint(zone -> total[0] += mass.doubleAt(zone) * energy.doubleAt(zone));
    context.result(total[0]);
  }
}
