package org.soapstone.tasks.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.soapstone.mapper.Mapper;
import org.soapstone.mapper.MapperContext;
import org.soapstone.mapper.launch.FillLaunch;
import org.soapstone.mapper.launch.FutureId;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.Launch;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.tasks.graph.CostedLaunch;
import org.soapstone.tasks.graph.FrozenGraphSink;
import org.soapstone.tasks.graph.GraphDiff;
import org.soapstone.tasks.graph.GraphRecord;
import org.soapstone.tasks.graph.SteadyGraph;
import org.soapstone.tasks.graph.TaskGraph;
import org.soapstone.tasks.graph.TreeFragment;

/**
 * Duels of graphs composed from one fragment for each tree with the analysis of the whole program.
 */
class SteadyStateTest {
  private static final long FIRST_SEED = Long.getLong("soapstone.seed", 1);
  private static final int PROGRAMS = Boolean.getBoolean("soapstone.heavy") ? 5_000 : 200;

  @Test
  void composedStepsEqualThoseOfTheWholeProgram() {
    int stable = 0;
    int stableWithMovement = 0;
    for (long seed = FIRST_SEED; seed < FIRST_SEED + PROGRAMS; seed++) {
      try {
        Duel duel = Duel.random(seed);
        duel.thirdStepEqualsTheComposedOne();
        if (duel.isStable()) {
          stable++;
          stableWithMovement += duel.moves() ? 1 : 0;
          duel.laterStepsEqualTheComposedOnes();
        }
      } catch (AssertionError | RuntimeException failure) {
        throw new AssertionError("seed " + seed + " (-Dsoapstone.seed=" + seed + ")", failure);
      }
    }
    assertThat(stable).as("programs that settle").isGreaterThan(PROGRAMS / 2);
    assertThat(stableWithMovement).as("that move data in each step").isGreaterThan(PROGRAMS / 3);
  }

  /** A program like training: gradients are zeroed, summed over the points and read by updates. */
  @Test
  void trainingSettlesInTwoSteps() {
    for (long seed = FIRST_SEED; seed < FIRST_SEED + 20; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      List<Launch> step = AnalysisTiming.dataParallel(1 + random.nextInt(4), 2 + random.nextInt(3));
      Fixture fixture = new Fixture(1 + random.nextInt(4), 1 + random.nextInt(4));
      Duel duel =
          new Duel(
              fixture.machine,
              new RandomMapper(random.nextLong()),
              roots(step),
              List.of(),
              step,
              step.size());
      assertThat(duel.isStable()).as("seed %d", seed).isTrue();
      duel.thirdStepEqualsTheComposedOne();
      duel.laterStepsEqualTheComposedOnes();
    }
  }

  private static List<LogicalRegion> roots(List<Launch> launches) {
    Set<LogicalRegion> roots = new LinkedHashSet<>();
    for (Launch launch : launches) {
      switch (launch) {
        case FillLaunch fill -> roots.add(fill.region().root());
        case IndexLaunch tasks ->
            tasks.requirements().forEach(what -> roots.add(what.region().root()));
      }
    }
    return List.copyOf(roots);
  }

  /** One program of launches made once and steps, analysed both ways. */
  private static final class Duel {
    private final Machine machine;
    private final MapperContext context;
    private final Mapper mapper;
    private final List<LogicalRegion> roots;
    private final List<Launch> once;
    private final List<Launch> step;
    private final long span;
    private final TaskGraph whole;
    private final List<CostedLaunch> costed = new ArrayList<>();
    private final List<TreeFragment> fragments = new ArrayList<>();

    Duel(
        Machine machine,
        Mapper mapper,
        List<LogicalRegion> roots,
        List<Launch> once,
        List<Launch> step,
        long span) {
      this.machine = machine;
      context = new RandomProgram.Context(machine);
      this.mapper = mapper;
      this.roots = roots;
      this.once = once;
      this.step = step;
      this.span = span;
      whole = whole(5);
      prepare();
    }

    static Duel random(long seed) {
      RandomProgram program = new RandomProgram(seed);
      SplittableRandom random = new SplittableRandom(seed);
      List<Launch> once = program.launches(random.nextInt(5), 0);
      List<Launch> step = program.launches(1 + random.nextInt(8), 0);
      long span = (long) step.size() + random.nextInt(3);
      return new Duel(program.machine, program.mapper, program.roots, once, step, span);
    }

