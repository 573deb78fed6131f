package org.soapstone.tasks.graph;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.soapstone.mapper.launch.FutureId;
import org.soapstone.mapper.launch.IndexLaunch;

/**
 * Builds the task graph of a program's steady steps from its tasks and one fragment for each region
 * tree.
 */
public final class SteadyGraph {
  private final List<CostedLaunch> launches;
  private final List<TreeFragment> fragments;
  private final long stepSpan;
  private final TaskGraphBuilder builder = new TaskGraphBuilder();
  private final Map<Long, CostedLaunch> byPosition = new HashMap<>();

  /**
   * For each position the node of the launch's first task, in the current step and in the one
   * before.
   */
  private int[] firstTasks;

  private int[] previousFirstTasks;

  /** For each fragment its first node, in the current step and in the one before. */
  private int[] firstNodes;

  private int[] previousFirstNodes;
  private boolean hasPrevious;

  private SteadyGraph(List<CostedLaunch> launches, List<TreeFragment> fragments, long stepSpan) {
    this.launches = launches;
    this.fragments = fragments;
    this.stepSpan = stepSpan;
    long positions = 0;
    for (CostedLaunch launch : launches) {
      long position = launch.launch().position();
      if (position < 0 || position >= stepSpan) {
        throw new IllegalArgumentException(
            "launch '%s' is at position %d of a step of span %d; positions within a step are from 0 to the span - 1"
                .formatted(launch.launch().launch().provenance(), position, stepSpan));
      }
      positions = Math.max(positions, position + 1);
      byPosition.put(position, launch);
    }
    firstTasks = new int[(int) positions];
    previousFirstTasks = new int[(int) positions];
    firstNodes = new int[fragments.size()];
    previousFirstNodes = new int[fragments.size()];
  }

  /**
   * {@return the graph of consecutive steady steps}
   *
   * <p>The launches of step {@code s} stand at their positions within the step plus {@code s ·
   * stepSpan}. Edges from the step before the first are dropped, and so are those from a node that
   * the steady step does not repeat. It equals what {@link
   * org.soapstone.tasks.analysis.ProgramAnalysis} emits for the same launches made as a whole
   * program, from the third step on.
   *
   * @param launches the index launches of a step, each at its position within the step; their
   *     futures name positions within the step
   * @param fragments one for each tree that the launches touch
   * @param stepSpan the distance between the positions of consecutive steps, greater than any
   *     position in the step
   * @param steps how many steps, at least 1
   */
  public static TaskGraph compose(
      List<CostedLaunch> launches, List<TreeFragment> fragments, long stepSpan, int steps) {
    if (steps < 1) {
      throw new IllegalArgumentException("steps is " + steps + ", must be >= 1");
    }
    SteadyGraph graph = new SteadyGraph(launches, fragments, stepSpan);
    for (int s = 0; s < steps; s++) {
      graph.addNodes(s);
      graph.addEdges();
    }
    for (TreeFragment fragment : fragments) {
      fragment.instances().forEach(graph.builder::addInstance);
    }
    return graph.builder.build();
  }

  private void addNodes(int step) {
    int[] tasksBefore = firstTasks;
    firstTasks = previousFirstTasks;
    previousFirstTasks = tasksBefore;
    int[] nodesBefore = firstNodes;
    firstNodes = previousFirstNodes;
    previousFirstNodes = nodesBefore;
    hasPrevious = step > 0;
    long shift = step * stepSpan;
    for (CostedLaunch costed : launches) {
      MappedLaunch launch = costed.launch();
      int position = (int) launch.position();
      for (int p = 0; p < costed.costKeys().size(); p++) {
        int node =
            builder.addTask(
                StructuralKey.task(position + shift, p),
                launch.processors().get(p),
                costed.costKeys().get(p),
                launch.priority());
        if (p == 0) {
          firstTasks[position] = node;
        }
      }
    }
    for (int f = 0; f < fragments.size(); f++) {
      TreeFragment fragment = fragments.get(f);
      for (int n = 0; n < fragment.nodeCount(); n++) {
        int node =
            builder.addMovement(
                fragment.kind(n),
                StructuralKey.shift(fragment.key(n), shift),
                fragment.processor(n),
                fragment.sourceMemory(n),
                fragment.targetMemory(n),
                fragment.bytes(n),
                fragment.priority(n));
        if (n == 0) {
          firstNodes[f] = node;
        }
      }
    }
  }

  private void addEdges() {
    for (CostedLaunch costed : launches) {
      for (FutureId future : costed.launch().launch().awaited()) {
        addFuture(future, costed);
      }
    }
    for (int f = 0; f < fragments.size(); f++) {
      TreeFragment fragment = fragments.get(f);
      for (int e = 0; e < fragment.edgeCount(); e++) {
        long from = fragment.edgeSource(e);
        if (!TreeFragment.isPrevious(from) || hasPrevious) {
          builder.addEdge(node(from, f), node(fragment.edgeTarget(e), f));
        }
      }
    }
  }

  private void addFuture(FutureId future, CostedLaunch consumer) {
    CostedLaunch producer = byPosition.get(future.launch());
    if (producer == null) {
      throw new IllegalArgumentException(
          "launch '%s' waits for the launch at position %d, which is not an index launch of the step; name one that is"
              .formatted(consumer.launch().launch().provenance(), future.launch()));
    }
    int from = firstTasks[(int) producer.launch().position()];
    int to = firstTasks[(int) consumer.launch().position()];
    IndexLaunch taking = consumer.launch().launch();
    for (int q = 0; q < consumer.costKeys().size(); q++) {
      int only = future.only(taking.point(q));
      int last = only < 0 ? producer.costKeys().size() - 1 : only;
      for (int p = Math.max(only, 0); p <= last; p++) {
        builder.addEdge(from + p, to + q);
      }
    }
  }

  private int node(long reference, int fragment) {
    boolean previous = TreeFragment.isPrevious(reference);
    if (TreeFragment.isTask(reference)) {
      int[] first = previous ? previousFirstTasks : firstTasks;
      return first[TreeFragment.launch(reference)] + TreeFragment.point(reference);
    }
    int[] first = previous ? previousFirstNodes : firstNodes;
    return first[fragment] + TreeFragment.node(reference);
  }
}
