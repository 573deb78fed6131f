package org.soapstone.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.soapstone.mapper.launch.FillLaunch;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.Launch;
import org.soapstone.mapper.machine.ProcessorKind;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.tasks.tracing.TraceCounts;

/**
 * Random programs that repeat themselves, more or less, with traces: their runs are replayed by
 * compiled templates, broken off, and left, and the data, the results and the failures are the
 * interpreter's.
 */
@Timeout(600)
class ReplayFuzzTest {
  private static final int PROGRAMS = Cases.heavy() ? 20_000 : 300;

  private long replayed;
  private long diverged;

  @Test
  void replaysComputeWhatTheInterpreterComputes() {
    Cases.forEachSeed(PROGRAMS, seed -> new Duel(seed, 0).run());
    System.out.printf("%d programs: %d runs replayed, %d ended%n", PROGRAMS, replayed, diverged);
    assertThat(replayed).as("replayed runs").isGreaterThan(2L * PROGRAMS);
    assertThat(diverged).as("replays that ended").isGreaterThan(PROGRAMS / 20);
  }

  @Test
  void failuresTravelThroughReplays() {
    Cases.forEachSeed(PROGRAMS / 3, seed -> new Duel(seed, 0.1).run());
  }

  /** Bodies that are late now and then, so that whoever does not wait for them shows. */
  private static TaskRegistry registry() {
    TaskRegistry prompt = RandomBodies.registry();
    var registry =
        TaskRegistry.builder()
            .add(TaskDefinition.cpu(RandomBodies.FOLDING, context -> runLate(context, false)))
            .add(
                TaskDefinition.named(RandomBodies.OVERWRITING)
                    .leaf(ProcessorKind.CPU, context -> runLate(context, true))
                    .overwritesReductions()
                    .build());
    Set<String> known = registry.build().names();
    prompt.names().stream()
        .filter(name -> !known.contains(name))
        .forEach(name -> registry.add(prompt.task(name)));
    return registry.build();
  }

  private static void runLate(TaskContext context, boolean overwrite) {
    long place = context.domain().linearize(context.point());
    var random = new SplittableRandom(31 * context.iteration() + place);
    if (random.nextInt(4) == 0) {
      LockSupport.parkNanos(100_000);
    }
    RandomBodies.run(context, overwrite);
  }

  /** One program, run by a runtime and the interpreter. */
  private final class Duel {
    private final SplittableRandom random;
    private final boolean fails;
    private final RandomProgram program;
    private final Runtime runtime;
    private final SequentialInterpreter interpreter =
        new SequentialInterpreter(RandomBodies.registry(), Map.of());

    Duel(long seed, double failureRate) {
      random = new SplittableRandom(seed);
      fails = failureRate > 0;
      program = new RandomProgram(seed, 2 + random.nextInt(9), failureRate);
      interpreter.in(program.forest());
      runtime =
          Runtime.builder(TestMachines.random(random), registry())
              .mapper(new RandomMapper(seed))
              .regions(program.forest())
              .window(1 + random.nextInt(100))
              .build();
    }

    void run() {
      try {
        List<Launch> first = step();
        List<Launch> second = random.nextBoolean() ? first : step();
        for (int phase = 0; phase < 4; phase++) {
          boolean isFirst = random.nextBoolean();
          phase(isFirst ? "first" : "second", isFirst ? first : second);
        }
        for (LogicalRegion root : program.roots()) {
          FailureTest.compareElements(program, root, interpreter, runtime);
        }
      } finally {
        FailureTest.closeQuietly(runtime);
      }
      for (TraceCounts counts : runtime.traces()) {
        replayed += counts.replayed();
        diverged += counts.misses().getOrDefault("a launch was another", 0L);
        diverged += counts.misses().getOrDefault("a run ended early", 0L);
      }
    }

    /** Runs of one trace, and then perhaps something else. */
    private void phase(String trace, List<Launch> step) {
      boolean asList = random.nextBoolean();
      for (int run = random.nextInt(20); run >= 0; run--) {
        trace(trace, step, run, asList);
        if (!fails && random.nextInt(10) == 0) {
          runtime.fence();
        }
      }
      switch (random.nextInt(4)) {
        case 0 -> step().forEach(this::launch);
        case 1 -> trace(trace, step.subList(0, random.nextInt(step.size())), -1, asList);
        case 2 -> {
          List<Launch> longer = new ArrayList<>(step.subList(0, random.nextInt(step.size())));
          longer.addAll(step());
          trace(trace, longer, -2, asList);
        }
        default -> {}
      }
    }

    private void trace(String name, List<Launch> step, long iteration, boolean asList) {
      List<Launch> launches = step.stream().map(launch -> at(launch, iteration)).toList();
      if (asList) {
        launches.forEach(interpreter::launch);
        runtime.trace(name, step, iteration);
      } else {
        runtime.trace(name, () -> launches.forEach(this::launch));
      }
    }

    private static Launch at(Launch launch, long iteration) {
      return switch (launch) {
        case IndexLaunch tasks -> tasks.at(iteration);
        case FillLaunch fill -> fill;
      };
    }

    private void launch(Launch launch) {
      List<Object> expected = interpreter.launch(launch);
      switch (launch) {
        case IndexLaunch tasks -> {
          FutureMap results = runtime.launch(tasks);
          if (!fails && random.nextInt(30) == 0) {
            assertThat(results.values())
                .as("results of %s", launch.provenance())
                .isEqualTo(expected.stream().filter(Objects::nonNull).toList());
          }
        }
        case FillLaunch fill -> runtime.launch(fill);
      }
    }

    /** Some launches of the program, which wait for no futures. */
    private List<Launch> step() {
      List<Launch> all = program.launches();
      int from = random.nextInt(all.size());
      int to = from + 1 + random.nextInt(all.size() - from);
      return all.subList(from, to).stream().map(Duel::alone).toList();
    }

    private static Launch alone(Launch launch) {
      if (launch instanceof IndexLaunch tasks
          && tasks.arguments() instanceof RandomBodies.Arguments arguments) {
        // Runs with inner tasks are not compiled, so that there should be others too.
        boolean isFlat = tasks.task().equals(RandomBodies.INNER) && arguments.salt() % 8 != 0;
        return new IndexLaunch(
            isFlat ? RandomBodies.FOLDING : tasks.task(),
            tasks.domain(),
            tasks.requirements(),
            new RandomBodies.Arguments(
                arguments.salt(),
                arguments.result(),
                arguments.throwingPoint(),
                arguments.requirements(),
                0,
                0,
                arguments.mayFail()),
            List.of(),
            tasks.tag(),
            0,
            tasks.provenance());
      }
      return launch;
    }
  }
}
