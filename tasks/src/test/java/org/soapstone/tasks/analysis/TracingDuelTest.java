package org.soapstone.tasks.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;
import org.soapstone.mapper.launch.FillLaunch;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.Launch;
import org.soapstone.tasks.graph.NodeKind;
import org.soapstone.tasks.tracing.MissReason;
import org.soapstone.tasks.tracing.TraceCounts;
import org.soapstone.tasks.tracing.TracedAnalysis;

/**
 * Random programs that repeat themselves, more or less: with traces and without, the same nodes are
 * emitted, in the same order, and the same of them wait for the same, whether by an edge or by a
 * path. Only nodes that wait and do nothing may differ: a trace gathers readers in them.
 */
class TracingDuelTest {
  private static final long FIRST_SEED = Long.getLong("soapstone.seed", 1);
  private static final int PROGRAMS = Boolean.getBoolean("soapstone.heavy") ? 20_000 : 600;

  /** Launches, and the trace that they are a run of, if any. */
  private record Run(String trace, List<Launch> launches) {}

  private long found;
  private long replayed;
  private long diverged;
  private long joins;

  @Test
  void withTracesTheSameIsEmitted() {
    forEachSeed(seed -> duel(seed, false));
    assertThat(replayed).as("replayed runs").isGreaterThan(PROGRAMS);
    assertThat(diverged).as("replays that ended").isGreaterThan(PROGRAMS / 20);
  }

  @Test
  void withAutomaticTracesTheSameIsEmitted() {
    forEachSeed(seed -> duel(seed, true));
    assertThat(found).as("traces that were found").isGreaterThan(PROGRAMS / 2);
    assertThat(replayed).as("replayed runs").isGreaterThan(PROGRAMS);
    assertThat(diverged).as("replays that ended").isGreaterThan(PROGRAMS / 20);
  }

  private void forEachSeed(LongConsumer duel) {
    for (long seed = FIRST_SEED; seed < FIRST_SEED + PROGRAMS; seed++) {
      try {
        duel.accept(seed);
      } catch (AssertionError | RuntimeException failure) {
        throw new AssertionError("seed " + seed + " (-Dsoapstone.seed=" + seed + ")", failure);
      }
    }
    System.out.printf(
        "%d programs: %d traces found, %d runs replayed, %d ended, %d more joins%n",
        PROGRAMS, found, replayed, diverged, joins);
  }

  /**
   * @param automatic whether traces are found by the runtime, and only some begun by the program
   */
  private void duel(long seed, boolean automatic) {
    RandomProgram program = new RandomProgram(seed);
    SplittableRandom random = new SplittableRandom(seed);
    List<Run> runs = runs(program, random, automatic ? 40 : 8);
    RecordingSink plain = new RecordingSink();
    List<Launch> all = runs.stream().flatMap(run -> run.launches.stream()).toList();
    RandomProgramsTest.analyze(program, all, plain);
    RecordingSink traced = new RecordingSink();
    TracedAnalysis analysis =
        new TracedAnalysis(new ProgramAnalysis(program.mapper, program.context));
    if (automatic) {
      analysis.findRepeats();
    }
    String said = automatic && random.nextInt(3) > 0 ? "none" : "second";
    long position = 0;
    for (Run run : runs) {
      boolean isSaid = !run.trace.isEmpty() && (!automatic || run.trace.equals(said));
      if (isSaid) {
        analysis.begin(run.trace, position);
      }
      for (Launch launch : run.launches) {
        analysis.launch(launch, position++, traced);
      }
      if (isSaid) {
        analysis.end();
      }
    }
    traced.checkComplete();
    assertThat(nodes(traced, automatic)).isEqualTo(nodes(plain, automatic));
    assertThat(ancestors(traced)).isEqualTo(ancestors(plain));
    joins += traced.nodes.size() - plain.nodes.size();
    for (TraceCounts counts : analysis.counts()) {
      found += counts.automatic() ? 1 : 0;
      replayed += counts.automatic() == automatic ? counts.replayed() : 0;
      diverged += counts.missed(MissReason.OTHER_LAUNCH);
      diverged += counts.missed(MissReason.ENDED_EARLY);
    }
  }

