package org.soapstone.simulator.simulation;
import java.util.*;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.machine.Machines;
final class Shares {
  public static void main(String[] args) throws Exception {
    Machine machine = Machines.named("p100").firstProcessors(4);
    for (String kind : List.of("chain12", "random12", "random40", "inception")) {
      for (int warm : new int[] {0, 200}) {
        var random = new SplittableRandom(3);
        List<StepProgram.Operator> ops = switch (kind) { case "random12" -> StepProgram.random(random, 12); case "random40" -> StepProgram.random(random, 40); case "inception" -> StepProgram.inception(random);
          default -> { List<StepProgram.Operator> l = new ArrayList<>(); for (int o = 0; o < 12; o++) l.add(new StepProgram.Operator(o == 0 ? List.of() : List.of(o - 1), o < 8 ? StepProgram.Reach.HALO : StepProgram.Reach.ROW, 64, 64, o < 8 ? 100 : 4000, 20 + random.nextInt(100))); yield l; } };
        var program = new StepProgram(machine, ops);
        for (int o = 0; o < program.operatorCount(); o++) program.configure(o, program.dataParallel(), program.dataParallel());
        var costs = new StepProgram.Costs(new MovementTimes(machine));
        var delta = new DeltaSimulation(machine, costs, program.stepSpan(), 1);
        delta.propose(program.whole()); delta.commit();
        long mk0 = delta.makespanNanos();
        for (int i = 0; i < warm; i++) {
          var saved = program.save(); long old = delta.makespanNanos();
          StepEdit edit = program.configure(random.nextInt(program.operatorCount()), program.randomCompute(random), program.randomUpdate(random));
          if (delta.propose(edit) < old * 1.003) delta.commit(); else { delta.rollback(); program.restore(saved); }
        }
        double[][] share = new double[2][100]; double[] ns = new double[2];
        var f = DeltaEngine.class.getDeclaredField("worthwhileShare"); f.setAccessible(true);
        List<StepEdit> edits = new ArrayList<>();
        for (int i = 0; i < 100; i++) { var saved = program.save(); edits.add(program.configure(random.nextInt(program.operatorCount()), program.randomCompute(random), program.randomUpdate(random))); program.restore(saved); }
        for (int round = 0; round < 4; round++) for (int m = 0; m < 2; m++) {
          f.set(delta.engine(), m == 0 ? 1e9 : 0.25);
          long t = Rates.cpu();
          for (int i = 0; i < 100; i++) { delta.propose(edits.get(i)); share[m][i] = delta.visitedCount() / (double) delta.nodeCount(); delta.rollback(); }
          ns[m] = (Rates.cpu() - t) / 100.0;
        }
        Arrays.sort(share[0]); Arrays.sort(share[1]);
        System.out.printf("%s warm %d nodes %d makespan %d -> %d: differential median %.3f q25 %.3f %.0f us; with straight median %.3f q25 %.3f %.0f us%n", kind, warm, delta.nodeCount(), mk0, delta.makespanNanos(), share[0][50], share[0][25], ns[0]/1e3, share[1][50], share[1][25], ns[1]/1e3);
      }
    }
  }
}
