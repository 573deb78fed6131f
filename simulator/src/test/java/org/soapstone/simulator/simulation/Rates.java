package org.soapstone.simulator.simulation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.machine.Machines;
import org.soapstone.tasks.graph.SteadyGraph;
import org.soapstone.tasks.graph.TaskGraph;

final class Rates {
  public static void main(String[] args) {
    Machine machine = Machines.named("p100").firstProcessors(4);
    int steps = Integer.parseInt(args[0]);
    int warm = Integer.parseInt(args[1]);
    var random = new SplittableRandom(1);
    var program = new StepProgram(machine, StepProgram.inception(random));
    for (int o = 0; o < program.operatorCount(); o++) {
      program.configure(o, program.dataParallel(), program.dataParallel());
    }
    var costs = new StepProgram.Costs(new MovementTimes(machine));
    var delta = new DeltaSimulation(machine, costs, program.stepSpan(), steps);
    StepEdit whole = program.whole();
    System.out.println(delta.propose(whole) + " visited " + delta.visitedCount() + " of " + delta.nodeCount());
    delta.commit();
    // random walk away from data parallelism
    for (int i = 0; i < warm; i++) {
      var saved = program.save();
      long old = delta.makespanNanos();
      StepEdit edit = program.configure(random.nextInt(program.operatorCount()), program.randomCompute(random), program.randomUpdate(random));
      long t = delta.propose(edit);
      if (t < old * 1.005) { delta.commit(); } else { delta.rollback(); program.restore(saved); }
    }
    TaskGraph graph = SteadyGraph.compose(program.launches(), program.fragments(), program.stepSpan(), steps);
    var full = new FullSimulation(machine, costs);
    System.out.println("full " + full.makespanNanos(graph) + " delta " + delta.makespanNanos() + " nodes " + graph.nodeCount() + " edges " + graph.edgeCount());
    Bounds b = Bounds.of(graph, machine, costs);
    System.out.println(b);
    List<StepEdit> edits = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      var saved = program.save();
      edits.add(program.configure(random.nextInt(program.operatorCount()), program.randomCompute(random), program.randomUpdate(random)));
      program.restore(saved);
    }
    if (Boolean.getBoolean("ProposeOnly")) {
      for (int i = 0; i < 20000; i++) { delta.propose(edits.get(i % 200)); delta.rollback(); }
      return;
    }
    double[] shares = new double[200];
    for (int round = 0; round < Integer.getInteger("rounds", 12); round++) {
      long start = cpu();
      long visits = 0;
      for (int i = 0; i < 200; i++) {
        delta.propose(edits.get(i));
        shares[i] = (double) delta.visitedCount() / delta.nodeCount();
        visits += delta.visitedCount();
        delta.rollback();
      }
      double seconds = (cpu() - start) / 1e9;
      start = cpu();
      for (int i = 0; i < 50; i++) {
        full.makespanNanos(graph);
      }
      double fullSeconds = (cpu() - start) / 1e9;
      start = cpu();
      for (int i = 0; i < 20; i++) {
        full.makespanNanos(SteadyGraph.compose(program.launches(), program.fragments(), program.stepSpan(), steps));
        if (round < 8) break;
      }
      Arrays.sort(shares);
      System.out.printf("delta %.0f proposals/s, %.1f ns/visit, median share %.3f mean %.3f; full %.0f/s, %.1f ns/node%n",
          200 / seconds, 1e9 * seconds / visits, shares[100], Arrays.stream(shares).average().orElse(0), 50 / fullSeconds, fullSeconds * 1e9 / 50 / graph.nodeCount());
    }
  }

  static long cpu() {
    return java.lang.management.ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
