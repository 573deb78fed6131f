package org.soapstone.examples.irregular;

import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.regions.Point;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.TaskContext;
import org.soapstone.tasks.TaskDefinition;
import org.soapstone.tasks.TaskRegistry;
import org.soapstone.tasks.instances.FieldData;
import org.soapstone.tasks.instances.FieldView;

/** What the tasks of {@link Circuit} do to a piece, and the same in plain loops over arrays. */
final class CircuitTasks {
  /** The tasks by name. */
  static final TaskRegistry REGISTRY =
      TaskRegistry.of(
          TaskDefinition.cpu("currents", CircuitTasks::currents),
          TaskDefinition.cpu("charges", CircuitTasks::charges),
          TaskDefinition.cpu("voltages", CircuitTasks::voltages));

  private CircuitTasks() {}

  /**
   * The arguments of every task.
   *
   * @param seconds how long a step is
   */
  record Step(double seconds) implements TaskArguments {}

  /** The current that flows in the end of a step, from Ohm's and Faraday's laws. */
  private static double current(
      double before, double drop, double resistance, double inductance, double seconds) {
    double inertia = inductance / seconds;
    return (drop + inertia * before) / (resistance + inertia);
  }

  /** New currents of a piece's wires, from the voltages of the nodes at their ends. */
  private static void currents(TaskContext context) {
    double seconds = ((Step) context.arguments()).seconds();
    FieldView in = context.region(0).field(Circuit.IN);
    FieldView out = context.region(0).field(Circuit.OUT);
    FieldView resistance = context.region(0).field(Circuit.RESISTANCE);
    FieldView inductance = context.region(0).field(Circuit.INDUCTANCE);
    FieldView current = context.region(1).field(Circuit.CURRENT);
    Patchwork voltage = Patchwork.of(context, Circuit.VOLTAGE, 2, 3, 4);
    context
        .region(0)
        .space()
        .forEachPoint(wire -> {
          double drop =
              voltage.at(Point.of(in.intAt(wire))) - voltage.at(Point.of(out.intAt(wire)));
          double next =
              current(
                  current.doubleAt(wire),
                  drop,
                  resistance.doubleAt(wire),
                  inductance.doubleAt(wire),
                  seconds);
          current.set(wire, next);
        });
  }

  /** Moves charge along a piece's wires: out of one node, into another. */
  private static void charges(TaskContext context) {
    double seconds = ((Step) context.arguments()).seconds();
    FieldView in = context.region(0).field(Circuit.IN);
    FieldView out = context.region(0).field(Circuit.OUT);
    FieldView current = context.region(0).field(Circuit.CURRENT);
    Patchwork charge = Patchwork.of(context, Circuit.CHARGE, 1, 2, 3);
    context
        .region(0)
        .space()
        .forEachPoint(wire -> {
          double moved = current.doubleAt(wire) * seconds;
          charge.add(Point.of(in.intAt(wire)), -moved);
          charge.add(Point.of(out.intAt(wire)), moved);
        });
  }

  /** New voltages of a piece's nodes, from the charge that came; the result is their charge. */
  private static void voltages(TaskContext context) {
    FieldView capacitance = context.region(0).field(Circuit.CAPACITANCE);
    FieldView voltage = context.region(1).field(Circuit.VOLTAGE);
    FieldView charge = context.region(1).field(Circuit.CHARGE);
    double[] total = new double[1];
    context
        .region(1)
        .space()
        .forEachPoint(node -> {
          double farads = capacitance.doubleAt(node);
          double volts = voltage.doubleAt(node) + charge.doubleAt(node) / farads;
          voltage.set(node, volts);
          charge.set(node, 0.0);
          total[0] += farads * volts;
        });
    context.result(total[0]);
  }

  /**
   * What plain loops compute.
   *
   * @param voltage of each node in the end
   * @param current of each wire in the end
   */
  record Plain(FieldData voltage, FieldData current) {}

  /** {@return the same computation, wire by wire and node by node} */
  static Plain plainLoop(CircuitGraph graph, int steps, double seconds) {
    double[] voltage = graph.voltage().clone();
    double[] current = new double[graph.wires()];
    for (int step = 0; step < steps; step++) {
      double[] charge = new double[graph.nodes()];
      for (int wire = 0; wire < current.length; wire++) {
        int in = graph.wireIn()[wire];
        int out = graph.wireOut()[wire];
        current[wire] =
            current(
                current[wire],
                voltage[in] - voltage[out],
                graph.resistance()[wire],
                graph.inductance()[wire],
                seconds);
        charge[in] -= current[wire] * seconds;
        charge[out] += current[wire] * seconds;
      }
      for (int node = 0; node < voltage.length; node++) {
        voltage[node] += charge[node] / graph.capacitance()[node];
      }
    }
    return new Plain(
        FieldData.of(Rect.ofExtents(voltage.length), voltage),
        FieldData.of(Rect.ofExtents(current.length), current));
  }
}
