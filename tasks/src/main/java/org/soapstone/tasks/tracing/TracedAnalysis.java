package org.soapstone.tasks.tracing;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.soapstone.mapper.launch.FillLaunch;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.Launch;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.tasks.analysis.ProgramAnalysis;
import org.soapstone.tasks.graph.GraphSink;

/**
 * A dependence analysis that emits from a tape what it has analysed before. Not thread-safe.
 *
 * <p>Launches between {@link #begin} and {@link #end} are a run of a trace. What is emitted is what
 * the analysis would emit; see the package for when a run is replayed.
 */
public final class TracedAnalysis {
  private final ProgramAnalysis analysis;
  private final Map<String, Trace> traces = new LinkedHashMap<>();

  /** The trace that is being run, or null. */
  private Trace running;

  /** The trace whose run is the last thing that the program did, or null. */
  private Trace latest;

  /** The trace that was replayed since the analysis last knew of its nodes, or null. */
  private Trace unseen;

  /**
   * Starts with no trace.
   *
   * @param analysis analyses what is not replayed
   */
  public TracedAnalysis(ProgramAnalysis analysis) {
    this.analysis = requireNonNull(analysis, "analysis");
  }

  /**
   * Begins a run of a trace.
   *
   * @param name names the trace
   * @param position the position of the next launch
   * @throws IllegalStateException if a run has begun and not ended
   */
  public void begin(String name, long position) {
    requireNonNull(name, "name");
    if (running != null) {
      throw new IllegalStateException(
          "trace '%s' begins within a run of trace '%s'; end that first"
              .formatted(name, running.name));
    }
    Trace trace = traces.computeIfAbsent(name, Trace::new);
    boolean inARow = latest == trace;
    running = trace;
    if (inARow && trace.settled) {
      trace.startReplay(position);
      return;
    }
    catchUp();
    if (!inARow) {
      trace.drop("other launches came between two runs");
    }
    trace.startRecording(position);
  }

  /**
   * Ends the run.
   *
   * @throws IllegalStateException if none has begun
   */
  public void end() {
    if (running == null) {
      throw new IllegalStateException("a run of a trace ends, but none has begun");
    }
    Trace trace = running;
    if (trace.replaying && trace.cursor < trace.tape.parts().size()) {
      diverge(trace, "a run ended early");
    }
    running = null;
    latest = null;
    if (trace.replaying) {
      trace.finishReplay(analysis);
      latest = trace;
    } else if (trace.recorder != null) {
      trace.finishRecording(analysis);
      latest = trace;
    }
  }

  /**
   * Analyses a launch, or emits what is on the tape for it.
   *
   * @param launch the launch
   * @param position its position in program order, greater than that of every launch before
   * @param sink takes the nodes and edges
   * @throws IllegalArgumentException as {@link ProgramAnalysis#launch(IndexLaunch, long,
   *     GraphSink)}
   */
  public void launch(Launch launch, long position, GraphSink sink) {
    Trace trace = running;
    if (trace == null) {
      catchUp();
      latest = null;
      analyse(launch, position, sink);
      return;
    }
    if (trace.replaying) {
      if (trace.fits(launch, position)) {
        trace.replay(launch, position, sink);
        unseen = trace;
        return;
      }
      diverge(trace, "a launch was another");
    }
    if (trace.recorder == null) {
      analyse(launch, position, sink);
      return;
    }
    trace.recorder.begin(launch, sink);
    try {
      analyse(launch, position, trace.recorder);
    } catch (RuntimeException | Error thrown) {
      trace.drop("a launch was wrong");
      throw thrown;
    }
    trace.recorder.end();
  }

  /**
   * Analyses a launch of the runtime's own, as {@link ProgramAnalysis#launchByDefault} does; no
   * tape has it.
   *
   * @param launch the launch
   * @param position its position in program order, greater than that of every launch before
   * @param sink takes the nodes and edges
   */
  public void launchByDefault(IndexLaunch launch, long position, GraphSink sink) {
    if (running != null) {
      if (running.replaying) {
        diverge(running, "a launch could not be made");
      }
      running.drop("a launch could not be made");
    }
    catchUp();
    latest = null;
    analysis.launchByDefault(launch, position, sink);
  }

  /**
   * Forgets a tree that the program will not name again.
   *
   * @param root the tree's root region
   */
  public void forget(LogicalRegion root) {
    if (running != null && running.replaying) {
      diverge(running, "a tree was destroyed");
    }
    catchUp();
    latest = null;
    analysis.forget(root);
  }

  /** {@return how often each trace was recorded, replayed and missed, in the order of first use} */
  public List<TraceCounts> counts() {
    return traces.values().stream().map(Trace::counts).toList();
  }

  private void analyse(Launch launch, long position, GraphSink sink) {
    switch (launch) {
      case IndexLaunch tasks -> analysis.launch(tasks, position, sink);
      case FillLaunch fill -> analysis.launch(fill, position, sink);
    }
  }

  /** Tells the analysis of the nodes that replays have made. */
  private void catchUp() {
    if (unseen != null) {
      unseen.tellNodes(analysis);
      unseen = null;
    }
  }

  /** Goes back to analysing in the middle of a replay: first the launches that were replayed. */
  private void diverge(Trace trace, String reason) {
    catchUp();
    CatchUp nodes = new CatchUp(trace.nodes, trace.nodeCount);
    for (int i = 0; i < trace.replayed.size(); i++) {
      analyse(trace.replayed.get(i), trace.start + i, nodes);
    }
    nodes.finish();
    trace.drop(reason);
  }

  /** A trace and where it stands. */
  private static final class Trace {
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
    private final Map<String, Long> misses = new HashMap<>();
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
      return new TraceCounts(name, recordedCount, replayedCount, new java.util.TreeMap<>(misses));
    }
  }
}
