package org.soapstone.tasks.tracing;

import com.google.common.primitives.ImmutableIntArray;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.soapstone.mapper.launch.FillLaunch;
import org.soapstone.mapper.launch.FillValue;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.Launch;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.ReductionOperator;
import org.soapstone.tasks.graph.GraphSink;
import org.soapstone.tasks.graph.InstanceSpec;
import org.soapstone.tasks.graph.MappedLaunch;
import org.soapstone.tasks.graph.StructuralKey;

/**
 * One run of a trace: its launches, and what was emitted for each.
 *
 * <p>Nodes are numbered in the order in which they were emitted; a node of the run before is named
 * by the complement of its number there. Keys count launches from the start of the run. Two runs
 * that are alike have equal tapes.
 *
 * <p>A node that is in neither run is named by its handle. The analysis has gone on without it
 * since: it keeps its handle, so runs that are alike have it too.
 *
 * @param parts the launches with what was emitted for them
 * @param nodeCount the number of nodes
 * @param joinCount how many of them, the last, gather the run's readers
 */
record Tape(List<Part> parts, int nodeCount, int joinCount) {

  /**
   * A launch and what was emitted for it.
   *
   * @param launch the launch; its iteration does not count
   * @param processors the processor of each task, none for a fill
   * @param priority the priority of the tasks
   * @param nodeCount how many nodes were emitted, the tasks first
   * @param entries what was emitted, in order
   */
  record Part(
      Launch launch,
      ImmutableIntArray processors,
      int priority,
      int nodeCount,
      List<Entry> entries) {

    /** {@return whether a launch is this one, but for its iteration and provenance} */
    boolean fits(Launch other) {
      return areAlike(launch, other);
    }

    /** {@return whether the launch has tasks, and is no fill} */
    boolean hasTasks() {
      return launch instanceof IndexLaunch;
    }

    /** {@return this part without edges from older nodes} */
    Part alone() {
      List<Entry> own = entries.stream().filter(e -> !(e instanceof Entry.OldEdge)).toList();
      return new Part(launch, processors, priority, nodeCount, own);
    }

    private boolean isLike(Part other) {
      return fits(other.launch)
          && processors.equals(other.processors)
          && priority == other.priority
          && entries.equals(other.entries);
    }

    /**
     * Emits this part.
     *
     * @param made the launch of this run that fits it
     * @param position the launch's position
     * @param start the position of the run's first launch
     * @param sink takes the nodes and edges
     * @param before the handles of the nodes of the run before
     * @param now takes those of this run's nodes
     * @param firstNode the number of the part's first node
     * @return the number of the next part's first node
     */
    int emit(
        Launch made,
        long position,
        long start,
        GraphSink sink,
        long[] before,
        long[] now,
        int firstNode) {
      MappedLaunch mapped =
          made instanceof IndexLaunch tasks
              ? new MappedLaunch(tasks, position, processors, priority)
              : null;
      int node = firstNode;
      for (int e = 0; e < entries.size(); e++) {
        switch (entries.get(e)) {
          case Entry.Edge edge ->
              sink.edge(edge.from < 0 ? before[~edge.from] : now[edge.from], now[edge.to]);
          case Entry.OldEdge edge -> sink.edge(edge.from, now[edge.to]);
          case Entry.Bind bind -> sink.bind(now[bind.task], bind.requirement, bind.instance);
          case Entry.Seal seal -> sink.seal(now[seal.node]);
          case Entry.Task task ->
              now[node++] = sink.task(StructuralKey.task(position, task.point), mapped, task.point);
          case Entry.Copy c ->
              now[node++] =
                  sink.copy(
                      StructuralKey.shift(c.key, start),
                      c.processor,
                      c.source,
                      c.target,
                      c.points,
                      c.fields,
                      c.priority);
          case Entry.Fold f ->
              now[node++] =
                  sink.fold(
                      StructuralKey.shift(f.key, start),
                      f.processor,
                      f.source,
                      f.target,
                      f.points,
                      f.fields,
                      f.operator,
                      f.priority);
          case Entry.Fill f ->
              now[node++] =
                  sink.fill(
                      StructuralKey.shift(f.key, start),
                      f.processor,
                      f.target,
                      f.points,
                      f.fields,
                      f.value,
                      f.priority);
          case Entry.Join join ->
              now[node++] = sink.join(StructuralKey.shift(join.key, start), join.processor);
        }
      }
      return node;
    }
  }

