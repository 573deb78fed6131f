package org.soapstone.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;
import org.soapstone.mapper.launch.Launch;
import org.soapstone.tasks.FaultDuel.Action;
import org.soapstone.tasks.FaultDuel.Operation;
import org.soapstone.tasks.RandomProgram.Step;

/**
 * Each operation of a program throws in turn: every task, copy, fold and fill, every question to
 * the mapper, every allocation. The program always ends; what depends on the operation is spoiled
 * by it, everything else is right.
 */
class FaultInjectionTest {
  private static final int OPERATIONS = 200;

  /** Of the questions to the mapper, which are many, one in so many goes wrong. */
  private static final int QUESTIONS = Cases.heavy() ? 1 : 16;

  @Test
  void anyOperationOfAProgramMayThrow() {
    Cases.forEachSeed(Cases.heavy() ? 20 : 1, seed -> allOf(seed, FaultInjectionTest::program));
  }

  @Test
  void anyOperationOfATracedProgramMayThrow() {
    Cases.forEachSeed(Cases.heavy() ? 20 : 1, seed -> allOf(seed, FaultInjectionTest::traced));
  }

  /** Has each operation throw of the first program from a seed on that has enough of them. */
  private static void allOf(long seed, LongFunction<FaultDuel> programs) {
    for (long next = seed * 1000; ; next++) {
      FaultDuel duel = programs.apply(next);
      List<Operation> operations = duel.operations();
      long nodes = operations.stream().filter(Operation.Node.class::isInstance).count();
      if (nodes >= OPERATIONS && nodes < OPERATIONS * 5 / 4) {
        int thrown = 0;
        for (int i = 0; i < operations.size(); i++) {
          if (!(operations.get(i) instanceof Operation.Question) || i % QUESTIONS == 0) {
            duel.run(operations.get(i), throwable(++thrown, operations.get(i)));
          }
        }
        System.out.printf("program %d: %d operations threw, one by one%n", next, thrown);
        return;
      }
      assertThat(next).as("programs tried").isLessThan(seed * 1000 + 999);
    }
  }

  private static Throwable throwable(int i, Operation operation) {
    if (operation instanceof Operation.Allocation) {
      return new OutOfMemoryError("injected " + i);
    }
    return switch (i % 4) {
      case 0 -> new FaultDuel.Injected("injected " + i);
      case 1 -> new OutOfMemoryError("injected " + i);
      case 2 -> new StackOverflowError("injected " + i);
      default -> new NoClassDefFoundError("injected " + i);
    };
  }

  /** Launches one by one, a quarter of them of inner tasks. */
  private static FaultDuel program(long seed) {
    var program = new RandomProgram(seed, 20, 0);
    List<Action> actions = new ArrayList<>();
    for (Step step : program.steps()) {
      switch (step) {
        case Step.Launched(Launch launch) ->
            actions.add(new Action.Launches(List.of(launch), "", false, 0));
        case Step.Fence _ -> actions.add(new Action.Fence());
        case Step.Operated _ -> throw new AssertionError("none without an interpreter");
      }
    }
    var machine = TestMachines.random(new SplittableRandom(seed));
    return new FaultDuel(program, machine, seed, actions);
  }

  /** A trace that is recorded and replayed, and broken off in the end. */
  private static FaultDuel traced(long seed) {
    var random = new SplittableRandom(seed);
    var program = new RandomProgram(seed, 5, 0);
    List<Launch> step = program.launches().stream().map(ReplayFuzzTest::alone).toList();
    List<Action> actions = new ArrayList<>();
    boolean asList = random.nextBoolean();
    for (int run = 0; run < 6; run++) {
      actions.add(new Action.Launches(step, "step", asList, run));
    }
    actions.add(new Action.Launches(step.subList(0, 2), "step", false, 6));
    actions.add(new Action.Launches(step, "", false, 0));
    return new FaultDuel(program, TestMachines.random(random), seed, actions);
  }
}
