package org.soapstone.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.soapstone.mapper.launch.FillLaunch;
import org.soapstone.mapper.launch.FillValue;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.Launch;
import org.soapstone.mapper.launch.LaunchTag;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.tasks.tracing.MissReason;
import org.soapstone.tasks.tracing.TraceCounts;

/**
 * Random programs that repeat themselves, more or less, with traces: their runs are replayed by
 * compiled templates, broken off, and left, and the data, the results and the failures are the
 * interpreter's.
 *
 * <p>A program is so many launches, of which steps are made, and so many turns, each of which runs
 * a step or something near it; each turn depends on the seed and its number alone, so that a
 * program that fails shrinks.
 */
@Timeout(3600)
class ReplayFuzzTest {
  private static final int PROGRAMS = Cases.programs(300, 20_000);
  private static final int MOST_LAUNCHES = 10;
  private static final int TURNS = 45;

  /** So many turns in a row are alike, mostly. */
  private static final int PHASE = 15;

  private long replayed;
  private long diverged;

  @Test
  void replaysComputeWhatTheInterpreterComputes() {
    Cases.forEachSeed(
        PROGRAMS,
        seed -> Shrinking.run(MOST_LAUNCHES + TURNS, kept -> new Duel(seed, 0, false, kept).run()));
    System.out.printf("%d programs: %d runs replayed, %d ended%n", PROGRAMS, replayed, diverged);
    assertThat(replayed).as("replayed runs").isGreaterThan(2L * PROGRAMS);
    assertThat(diverged).as("replays that ended").isGreaterThan(PROGRAMS / 20);
  }

  @Test
  void failuresTravelThroughReplays() {
    Cases.forEachSeed(
        PROGRAMS / 3,
        seed ->
            Shrinking.run(MOST_LAUNCHES + TURNS, kept -> new Duel(seed, 0.1, false, kept).run()));
  }

  @Test
  void whatRepeatsIsFoundAndReplayed() {
    Cases.forEachSeed(
        PROGRAMS / 3,
        seed -> Shrinking.run(MOST_LAUNCHES + TURNS, kept -> new Duel(seed, 0, true, kept).run()));
    System.out.printf(
        "%d programs: %d runs replayed by themselves, %d ended%n",
        PROGRAMS / 3, replayed, diverged);
    assertThat(replayed).as("replayed runs").isGreaterThan(PROGRAMS);
    assertThat(diverged).as("replays that ended").isGreaterThan(PROGRAMS / 20);
  }

  @Test
  void failuresTravelThroughWhatRepeats() {
    Cases.forEachSeed(
        PROGRAMS / 6,
        seed ->
            Shrinking.run(MOST_LAUNCHES + TURNS, kept -> new Duel(seed, 0.1, true, kept).run()));
  }

