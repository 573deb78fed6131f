package org.soapstone.benchmarks.paper;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.soapstone.benchmarks.paper.PaperCluster.Bandwidths;
import org.soapstone.dnn.lowering.SlottedModel;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.soap.SearchSpace;
import org.soapstone.mapper.soap.Strategies;
import org.soapstone.simulator.cost.AnalyticCosts;
import org.soapstone.simulator.cost.CostModel;
import org.soapstone.simulator.cost.PlanCosts;
import org.soapstone.simulator.cost.ScaledCosts;
import org.soapstone.simulator.search.Plan;
import org.soapstone.simulator.simulation.FullSimulation;
import org.soapstone.simulator.simulation.NodeCosts;
import org.soapstone.tasks.graph.CostKey;
import org.soapstone.tasks.graph.NodeKind;
import org.soapstone.tasks.graph.TaskGraph;

/**
 * One network under one strategy by hand, synchronised by parameter servers, on growing parts of a
 * cluster. The task graphs are made once; then any bandwidths can be tried.
 */
final class Curve {
  private static final double NANOS_PER_SECOND = 1e9;

  private final PaperNetwork network;
  private final PaperCluster cluster;
  private final double scale;
  private final List<Point> points;

  /** The task graph on some GPUs, and what its tasks take. */
  private record Point(int devices, TaskGraph graph, PlanCosts tasks) {}

  /** The times of tasks as they were learnt, of movements as a machine's links have it. */
  private record OnLinks(PlanCosts tasks, CostModel links) implements NodeCosts {
    @Override
    public long taskNanos(CostKey key) {
      return tasks.taskNanos(key);
    }

    @Override
    public long movementNanos(
        NodeKind kind, int processor, int sourceMemory, int targetMemory, long bytes) {
      return links.movementNanos(kind, processor, sourceMemory, targetMemory, bytes);
    }
  }

  private Curve(PaperNetwork network, PaperCluster cluster, double scale, List<Point> points) {
    this.network = network;
    this.cluster = cluster;
    this.scale = scale;
    this.points = points;
  }

  /**
   * {@return the curve of a network}
   *
   * @param strategy the name of a built-in strategy
   * @param deviceCounts the numbers of GPUs
   * @param oneDevicePerSecond samples a second of one GPU, which the times of tasks are scaled to
   */
  static Curve of(
      PaperNetwork network,
      PaperCluster cluster,
      String strategy,
      List<Integer> deviceCounts,
      double oneDevicePerSecond) {
    double scale = scale(network, cluster, oneDevicePerSecond);
    List<Point> points = new ArrayList<>();
    for (int devices : deviceCounts) {
      Machine machine = cluster.machine(devices, cluster.nominal());
      SearchSpace space = SlottedModel.parameterServer(network.lower(devices), machine);
      Plan plan =
          Plan.of(
              space,
              machine,
              Strategies.named(strategy, space, machine).configurations(space, machine));
      points.add(new Point(devices, plan.graph(1), plan.costs(costs(machine, scale))));
    }
    return new Curve(network, cluster, scale, points);
  }

  static CostModel costs(Machine machine, double scale) {
    return new ScaledCosts(new AnalyticCosts(machine), scale);
  }

  /**
   * The factor on all tasks by which one GPU is as fast as the paper's. On one GPU nothing runs
   * beside anything, so the time of a step is linear in it.
   */
  private static double scale(
      PaperNetwork network, PaperCluster cluster, double oneDevicePerSecond) {
    Machine one = cluster.machine(1, cluster.nominal());
    SearchSpace space = SlottedModel.parameterServer(network.lower(1), one);
    Plan plan =
        Plan.of(space, one, Strategies.named("single", space, one).configurations(space, one));
    TaskGraph graph = plan.graph(1);
    Function<Double, Double> nanos =
        scale ->
            (double) new FullSimulation(one, plan.costs(costs(one, scale))).makespanNanos(graph);
    double wanted = network.samplesPerDevice() / oneDevicePerSecond * NANOS_PER_SECOND;
    double perUnit = nanos.apply(2.0) - nanos.apply(1.0);
    return 1 + (wanted - nanos.apply(1.0)) / perUnit;
  }

  PaperNetwork network() {
    return network;
  }

  double scale() {
    return scale;
  }

  List<Integer> deviceCounts() {
    return points.stream().map(Point::devices).toList();
  }

  /** {@return predicted samples a second for each GPU, on the i-th number of GPUs} */
  double samplesPerSecond(int i, Bandwidths bandwidths) {
    Point point = points.get(i);
    Machine machine = cluster.machine(point.devices(), bandwidths);
    NodeCosts costs = new OnLinks(point.tasks(), new AnalyticCosts(machine));
    long nanos = new FullSimulation(machine, costs).makespanNanos(point.graph());
    return network.samplesPerDevice() * NANOS_PER_SECOND / nanos;
  }
}
