package org.soapstone.tasks.tracing;

import com.google.common.primitives.Longs;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.soapstone.mapper.launch.Launch;
import org.soapstone.tasks.analysis.ProgramAnalysis;
import org.soapstone.tasks.graph.GraphSink;
import org.soapstone.tasks.graph.RepeatedRun;
import org.soapstone.tasks.graph.RepeatingSink;
import org.soapstone.tasks.graph.Repetition;
import org.soapstone.tasks.graph.SlowPath;

/**
 * A trace and where it stands: what it has recorded, whether that is proven to repeat, and the run
 * that is being recorded or replayed, if any.
 */
final class Trace {
  private static final long[] NO_NODES = {};
  private static final Optional<SlowPath> EVERY_NODE = Optional.of(SlowPath.EVERY_NODE_IS_SEEN);

  /** Launches that lie further back cannot be waited for. */
  private static final long HORIZON = 1 << 16;

  private static final int PATIENCE = 8;
  private static final int LONGEST_PAUSE = 1 << 12;

  final String name;

  /** Whether the runtime found it by itself. */
  final boolean automatic;

  /** Whether the tape is proven to repeat. */
  boolean settled;

  /** Repeats the tape by itself; empty if the tape has to be emitted. */
  private Optional<RepeatedRun> repeated = Optional.empty();

  /** Why it has to be emitted. */
  private Optional<SlowPath> refused = Optional.empty();

  /** Whether the runs so far are repeated, not emitted. */
  private boolean entered;

  /** The position of the first run that was repeated since. */
  private long enteredAt;

  /** Launches that are known to fit the tape, all together. */
  private List<? extends Launch> known = List.of();

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

  /** How many recorded runs in a row have proven nothing. */
  private int vain;

  /** How many runs are not to be recorded. */
  private int pause;

  private int nextPause = PATIENCE;
  private final SortedMap<MissReason, Long> misses = new TreeMap<>();
  private final SortedMap<SlowPath, Long> emitted = new TreeMap<>();
  private long recordedCount;
  private long replayedCount;

  private Trace(String name, boolean automatic) {
    this.name = name;
    this.automatic = automatic;
  }

  /** A trace that the program names. */
  static Trace named(String name) {
    return new Trace(name, false);
  }

  /** A trace that the runtime has found by itself. */
  static Trace automatic(String name) {
    return new Trace(name, true);
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

  void finishRecording(ProgramAnalysis analysis, Optional<RepeatingSink> sink) {
    Tape last = tape;
    List<Object> lastState = state;
    recorder.finish(analysis);
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
      miss(MissReason.UNLIKE_RUN_BEFORE);
    } else if (!state.equals(lastState)) {
      miss(MissReason.OTHER_STATE);
    } else {
      settle(sink);
    }
  }

  private void settle(Optional<RepeatingSink> sink) {
    settled = true;
    vain = 0;
    nextPause = PATIENCE;
    pause = 0;
    state = null;
    nodes = new long[tape.nodeCount()];
    if (sink.isEmpty()) {
      repeated = Optional.empty();
      refused = EVERY_NODE;
      return;
    }
    switch (sink.get().repeat(tape.parts().size(), tape::show)) {
      case RepeatedRun run -> {
        repeated = Optional.of(run);
        refused = Optional.empty();
      }
      case Repetition.Refused no -> {
        repeated = Optional.empty();
        refused = Optional.of(no.reason());
      }
    }
  }

  void startReplay(ProgramAnalysis analysis, long position) {
    replaying = true;
    start = position;
    cursor = 0;
    nodeCount = 0;
    Optional<SlowPath> hindrance =
        repeated.isPresent() ? repeated.get().hindrance(position) : refused;
    if (hindrance.isEmpty()) {
      if (!entered) {
        entered = true;
        enteredAt = position;
        repeated.get().enter(Longs.concat(nodesBefore, tape.older()));
      }
      repeated.get().begin(position);
    } else {
      emitted.merge(hindrance.get(), 1L, Long::sum);
      leave(analysis);
    }
  }

  boolean fits(Launch launch, long position) {
    return cursor < tape.parts().size()
        && position == start + cursor
        && tape.parts().get(cursor).fits(launch);
  }