    /** The whole program, of some steps. */
    private TaskGraph whole(int steps) {
      FrozenGraphSink sink = new FrozenGraphSink(machine);
      ProgramAnalysis analysis = new ProgramAnalysis(mapper, context);
      for (int l = 0; l < once.size(); l++) {
        launch(analysis, once.get(l), l, 0, sink);
      }
      for (int s = 0; s < steps; s++) {
        long first = first(s);
        for (int l = 0; l < step.size(); l++) {
          launch(analysis, step.get(l), first + l, first, sink);
        }
      }
      return sink.graph();
    }

    private long first(int stepNumber) {
      return once.size() + stepNumber * span;
    }

    private static void launch(
        ProgramAnalysis analysis, Launch launch, long position, long base, FrozenGraphSink sink) {
      switch (launch) {
        case FillLaunch fill -> analysis.launch(fill, position, sink);
        case IndexLaunch tasks ->
            analysis.launch(
                tasks.after(
                    tasks.futures().stream()
                        .map(future -> new FutureId(base + future.launch()))
                        .toArray(FutureId[]::new)),
                position,
                sink);
      }
    }

    private void prepare() {
      List<PreparedLaunch> preparedOnce = prepared(once);
      List<PreparedLaunch> preparedStep = prepared(step);
      for (PreparedLaunch launch : preparedStep) {
        if (launch instanceof PreparedTasks tasks) {
          costed.add(CostedLaunch.of(tasks.mapped(), machine));
        }
      }
      for (LogicalRegion root : roots) {
        fragments.add(SteadyState.fragment(root, preparedOnce, preparedStep, mapper, context));
      }
    }

    private List<PreparedLaunch> prepared(List<Launch> launches) {
      List<PreparedLaunch> prepared = new ArrayList<>();
      for (Launch launch : launches) {
        prepared.add(PreparedLaunch.of(launch, prepared.size(), mapper, context));
      }
      return prepared;
    }

    private GraphRecord wholeStep(int stepNumber) {
      return GraphRecord.ofStep(whole, first(stepNumber), span);
    }

    void thirdStepEqualsTheComposedOne() {
      TaskGraph two = SteadyGraph.compose(costed, fragments, span, 2);
      GraphRecord third = wholeStep(2);
      same(withEdgesOf(third, 0), GraphRecord.ofStep(two, 0, span));
      same(repeated(third), GraphRecord.ofStep(two, span, span));
    }

    boolean isStable() {
      return GraphDiff.of(wholeStep(2), wholeStep(3)).isEmpty()
          && GraphDiff.of(wholeStep(3), wholeStep(4)).isEmpty();
    }

    boolean moves() {
      return fragments.stream().anyMatch(fragment -> fragment.nodeCount() > 0);
    }

    void laterStepsEqualTheComposedOnes() {
      TaskGraph three = SteadyGraph.compose(costed, fragments, span, 3);
      same(repeated(wholeStep(3)), GraphRecord.ofStep(three, span, span));
      same(repeated(wholeStep(4)), GraphRecord.ofStep(three, 2 * span, span));
      assertThat(new HashSet<>(three.instances()))
          .as("instances")
          .containsAll(whole(3).instances());
    }

    private static void same(GraphRecord expected, GraphRecord actual) {
      assertThat(GraphDiff.of(expected, actual)).as("whole program (first), composed").isEmpty();
    }

    private static GraphRecord withEdgesOf(GraphRecord record, int stepsBack) {
      return new GraphRecord(
          record.nodes(),
          record.edges().stream().filter(edge -> edge.stepsBack() == stepsBack).toList());
    }

    /** Leaves out edges from nodes that only the step before had. */
    private static GraphRecord repeated(GraphRecord record) {
      Set<Long> keys = new HashSet<>();
      record.nodes().forEach(node -> keys.add(node.key()));
      return new GraphRecord(
          record.nodes(),
          record.edges().stream().filter(edge -> keys.contains(edge.from())).toList());
    }
  }
}
