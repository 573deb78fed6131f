package org.soapstone.tasks.tracing;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.function.LongUnaryOperator;
import java.util.stream.Stream;
import org.soapstone.mapper.Mapper;
import org.soapstone.mapper.launch.FillLaunch;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.Launch;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.tasks.analysis.ProgramAnalysis;
import org.soapstone.tasks.graph.GraphSink;
import org.soapstone.tasks.graph.InstanceSpec;
import org.soapstone.tasks.graph.RepeatingSink;
import org.soapstone.tasks.profiling.EventKind;
import org.soapstone.tasks.profiling.EventRing;
import org.soapstone.tasks.profiling.Profiler;

/**
 * A dependence analysis that emits from a tape what it has analysed before. Not thread-safe.
 *
 * <p>Launches between {@link #begin} and {@link #end} are a run of a trace. What is emitted is what
 * the analysis would emit; see the package for when a run is replayed.
 */
public final class TracedAnalysis {
  private final ProgramAnalysis analysis;
  private final Optional<RepeatingSink> sink;
  private final Map<String, Trace> traces = new LinkedHashMap<>();

  /** The trace that is being run, or null. */
  private Trace running;

  /** The trace whose run is the last thing that the program did, or null. */
  private Trace latest;

  /** The trace that was replayed since the analysis last knew of its nodes, or null. */
  private Trace unseen;

  /** What repeats without the program's saying so; empty if nobody looks for it. */
  private Optional<Repeats> repeats = Optional.empty();

  /** Whether the last launch was replayed. */
  private boolean replayed;

  /** Where the time of each launch is noted. */
  private Optional<EventRing> profile = Optional.empty();

  /**
   * Starts with no trace.
   *
   * @param analysis analyses what is not replayed
   */
  public TracedAnalysis(ProgramAnalysis analysis) {
    this(analysis, Optional.empty());
  }

  /**
   * Starts with no trace.
   *
   * @param analysis analyses what is not replayed
   * @param sink takes the nodes and edges of all launches, and repeats what it can
   */
  public TracedAnalysis(ProgramAnalysis analysis, RepeatingSink sink) {
    this(analysis, Optional.of(sink));
  }

  private TracedAnalysis(ProgramAnalysis analysis, Optional<RepeatingSink> sink) {
    this.analysis = requireNonNull(analysis, "analysis");
    this.sink = sink;
  }

  /**
   * Has a profiler see how long launches take.
   *
   * @param profiler the profiler
   */
  public void profile(Profiler profiler) {
    profile = Optional.of(profiler.program());
  }

  /** From now on what the program repeats is found, and is a trace without its saying so. */
  public void findRepeats() {
    repeats = Optional.of(new Repeats());
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
    interruptRepeat(MissReason.TRACE_BEGUN);
    if (running != null) {
      throw new IllegalStateException(
          "trace '%s' begins within a run of trace '%s'; end that first"
              .formatted(name, running.name));
    }
    begin(traces.computeIfAbsent(name, Trace::named), position);
  }

  private void begin(Trace trace, long position) {
    boolean inARow = latest == trace;
    running = trace;
    if (inARow && trace.settled) {
      trace.startReplay(analysis, position);
      unseen = trace;
      return;
    }
    catchUp();
    if (!inARow) {
      trace.drop(MissReason.LAUNCHES_BETWEEN);
    }
    trace.startRecording(position);
  }

  /**
   * Makes all launches of the run that has begun at once, if that can be done: nobody asks for
   * their results. Otherwise does nothing.
   *
   * @param launches the launches; a list that never changes
   * @param iteration the iteration number of all of them
   * @return whether they were made
   */
  public boolean replayAll(List<? extends Launch> launches, long iteration) {
    if (profile.isEmpty()) {
      return repeat(launches, iteration);
    }
    long start = System.nanoTime();
    boolean done = repeat(launches, iteration);
    if (done) {
      profile
          .get()
          .add(EventKind.REPLAY, launches.getFirst(), running.start, 0, start, System.nanoTime());
    }
    return done;
  }