  /** Whether launches are those of a whole run. */
  @SuppressWarnings("ReferenceEquality") // the same list, which never changes, needs no comparison
  boolean fit(List<? extends Launch> launches) {
    if (launches.size() != tape.parts().size()) {
      return false; // also of the empty list, which is known before any other
    }
    if (launches == known) {
      return true;
    }
    for (int part = 0; part < launches.size(); part++) {
      if (!tape.parts().get(part).fits(launches.get(part))) {
        return false;
      }
    }
    known = launches;
    return true;
  }

  void replay(Launch launch, long position, GraphSink sink) {
    if (entered) {
      repeated.orElseThrow().launch(launch);
    } else {
      Tape.Part part = tape.parts().get(cursor);
      nodeCount = part.emit(launch, position, start, sink, nodesBefore, nodes, nodeCount);
    }
    cursor++;
  }

  /** Makes all launches of a run, if they can be made at once. */
  boolean replayAll(long iteration) {
    if (!entered) {
      return false;
    }
    repeated.orElseThrow().launchAll(iteration);
    cursor = tape.parts().size();
    return true;
  }

  void finishReplay(ProgramAnalysis analysis) {
    if (!entered) {
      int node = 0;
      for (int part = 0; part < cursor; part++) {
        long[] tasks = new long[tape.parts().get(part).processors().length()];
        System.arraycopy(nodes, node, tasks, 0, tasks.length);
        analysis.passed(start + part, tasks);
        node += tape.parts().get(part).nodeCount();
      }
      long[] free = areSeen ? new long[nodes.length] : nodesBefore;
      nodesBefore = nodes;
      nodes = free;
    }
    areSeen = false;
    replaying = false;
    replayedCount++;
  }

  /**
   * Goes back from repeating runs to emitting them: one node stands for all nodes of the runs that
   * were repeated, and of the launches of this one.
   */
  private void leave(ProgramAnalysis analysis) {
    if (!entered) {
      return;
    }
    entered = false;
    long[] exit = {repeated.orElseThrow().leave()};
    int span = tape.parts().size();
    long end = replaying ? start : start + span;
    for (long position = Math.max(enteredAt, end - HORIZON); position < end; position++) {
      boolean hasTasks = tape.parts().get((int) (position - enteredAt) % span).hasTasks();
      analysis.passed(position, hasTasks ? exit : NO_NODES);
    }
    if (end > enteredAt) {
      nodesBefore = new long[tape.nodeCount()];
      Arrays.fill(nodesBefore, exit[0]);
    }
    nodes = new long[tape.nodeCount()];
    if (replaying) {
      Arrays.fill(nodes, exit[0]);
      nodeCount = tape.parts().subList(0, cursor).stream().mapToInt(Tape.Part::nodeCount).sum();
    }
  }

  /** The analysis knows the nodes of an earlier run: those of the last take their places. */
  void tellNodes(ProgramAnalysis analysis) {
    Map<Long, Long> names = newNames(analysis);
    if (!names.isEmpty()) {
      analysis.rename(handle -> names.getOrDefault(handle, handle));
    }
    seenNodes = nodesBefore;
    areSeen = true;
  }

  /** For each node that the analysis knows of the one in its place, where that is another. */
  Map<Long, Long> newNames(ProgramAnalysis analysis) {
    leave(analysis);
    Map<Long, Long> names = new HashMap<>();
    for (int n = 0; n < seenNodes.length && !areSeen; n++) {
      names.put(seenNodes[n], nodesBefore[n]);
    }
    return names;
  }

  /** Forgets the tape: the next run is the first again. */
  void drop(MissReason reason) {
    if (tape != null) {
      miss(reason);
    }
    tape = null;
    state = null;
    settled = false;
    repeated = Optional.empty();
    known = List.of();
    replaying = false;
    recorder = null;
    nodesBefore = NO_NODES;
    seenNodes = NO_NODES;
  }

  private void miss(MissReason reason) {
    misses.merge(reason, 1L, Long::sum);
  }

  /** How many runs were recorded. */
  long recorded() {
    return recordedCount;
  }

  /** How many runs were replayed. */
  long replayed() {
    return replayedCount;
  }

  TraceCounts counts() {
    return new TraceCounts(name, automatic, recordedCount, replayedCount, misses, emitted);
  }
}
