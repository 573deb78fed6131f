package org.soapstone.tasks.analysis;

import java.util.Arrays;
import org.soapstone.mapper.MapperException;
import org.soapstone.mapper.launch.FillValue;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.ReductionOperator;
import org.soapstone.tasks.graph.GraphSink;
import org.soapstone.tasks.graph.InstanceSpec;
import org.soapstone.tasks.graph.StructuralKey;

/**
 * Gives the nodes that serve one requirement of one point their keys, and passes nodes and edges on
 * to the sink, each edge once.
 */
final class Emitter {
  /** The edges into the launch's tasks, which several requirements may cause. */
  private final PairSet taskEdges = new PairSet();

  /** The edges into the node that is being emitted. */
  private final PairSet nodeEdges = new PairSet();

  private final PairSet joinEdges = new PairSet();
  private final Hits<InstanceUsers.Users> userHits = new Hits<>(InstanceUsers.Users[]::new);
  private GraphSink sink;
  private PreparedTasks launch;
  private long[] tasks;
  private int point;
  private int requirement;
  private int ordinal;
  private int processor;
  private int priority;
  private long[] joined = {};
  private long join;
  private MapperException failure;

  /** Turns to another launch. */
  void begin(PreparedTasks nextLaunch, long[] nextTasks, GraphSink nextSink) {
    launch = nextLaunch;
    tasks = nextTasks;
    sink = nextSink;
    priority = nextLaunch.mapped().priority();
    taskEdges.clear();
    joined = new long[0];
    failure = null;
  }

  /** Turns to one requirement of one point of the launch. */
  void serve(int nextPoint, int nextRequirement) {
    point = nextPoint;
    requirement = nextRequirement;
    ordinal = 0;
    processor = launch.processor(nextPoint);
  }

  PreparedTasks launch() {
    return launch;
  }

  /** {@return the handle of the served point's task} */
  long task() {
    return tasks[point];
  }

  /** {@return the launch point's row-major position} */
  int point() {
    return point;
  }

  /** {@return an empty list to look up users with} */
  Hits<InstanceUsers.Users> userHits() {
    userHits.clear();
    return userHits;
  }

  void bind(InstanceSpec instance) {
    sink.bind(tasks[point], requirement, instance);
  }

  long copy(InstanceSpec source, InstanceSpec target, IndexSpace points, FieldSet fields) {
    nodeEdges.clear();
    return sink.copy(key(), processor, source, target, points, fields, priority);
  }

  long fold(
      InstanceSpec source,
      InstanceSpec target,
      IndexSpace points,
      FieldSet fields,
      ReductionOperator operator) {
    nodeEdges.clear();
    return sink.fold(key(), processor, source, target, points, fields, operator, priority);
  }

  long fill(InstanceSpec target, IndexSpace points, FieldSet fields, FillValue value) {
    nodeEdges.clear();
    return sink.fill(key(), processor, target, points, fields, value, priority);
  }

  /**
   * {@return a node that waits for the first of some readers} Pieces of an instance that have the
   * same readers get the same node.
   */
  long join(long[] readers, int count) {
    if (!Arrays.equals(joined, 0, joined.length, readers, 0, count)) {
      joined = Arrays.copyOf(readers, count);
      join = sink.join(key(), processor);
      joinEdges.clear();
      for (long reader : joined) {
        if (joinEdges.add(reader, join)) {
          sink.edge(reader, join);
        }
      }
      sink.seal(join);
    }
    return join;
  }

  /**
   * Sends an edge into the served point's task or the node that was emitted last, unless it was
   * sent before.
   */
  void edge(long from, long to) {
    if ((to == tasks[point] ? taskEdges : nodeEdges).add(from, to)) {
      sink.edge(from, to);
    }
  }

  /** Sends an edge into one of the launch's tasks, unless it was sent before. */
  void taskEdge(long from, int toPoint) {
    if (taskEdges.add(from, tasks[toPoint])) {
      sink.edge(from, tasks[toPoint]);
    }
  }

  void seal(long node) {
    sink.seal(node);
  }

  /** Notes a wrong answer of the mapper; the launch is completed all the same. */
  void fail(MapperException wrongAnswer) {
    if (failure == null) {
      failure = wrongAnswer;
    }
  }

  /** Throws the first wrong answer that was noted in this launch. */
  void throwFailure() {
    if (failure != null) {
      MapperException thrown = failure;
      failure = null;
      throw thrown;
    }
  }

  private long key() {
    return StructuralKey.service(launch.position(), point, requirement, ordinal++);
  }
}