  private boolean repeat(List<? extends Launch> launches, long iteration) {
    Trace trace = running;
    return trace != null
        && trace.replaying
        && trace.cursor == 0
        && trace.fit(launches)
        && trace.replayAll(iteration);
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
      diverge(trace, MissReason.ENDED_EARLY);
    }
    running = null;
    latest = null;
    if (trace.replaying) {
      trace.finishReplay(analysis);
      latest = trace;
    } else if (trace.recorder != null) {
      trace.finishRecording(analysis, sink);
      latest = trace;
    }
  }

  /**
   * Analyses a launch, or emits what is on the tape for it.
   *
   * @param launch the launch
   * @param position its position in program order, greater than that of every launch before
   * @param to takes the nodes and edges
   * @throws IllegalArgumentException as {@link ProgramAnalysis#launch(IndexLaunch, long,
   *     GraphSink)}
   */
  public void launch(Launch launch, long position, GraphSink to) {
    if (profile.isEmpty()) {
      watchAndEmit(launch, position, to);
      return;
    }
    long start = System.nanoTime();
    watchAndEmit(launch, position, to);
    EventKind kind = replayed ? EventKind.REPLAY : EventKind.ANALYSIS;
    profile.get().add(kind, launch, position, 0, start, System.nanoTime());
  }

  private void watchAndEmit(Launch launch, long position, GraphSink to) {
    if (repeats.isEmpty() || (running != null && !running.automatic)) {
      emit(launch, position, to);
      return;
    }
    Repeats found = repeats.get();
    if (found.isFound()) {
      stayOrStop(found, launch, position);
    }
    boolean wasReplaying = running != null && running.replaying;
    try {
      emit(launch, position, to);
    } catch (RuntimeException | Error thrown) {
      interruptRepeat(MissReason.WRONG_LAUNCH);
      throw thrown;
    }
    if (wasReplaying && !replayed) {
      stopRepeat(MissReason.OTHER_LAUNCH);
    }
    if (running == null) {
      found.saw(launch);
    } else if (found.advance()) {
      end();
    }
  }

  /** Begins the next run of what repeats, or stops if the launch is another. */
  private void stayOrStop(Repeats found, Launch launch, long position) {
    boolean checked = running != null && running.replaying; // while it is emitted
    if (checked) {
      return;
    }
    if (!found.expects(launch)) {
      stopRepeat(MissReason.OTHER_LAUNCH);
    } else if (running == null) {
      begin(found.trace(), position);
    }
  }

  /** What repeats by itself does so no longer. */
  private void stopRepeat(MissReason reason) {
    if (running != null && running.automatic) {
      if (running.replaying) {
        diverge(running, reason);
      } else {
        running.drop(reason);
      }
      running = null;
      latest = null;
    }
    repeats.ifPresent(Repeats::forget);
  }

  /** Something comes that is in no trace, and that no repeat goes on after. */
  private void interruptRepeat(MissReason reason) {
    if (repeats.isPresent()) {
      stopRepeat(reason);
      repeats.get().breakOff();
    }
  }

  private void emit(Launch launch, long position, GraphSink to) {
    Trace trace = running;
    replayed = false;
    if (trace == null) {
      catchUp();
      latest = null;
      analyse(launch, position, to);
      return;
    }
    if (trace.replaying) {
      if (trace.fits(launch, position)) {
        trace.replay(launch, position, to);
        replayed = true;
        return;
      }
      diverge(trace, MissReason.OTHER_LAUNCH);
    }
    if (trace.recorder == null) {
      analyse(launch, position, to);
      return;
    }
    trace.recorder.begin(launch, to);
    try {
      analyse(launch, position, trace.recorder);
    } catch (RuntimeException | Error thrown) {
      trace.drop(MissReason.WRONG_LAUNCH);
      throw thrown;
    }
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
    leaveTapes(MissReason.SPOILING_LAUNCH);
    analysis.launchByDefault(launch, position, sink);
  }

  /**
   * Analyses a launch of the runtime's own, as {@link ProgramAnalysis#launchPlaced} does; no tape
   * has it.
   *
   * @param launch the launch
   * @param position its position in program order, greater than that of every launch before
   * @param placement decides placement of this launch
   * @param sink takes the nodes and edges
   */
  public void launchPlaced(IndexLaunch launch, long position, Mapper placement, GraphSink sink) {
    leaveTapes(MissReason.RUNTIMES_LAUNCH);
    analysis.launchPlaced(launch, position, placement, sink);
  }

  /**
   * Analyses a must-epoch, as {@link ProgramAnalysis#launchEpoch} does; no tape has it.
   *
   * @param launches the launches
   * @param position the position of the first in program order, greater than that of every launch
   *     before
   * @param begin told the number of each launch before its nodes are emitted
   * @param sink takes the nodes and edges
   */
  public void launchEpoch(
      List<IndexLaunch> launches, long position, IntConsumer begin, GraphSink sink) {
    leaveTapes(MissReason.EPOCH);
    analysis.launchEpoch(launches, position, begin, sink);
  }

  /**
   * Makes a fence, as {@link ProgramAnalysis#fence} does; no tape has it.
   *
   * @param position its position in program order, greater than that of every launch before
   * @param sink takes the fence
   */
  public void fence(long position, GraphSink sink) {
    leaveTapes(MissReason.FENCE);
    analysis.fence(position, sink);
  }

  /**
   * Forgets a tree that the program will not name again.
   *
   * @param root the tree's root region
   */
  public void forget(LogicalRegion root) {
    interruptRepeat(MissReason.TREE_DESTROYED);
    if (running != null && running.replaying) {
      diverge(running, MissReason.TREE_DESTROYED);
    }
    catchUp();
    latest = null;
    analysis.forget(root);
  }

  /**
   * Attaches data, see {@link ProgramAnalysis#attach}.
   *
   * @param region the points
   * @param fields the fields
   * @param memory the memory that the instance is in
   * @return the instance
   */
  public InstanceSpec attach(LogicalRegion region, FieldSet fields, int memory) {
    interrupt(MissReason.ATTACHED);
    return analysis.attach(region, fields, memory);
  }

  /**
   * Detaches data, see {@link ProgramAnalysis#detach}.
   *
   * @param spec the instance
   */
  public void detach(InstanceSpec spec) {
    interrupt(MissReason.DETACHED);
    analysis.detach(spec);
  }

  /** Goes on without a tape: what was recorded no longer fits. */
  private void interrupt(MissReason reason) {
    interruptRepeat(reason);
    if (running != null) {
      if (running.replaying) {
        diverge(running, reason);
      } else {
        running.drop(reason);
      }
    }
    catchUp();
    latest = null;
  }

  /**
   * {@return how often each trace was recorded, replayed and missed, in the order of first use;
   * then the automatic ones}
   */
  public List<TraceCounts> counts() {
    Stream<Trace> found = repeats.stream().flatMap(some -> some.traces().stream());
    return Stream.concat(traces.values().stream(), found).map(Trace::counts).toList();
  }

  /** Brings the analysis to where it is, for something that no tape has. */
  private void leaveTapes(MissReason reason) {
    interruptRepeat(reason);
    if (running != null) {
      if (running.replaying) {
        diverge(running, reason);
      }
      running.drop(reason);
    }
    catchUp();
    latest = null;
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
  private void diverge(Trace trace, MissReason reason) {
    unseen = null;
    Map<Long, Long> names = trace.newNames(analysis);
    try {
      CatchUp nodes = new CatchUp(trace.nodeCount);
      for (int part = 0; part < trace.cursor; part++) {
        analyse(trace.tape.parts().get(part).launch(), trace.start + part, nodes);
      }
      boolean isWhole = trace.cursor == trace.tape.parts().size();
      nodes.finish(isWhole ? trace.tape.joinCount() : 0);
    } catch (RuntimeException | Error thrown) {
      analysis.stop(thrown); // the launches were made, and it does not know of them
      trace.drop(reason);
      throw thrown;
    }
    for (int n = 0; n < trace.nodeCount; n++) {
      names.put(CatchUp.name(n), trace.nodes[n]);
    }
    LongUnaryOperator rename = handle -> names.getOrDefault(handle, handle);
    analysis.rename(rename);
    for (int part = 0; part < trace.cursor; part++) {
      if (trace.tape.parts().get(part).hasTasks()) {
        analysis.renameTasks(trace.start + part, rename);
      }
    }
    trace.drop(reason);
  }
}