  /** The same launch, waiting for no futures. */
  static Launch alone(Launch launch) {
    if (launch instanceof IndexLaunch tasks
        && tasks.arguments() instanceof RandomBodies.Arguments arguments) {
      // Runs with inner or atomic tasks are not compiled, so that there should be others too.
      boolean isFlat = tasks.task().equals(RandomBodies.INNER) && arguments.salt() % 8 != 0;
      boolean isMeeting = tasks.task().equals(RandomBodies.MEETING);
      boolean isAtomic = tasks.task().equals(RandomBodies.ADDING);
      if (isAtomic && arguments.salt() % 8 != 0) {
        return new FillLaunch(
            tasks.requirements().getFirst().region(),
            tasks.requirements().getFirst().fields(),
            zero(tasks.requirements().getFirst()),
            LaunchTag.NONE,
            tasks.provenance());
      }
      return new IndexLaunch(
          isFlat || isMeeting ? RandomBodies.FOLDING : tasks.task(),
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

  private static FillValue zero(RegionRequirement what) {
    return new FillValue(what.region().fieldSpace().field(what.fields().next(0)).type(), 0);
  }

  /** One program, run by a runtime and the interpreter. */
  private final class Duel {
    private final long seed;
    private final boolean fails;

    /** Whether the program does not say what repeats, or not always. */
    private final boolean automatic;

    /** The trace of which the program says that it repeats, if it does not say all. */
    private final String said;

    private final BitSet kept;
    private final RandomProgram program;
    private final List<Launch> launches;
    private final Runtime runtime;
    private final Witness expectedReads = new Witness();
    private final Witness reads = new Witness();
    private final SequentialInterpreter interpreter =
        new SequentialInterpreter(RandomBodies.registry(expectedReads), Map.of());

    Duel(long seed, double failureRate, boolean automatic, BitSet kept) {
      this.seed = seed;
      this.automatic = automatic;
      said = seed % 3 == 0 ? "second" : "none";
      this.kept = kept;
      fails = failureRate > 0;
      SplittableRandom random = new SplittableRandom(seed);
      Machine machine = TestMachines.random(random);
      program = new RandomProgram(seed, 2 + random.nextInt(MOST_LAUNCHES - 1), failureRate);
      launches = program.launches().stream().map(ReplayFuzzTest::alone).toList();
      interpreter.in(program.forest());
      RuntimeBuilder builder =
          Runtime.builder(machine, RandomBodies.registry(reads))
              .mapper(random.nextInt(8) == 0 ? new RandomMapper(seed) : RandomMapper.steady(seed))
              .regions(program.forest())
              .window(random.nextInt(4) == 0 ? 1 : 1 + random.nextInt(100))
              .executionHook(new Chaos(seed));
      runtime = (automatic ? builder.automaticTraces() : builder).build();
    }

    /** The random numbers of a turn, or of what turns have in common. */
    private SplittableRandom numbers(int turn) {
      return new SplittableRandom(new SplittableRandom(seed + 1).nextLong() + 7_919L * turn);
    }

    void run() {
      try {
        for (int turn = 0; turn < TURNS; turn++) {
          if (kept.get(MOST_LAUNCHES + turn)) {
            turn(turn, numbers(turn));
          }
        }
        for (LogicalRegion root : program.roots()) {
          FailureTest.compareElements(program, root, interpreter, runtime);
        }
      } finally {
        FailureTest.closeQuietly(runtime);
      }
      assertThat(reads.seen()).isEqualTo(expectedReads.seen());
      for (TraceCounts counts : runtime.traces()) {
        replayed += counts.replayed();
        diverged += counts.missed(MissReason.OTHER_LAUNCH);
        diverged += counts.missed(MissReason.ENDED_EARLY);
      }
    }

    /** A run of one of two traces, the same for a phase, or now and then something else. */
    private void turn(int turn, SplittableRandom random) {
      SplittableRandom ofPhase = numbers(-1 - turn / (automatic ? 3 * PHASE : PHASE));
      boolean isFirst = ofPhase.nextBoolean();
      boolean asList = ofPhase.nextBoolean();
      String trace = isFirst ? "first" : "second";
      List<Launch> step = step(numbers(isFirst ? -100 : -101));
      boolean atEnd = turn % PHASE == PHASE - 1;
      switch (atEnd ? random.nextInt(4) : random.nextInt(30)) {
        case 0 -> step(random).forEach(launch -> launch(launch, random));
        case 1 ->
            trace(trace, step.subList(0, random.nextInt(step.size() + 1)), -1, asList, random);
        case 2 -> {
          List<Launch> longer = new ArrayList<>(step.subList(0, random.nextInt(step.size() + 1)));
          longer.addAll(step(random));
          trace(trace, longer, -2, asList, random);
        }
        default -> trace(trace, step, turn, asList, random);
      }
      if (!fails && random.nextInt(10) == 0) {
        runtime.fence();
      }
    }

    private void trace(
        String name, List<Launch> step, long iteration, boolean asList, SplittableRandom random) {
      List<Launch> now = step.stream().map(launch -> FaultDuel.at(launch, iteration)).toList();
      if (automatic && !name.equals(said)) {
        now.forEach(launch -> launch(launch, random));
      } else if (asList) {
        now.forEach(interpreter::launch);
        runtime.trace(name, step, iteration);
      } else {
        runtime.trace(name, () -> now.forEach(launch -> launch(launch, random)));
      }
    }

    private void launch(Launch launch, SplittableRandom random) {
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

    /** Some launches in a row, of those that are kept. */
    private List<Launch> step(SplittableRandom random) {
      int from = random.nextInt(launches.size());
      int to = from + 1 + random.nextInt(launches.size() - from);
      List<Launch> step = new ArrayList<>();
      for (int i = from; i < to; i++) {
        if (kept.get(i)) {
          step.add(launches.get(i));
        }
      }
      return step;
    }
  }
}
