package org.soapstone.tasks.analysis;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.soapstone.mapper.launch.FillLaunch;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.Launch;
import org.soapstone.tasks.graph.GraphSink;

/** Duels of the analysis with the all-pairs closure and the point-wise interpreter. */
class RandomProgramsTest {
  private static final long FIRST_SEED = Long.getLong("soapstone.seed", 1);
  private static final int PROGRAMS = Boolean.getBoolean("soapstone.heavy") ? 20_000 : 520;

  @Test
  void everyPairThatInterferesIsOrderedAndEveryTaskReadsWhatTheSequentialProgramReads() {
    for (long seed = FIRST_SEED; seed < FIRST_SEED + PROGRAMS; seed++) {
      try {
        duel(seed);
      } catch (AssertionError | RuntimeException failure) {
        throw new AssertionError("seed " + seed + " (-Dsoapstone.seed=" + seed + ")", failure);
      }
    }
  }

  private static void duel(long seed) {
    RandomProgram program = new RandomProgram(seed);
    List<Launch> launches = new ArrayList<>(program.launches(program.length(), 0));
    launches.addAll(program.readAll());
    RecordingSink sink = new RecordingSink();
    analyze(program, launches, sink);
    sink.checkComplete();
    DependenceOracle.check(sink);
    ValueOracle.check(launches, sink, seed);
  }

  static void analyze(RandomProgram program, List<Launch> launches, GraphSink sink) {
    ProgramAnalysis analysis = new ProgramAnalysis(program.mapper, program.context);
    for (int l = 0; l < launches.size(); l++) {
      switch (launches.get(l)) {
        case FillLaunch fill -> analysis.launch(fill, l, sink);
        case IndexLaunch tasks -> analysis.launch(tasks, l, sink);
      }
    }
  }
}
