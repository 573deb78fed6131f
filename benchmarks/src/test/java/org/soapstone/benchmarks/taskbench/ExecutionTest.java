package org.soapstone.benchmarks.taskbench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every system runs every pattern: each task once, with the inputs that it should have. */
final class ExecutionTest {
  private static final int STEPS = 61;
  private static final int[] CUTS = {0, 1, 20, 21, 40, STEPS};

  static Stream<Arguments> everything() {
    return Arrays.stream(GraphSystem.values())
        .flatMap(system ->
            Arrays.stream(Pattern.values()).map(pattern -> Arguments.of(system, pattern)));
  }

  @ParameterizedTest
  @MethodSource("everything")
  void runsEachTaskOnceAndInOrder(GraphSystem system, Pattern pattern) {
    for (int width : new int[] {1, 2, 5, 8}) {
      Graph graph = new Graph(pattern, width, STEPS, 4, 3, 0.5, 1);
      AtomicIntegerArray runs = new AtomicIntegerArray(STEPS * width);
      Kernel counting = (step, point, scratch) -> runs.incrementAndGet((int) step * width + point);
      try (Execution execution = system.start(graph, 32, 2)) {
        for (int cut = 1; cut < CUTS.length; cut++) {
          execution.run(counting, CUTS[cut - 1], CUTS[cut]);
          Outputs.check(execution, graph, CUTS[cut] - 1);
        }
      }
      for (int step = 0; step < STEPS; step++) {
        for (int point = 0; point < width; point++) {
          int index = point - graph.offset(step);
          boolean exists = index >= 0 && index < graph.width(step);
          assertThat(runs.get(step * width + point))
              .as("runs of (%d, %d) of %s by %s", step, point, graph, system)
              .isEqualTo(exists ? 1 : 0);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Pattern.class)
  void stepsThatRepeatAreReplayed(Pattern pattern) {
    Graph graph = Graph.of(pattern, 8, 1_000);
    try (RegionProgram program = new RegionProgram(graph, 16, 2, true)) {
      program.run(Kernel.EMPTY, 0, 24);
      program.run(Kernel.EMPTY, 24, 240);
      assertThat(program.replays()).as(pattern.label()).isGreaterThan(25);
    }
  }

  @ParameterizedTest
  @EnumSource(GraphSystem.class)
  void aTaskThatFailsIsToldOf(GraphSystem system) {
    Graph graph = Graph.of(Pattern.STENCIL_1D, 4, 20);
    Kernel failing =
        (step, point, scratch) -> {
          if (step == 7 && point == 2) {
            throw new IllegalStateException("seven");
          }
        };
    Execution execution = system.start(graph, 16, 2);
    assertThatThrownBy(
            () -> {
              try (execution) {
                execution.run(failing, 0, 20);
              }
            })
        .hasMessageContaining("seven");
  }

  @ParameterizedTest
  @EnumSource(GraphSystem.class)
  void wrongInputsAreFound(GraphSystem system) {
    Graph graph = Graph.of(Pattern.STENCIL_1D, 4, 20);
    Execution execution = system.start(graph, 16, 2);
    assertThatThrownBy(
            () -> {
              try (execution) {
                execution.run(Kernel.EMPTY, 0, 4);
                execution.run(Kernel.EMPTY, 9, 10); // the rows in between were not run
              }
            })
        .hasStackTraceContaining("reads (2, ");
  }

  @Test
  void kernelsDoTheirWork() {
    Scratch scratch = new Scratch();
    new Kernel.Compute(2).run(0, 0, scratch);
    double once = 1.2345 * 1.2345 + 1.2345;
    assertThat(scratch.result).isEqualTo(once * once + once);

    long[] memory = scratch.memory(4 * Kernel.Memory.SLICE);
    Arrays.setAll(memory, i -> i);
    new Kernel.Memory(1, memory.length).run(1, 0, scratch);
    int half = memory.length / 2;
    assertThat(memory[half]).as("the other slice's turn").isEqualTo(half);
    assertThat(memory[half + Kernel.Memory.SLICE]).isEqualTo(Kernel.Memory.SLICE);

    new Kernel.Imbalance(1, 0, 0).run(3, 4, scratch);
    assertThat(scratch.result).isEqualTo(once);
    double share = 1 + (SipHash.uniform(5, 3, 4) - 0.5) * 2;
    new Kernel.Imbalance(3, 2, 5).run(3, 4, scratch);
    double expected = 1.2345;
    for (long i = Math.round(3 * share); i > 0; i--) {
      expected = expected * expected + expected;
    }
    assertThat(scratch.result).isEqualTo(expected);
  }
}
