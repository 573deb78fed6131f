package org.soapstone.examples;

import java.util.Arrays;
import java.util.List;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.mapper.machine.ProcessorKind;
import org.soapstone.regions.Point;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.TaskBody;
import org.soapstone.tasks.TaskContext;
import org.soapstone.tasks.TaskDefinition;
import org.soapstone.tasks.TaskRegistry;
import org.soapstone.tasks.instances.FieldData;
import org.soapstone.tasks.instances.FieldView;

/**
 * What the tasks of {@link Stencil} do to one tile, and the same without tasks, to check against.
 */
final class HeatTasks {
  /** How fast heat spreads. */
  static final double ALPHA = 0.2;

  private static final double HOT = 100;

  /** The tasks by name. A task may have a variant for each kind of processor. */
  static final TaskRegistry REGISTRY =
      TaskRegistry.of(task("heat", HeatTasks::heat), task("sweep", HeatTasks::sweep));

  private HeatTasks() {}

  private static TaskDefinition task(String name, TaskBody body) {
    // The GPU variant is only ever simulated here: there the body does not matter, its cost does.
    return TaskDefinition.named(name)
        .leaf(ProcessorKind.CPU, body)
        .leaf(ProcessorKind.GPU, body)
        .build();
  }

  /**
   * The arguments of a sweep: values, which also tell the planner what a tile costs.
   *
   * @param alpha how fast heat spreads
   */
  record Sweep(double alpha) implements TaskArguments {
    @Override
    public double flops(List<Rect> rects) {
      return 10.0 * rects.get(1).volume();
    }
  }

  /** Heats a corner of the plate. */
  private static void heat(TaskContext context) {
    FieldView cells = context.region(0).field();
    cells.rect().forEachPoint(cell -> cells.set(cell, initial(cell)));
  }

  private static double initial(Point cell) {
    return cell.coordinate(0) + cell.coordinate(1) < 8 ? HOT : 0;
  }

  /** Moves a tile one step on. No heat leaves the plate: beyond an edge it is as warm as at it. */
  private static void sweep(TaskContext context) {
    double alpha = ((Sweep) context.arguments()).alpha();
    FieldView before = context.region(0).field();
    FieldView after = context.region(1).field();
    FieldView largest = context.region(2).field();
    double heat = 0;
    Rect tile = after.rect();
    for (long row = tile.lo(0); row <= tile.hi(0); row++) {
      for (long column = tile.lo(1); column <= tile.hi(1); column++) {
        Point cell = Point.of(row, column);
        double here = before.doubleAt(cell);
        double change =
            alpha
                * (flow(before, here, Point.of(row - 1, column))
                    + flow(before, here, Point.of(row + 1, column))
                    + flow(before, here, Point.of(row, column - 1))
                    + flow(before, here, Point.of(row, column + 1)));
        after.set(cell, here + change);
        largest.fold(largest.rect().lo(), Math.abs(change));
        heat += here;
      }
    }
    context.result(heat);
  }

  private static double flow(FieldView cells, double here, Point from) {
    return cells.rect().contains(from) ? cells.doubleAt(from) - here : 0;
  }

  /**
   * What the plain loop computes.
   *
   * @param plate the temperatures in the end
   * @param changes the largest change of each step
   */
  record Plain(FieldData plate, FieldData changes) {}

  /** {@return the same computation in one loop over one array} */
  static Plain plainLoop(int side, int stepCount) {
    Rect square = Rect.ofExtents(side, side);
    double[] cells = new double[side * side];
    Arrays.setAll(cells, i -> initial(square.delinearize(i)));
    double[] changes = new double[stepCount];
    for (int step = 0; step < stepCount; step++) {
      double[] next = new double[cells.length];
      for (int i = 0; i < cells.length; i++) {
        double flow = i < side ? 0 : cells[i - side] - cells[i];
        flow += i + side >= cells.length ? 0 : cells[i + side] - cells[i];
        flow += i % side == 0 ? 0 : cells[i - 1] - cells[i];
        flow += i % side == side - 1 ? 0 : cells[i + 1] - cells[i];
        next[i] = cells[i] + ALPHA * flow;
        changes[step] = Math.max(changes[step], Math.abs(ALPHA * flow));
      }
      cells = next;
    }
    return new Plain(FieldData.of(square, cells), FieldData.of(Rect.ofExtents(stepCount), changes));
  }
}
