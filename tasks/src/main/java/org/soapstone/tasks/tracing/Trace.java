package org.soapstone.tasks.tracing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.soapstone.mapper.launch.Launch;
import org.soapstone.tasks.analysis.ProgramAnalysis;
import org.soapstone.tasks.graph.GraphSink;

/**
 * A trace and where it stands: what it has recorded, whether that is proven to repeat, and the run
 * that is being recorded or replayed, if any.
 */
final class Trace {
  private static final long[] NO_NODES = {};
  private static final int PATIENCE = 8;
  private static final int LONGEST_PAUSE = 1 << 12;

  final String name;

  /** Whether the tape is proven to repeat. */
  boolean settled;

  boolean replaying;

  /** The last recorded run. */
  Tape tape;

  /** What the last recorded run left behind. */
  private List<Object> state;

  /** The nodes of the run before, by number. */
  private long[] nodesBefore = NO_NODES;

  /** The nodes of the last run that the analysis knows of. */
  private long[] seenNodes = NO_NODES;

  /** Whether those are the nodes of the run before. */
  private boolean areSeen;

  // The run.

  /** Not null while a run is being taped. */
  TapeRecorder recorder;

  long start;
  int cursor;
  int nodeCount;

  /** The nodes of this run, by number, as far as they were replayed. */
  long[] nodes = NO_NODES;

  final List<Launch> replayed = new ArrayList<>();

  /** How many recorded runs in a row have proven nothing. */
  private int vain;

  /** How many runs are not to be recorded. */
  private int pause;

  private int nextPause = PATIENCE;
  private final SortedMap<String, Long> misses = new TreeMap<>();
  private long recordedCount;
  private long replayedCount;

  Trace(String name) {
    this.name = name;
  }

  /** Begins to tape a run, unless the last ones came to nothing. */
  void startRecording(long position) {
    if (pause > 0) {
      pause--;
      return;
    }
    recorder = new TapeRecorder(position, nodesBefore);
    recordedCount++;
  }

  /** After some recorded runs in vain, more and more runs go by before the next attempt. */
  private void inVain() {
    if (++vain == PATIENCE) {
      vain = 0;
      pause = nextPause;
      nextPause = Math.min(2 * nextPause, LONGEST_PAUSE);
    }
  }

  void finishRecording(ProgramAnalysis analysis) {
    Tape last = tape;
    List<Object> lastState = state;
    tape = recorder.tape();
    state = analysis.describe(recorder::name);
    nodesBefore = recorder.handles();
    seenNodes = nodesBefore;
    areSeen = true;
    recorder = null;
    if (last == null) {
      return;
    }
    inVain();
    if (tape.obstacle().isPresent()) {
      miss(tape.obstacle().get());
    } else if (!tape.isLike(last)) {
      miss("it was not like the run before");
    } else if (!state.equals(lastState)) {
      miss("it left another state behind than the run before");
    } else {
      settled = true;
      vain = 0;
      nextPause = PATIENCE;
      pause = 0;
      state = null;
      nodes = new long[tape.nodeCount()];
    }
  }

  void startReplay(long position) {
    replaying = true;
    start = position;
    cursor = 0;
    nodeCount = 0;
  }

  boolean fits(Launch launch, long position) {
    return cursor < tape.parts().size()
        && position == start + cursor
        && tape.parts().get(cursor).fits(launch);
  }

  void replay(Launch launch, long position, GraphSink sink) {
    replayed.add(launch);
    nodeCount = tape.emit(cursor, launch, position, sink, nodesBefore, nodes, nodeCount);
    cursor++;
  }

  void finishReplay(ProgramAnalysis analysis) {
    int node = 0;
    for (int part = 0; part < cursor; part++) {
      long[] tasks = new long[tape.parts().get(part).processors().length()];
      System.arraycopy(nodes, node, tasks, 0, tasks.length);
      analysis.passed(start + part, tasks);
      node += tape.parts().get(part).nodeCount();
    }
    long[] free = areSeen ? new long[nodes.length] : nodesBefore;
    areSeen = false;
    nodesBefore = nodes;
    nodes = free;
    replaying = false;
    replayed.clear();
    replayedCount++;
  }

  /** The analysis knows the nodes of an earlier run: those of the last take their places. */
  void tellNodes(ProgramAnalysis analysis) {
    if (areSeen) {
      return;
    }
    Map<Long, Long> successors = new HashMap<>();
    for (int n = 0; n < seenNodes.length; n++) {
      successors.put(seenNodes[n], nodesBefore[n]);
    }
    analysis.rename(handle -> successors.getOrDefault(handle, handle));
    seenNodes = nodesBefore;
    areSeen = true;
  }

  /** Forgets the tape: the next run is the first again. */
  void drop(String reason) {
    if (tape != null) {
      miss(reason);
    }
    tape = null;
    state = null;
    settled = false;
    replaying = false;
    recorder = null;
    nodesBefore = NO_NODES;
    seenNodes = NO_NODES;
    replayed.clear();
  }

  private void miss(String reason) {
    misses.merge(reason, 1L, Long::sum);
  }

  TraceCounts counts() {
    return new TraceCounts(name, recordedCount, replayedCount, misses);
  }
}