  private static List<Run> runs(RandomProgram program, SplittableRandom random, int most) {
    List<Run> runs = new ArrayList<>();
    runs.add(new Run("", program.launches(random.nextInt(6), 0)));
    List<Launch> first = step(program, random);
    List<Launch> second = random.nextBoolean() ? first : step(program, random);
    for (int phase = 0; phase < 4; phase++) {
      boolean isFirst = random.nextBoolean();
      List<Launch> step = isFirst ? first : second;
      for (int run = random.nextInt(most); run >= 0; run--) {
        runs.add(new Run(isFirst ? "first" : "second", again(step, runs.size())));
      }
      switch (random.nextInt(4)) {
        case 0 -> runs.add(new Run("", step(program, random)));
        case 1 -> runs.add(new Run("first", step.subList(0, random.nextInt(step.size()))));
        case 2 -> {
          List<Launch> longer = new ArrayList<>(step.subList(0, random.nextInt(step.size())));
          longer.addAll(step(program, random));
          runs.add(new Run("second", longer));
        }
        default -> {}
      }
    }
    runs.add(new Run("", program.readAll()));
    return runs;
  }

  private static List<Launch> step(RandomProgram program, SplittableRandom random) {
    return program.launches(1 + random.nextInt(5), 0).stream()
        .map(launch -> launch instanceof IndexLaunch tasks ? tasks.after() : launch)
        .toList();
  }

  private static List<Launch> again(List<Launch> step, long iteration) {
    return step.stream()
        .map(launch ->
            switch (launch) {
              case IndexLaunch tasks -> tasks.at(iteration);
              case FillLaunch fill -> fill;
            })
        .map(Launch.class::cast)
        .toList();
  }

  private static List<String> nodes(RecordingSink sink, boolean automatic) {
    return sink.nodes.stream()
        .filter(node -> node.kind != NodeKind.JOIN)
        .map(node ->
            "%s %s %s %s %s %s %s %s %s %s"
                .formatted(
                    automatic ? unnumbered(node.toString()) : node,
                    node.point,
                    node.launch,
                    new java.util.TreeMap<>(node.bindings),
                    node.source,
                    node.target,
                    node.points,
                    node.fields,
                    node.operator,
                    node.value))
        .toList();
  }

  /**
   * A node's key without the last count. Long runs that nobody announced gather readers earlier, in
   * nodes that only wait; those use up numbers.
   */
  private static String unnumbered(String node) {
    return node.replaceFirst("(/[0-9]+)[.][0-9]+$", "$1");
  }

  /** For each node that does something, which of them it comes after, by their order. */
  private static List<BitSet> ancestors(RecordingSink sink) {
    int[] order = new int[sink.nodes.size()];
    int count = 0;
    List<BitSet> predecessors = new ArrayList<>();
    for (int n = 0; n < order.length; n++) {
      order[n] = sink.nodes.get(n).kind == NodeKind.JOIN ? -1 : count++;
      predecessors.add(new BitSet());
    }
    sink.edges.forEach(edge -> predecessors.get((int) edge[1]).set((int) edge[0]));
    BitSet[] found = new BitSet[order.length];
    List<BitSet> wanted = new ArrayList<>();
    for (int n = 0; n < order.length; n++) {
      if (order[n] >= 0) {
        wanted.add(ancestors(n, predecessors, order, found));
      }
    }
    return wanted;
  }

  private static BitSet ancestors(int n, List<BitSet> predecessors, int[] order, BitSet[] found) {
    if (found[n] == null) {
      BitSet before = new BitSet();
      predecessors.get(n).stream()
          .forEach(p -> {
            before.or(ancestors(p, predecessors, order, found));
            if (order[p] >= 0) {
              before.set(order[p]);
            }
          });
      found[n] = before;
    }
    return found[n];
  }
}
