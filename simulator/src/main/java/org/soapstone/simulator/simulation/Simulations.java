package org.soapstone.simulator.simulation;

import org.soapstone.mapper.machine.Machine;
import org.soapstone.tasks.graph.TaskGraph;

/** Simulates the task graph of any program: a DNN's or a hand-written one's. */
public final class Simulations {
  private Simulations() {}

  /**
   * {@return when each node of a graph is ready, starts and ends} For many graphs in a row, keep a
   * {@link FullSimulation}.
   *
   * @param graph a graph mapped to the machine
   * @param machine the machine
   * @param costs how long nodes last
   * @throws IllegalArgumentException if the graph has a cycle or names processors that the machine
   *     lacks
   */
  public static Timeline run(TaskGraph graph, Machine machine, NodeCosts costs) {
    return new FullSimulation(machine, costs).run(graph);
  }
}