  /** One call of a sink. */
  sealed interface Entry {
    /** A task of the part's launch. */
    record Task(int point) implements Entry {}

    /** A task uses an instance. */
    record Bind(int task, int requirement, InstanceSpec instance) implements Entry {}

    /** A copy. */
    record Copy(
        long key,
        int processor,
        InstanceSpec source,
        InstanceSpec target,
        IndexSpace points,
        FieldSet fields,
        int priority)
        implements Entry {}

    /** A fold. */
    record Fold(
        long key,
        int processor,
        InstanceSpec source,
        InstanceSpec target,
        IndexSpace points,
        FieldSet fields,
        ReductionOperator operator,
        int priority)
        implements Entry {}

    /** A fill of points of an instance. */
    record Fill(
        long key,
        int processor,
        InstanceSpec target,
        IndexSpace points,
        FieldSet fields,
        FillValue value,
        int priority)
        implements Entry {}

    /** A node that only waits. */
    record Join(long key, int processor) implements Entry {}

    /** An edge; {@code from} may be a complement. */
    record Edge(int from, int to) implements Entry {}

    /** An edge from a node from before the run before. */
    record OldEdge(long from, int to) implements Entry {}

    /** The last edge into a node has been sent. */
    record Seal(int node) implements Entry {}
  }

  /** {@return whether two launches are the same, but for their iteration and provenance} */
  @SuppressWarnings("ReferenceEquality") // most programs make the same value again and again
  static boolean areAlike(Launch launch, Launch other) {
    return switch (launch) {
      case FillLaunch fill -> fill == other || fill.equals(other);
      case IndexLaunch tasks -> tasks == other || areTasksAlike(tasks, other);
    };
  }

  private static boolean areTasksAlike(IndexLaunch tasks, Launch other) {
    return other instanceof IndexLaunch that
        && tasks.task().equals(that.task())
        && tasks.arguments().equals(that.arguments())
        && tasks.requirements().equals(that.requirements())
        && tasks.domain().equals(that.domain())
        && tasks.futures().equals(that.futures())
        && tasks.tag().equals(that.tag())
        && tasks.control().equals(that.control());
  }

  /** {@return whether two runs were alike} */
  boolean isLike(Tape other) {
    if (nodeCount != other.nodeCount || parts.size() != other.parts.size()) {
      return false;
    }
    for (int p = 0; p < parts.size(); p++) {
      if (!parts.get(p).isLike(other.parts.get(p))) {
        return false;
      }
    }
    return true;
  }

  /** {@return why no run can be a replay of this one, if so} */
  Optional<MissReason> obstacle() {
    for (Part part : parts) {
      if (part.launch instanceof IndexLaunch tasks && !tasks.awaited().isEmpty()) {
        return Optional.of(MissReason.WAITS_FOR_FUTURES);
      }
      if (part.launch instanceof IndexLaunch tasks && tasks.control().concurrent()) {
        return Optional.of(MissReason.CONCURRENT);
      }
      if (part.launch instanceof IndexLaunch tasks && !tasks.control().phases().isNone()) {
        return Optional.of(MissReason.PHASES);
      }
    }
    return Optional.empty();
  }

  /** {@return the handles of the nodes from before the run before that the run waits for} */
  long[] older() {
    return parts.stream()
        .flatMap(part -> part.entries.stream())
        .flatMapToLong(entry ->
            entry instanceof Entry.OldEdge edge ? LongStream.of(edge.from) : LongStream.empty())
        .distinct()
        .toArray();
  }

  /**
   * Emits the whole, but for edges from older nodes, as a run at position 0 whose nodes get their
   * numbers as handles.
   */
  void show(GraphSink sink) {
    long[] before = new long[nodeCount];
    Arrays.setAll(before, n -> ~n);
    long[] now = new long[nodeCount];
    int node = 0;
    for (int part = 0; part < parts.size(); part++) {
      Part alone = parts.get(part).alone();
      node = alone.emit(alone.launch, part, 0, sink, before, now, node);
    }
  }
}
