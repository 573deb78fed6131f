package org.soapstone.simulator.simulation;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.SortedSetMultimap;
import com.google.common.collect.TreeMultimap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.soapstone.mapper.launch.FutureId;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.tasks.graph.CostedLaunch;
import org.soapstone.tasks.graph.StructuralKey;
import org.soapstone.tasks.graph.TreeFragment;

/**
 * Simulates consecutive steady steps of a program whose launches and fragments are exchanged a few
 * at a time, and simulates again only what an exchange changes.
 *
 * <pre>{@code
 * var simulation = new DeltaSimulation(machine, costs, stepSpan, 1);
 * simulation.propose(new StepEdit(allLaunches, allFragments));
 * simulation.commit();
 * long makespan = simulation.propose(new StepEdit(otherLaunches, otherFragments));
 * if (accept(makespan)) simulation.commit(); else simulation.rollback();
 * }</pre>
 *
 * <p>The graph is that of {@link org.soapstone.tasks.graph.SteadyGraph#compose}, and every node's
 * times are those of {@link FullSimulation} on it, to the nanosecond. It is never rebuilt: nodes
 * that an exchange leaves as they are (same structural key, duration, resources and priority) stay
 * where they are, and a rollback costs no more than the exchange did. Not thread-safe.
 */
public final class DeltaSimulation {
  /** What {@link #propose(StepEdit, long)} returns when the makespan is above the limit. */
  public static final long ABOVE_LIMIT = DeltaEngine.ABOVE_LIMIT;

  private final NodeCosts costs;
  private final long stepSpan;
  private final int steps;
  private final DeltaEngine engine;
  private final EdgeDifference edges;
  private final SortedMap<Integer, TreeBlock> trees = new TreeMap<>();

  /** For each position of the step, its launch's tasks, or null. */
  private TaskBlock[] tasks = new TaskBlock[0];

  /** The positions that each tree's fragments have named. */
  private final Map<Integer, BitSet> positionsByTree = new HashMap<>();

  /**
   * The trees whose fragments have named a launch position; one that no longer does costs only a
   * look.
   */
  private final SortedSetMultimap<Integer, Integer> treesByPosition = TreeMultimap.create();

  /** The positions whose launches have waited for results of the launch at a position. */
  private final SortedSetMultimap<Integer, Integer> consumersByPosition = TreeMultimap.create();

  private final List<Runnable> undo = new ArrayList<>();
  private boolean isOpen;

  /**
   * Starts with an empty step.
   *
   * @param machine the machine that launches are mapped to
   * @param costs how long nodes last
   * @param stepSpan the distance between the positions of consecutive steps, greater than any
   *     position in the step
   * @param steps how many consecutive steps to simulate, at least 1
   */
  public DeltaSimulation(Machine machine, NodeCosts costs, long stepSpan, int steps) {
    this(
        new DeltaEngine(requireNonNull(machine, "machine"), Durations.ofHandoff(costs)),
        costs,
        stepSpan,
        steps);
  }

  DeltaSimulation(DeltaEngine engine, NodeCosts costs, long stepSpan, int steps) {
    this.engine = engine;
    this.costs = requireNonNull(costs, "costs");
    this.stepSpan = stepSpan;
    this.steps = steps;
    if (stepSpan < 1 || steps < 1) {
      throw new IllegalArgumentException(
          "a step span of %d and %d steps; both must be at least 1".formatted(stepSpan, steps));
    }
    edges = new EdgeDifference(engine);
  }

  /**
   * {@return when the last node of the changed steps ends} The change stays open until {@link
   * #commit} or {@link #rollback}.
   *
   * @param edit the change
   * @throws IllegalArgumentException if the changed step is not a whole one: an edge names a launch
   *     or point that is not there, or edges form a cycle; the steps are then as before
   * @throws IllegalStateException if a change is open
   */
  public long propose(StepEdit edit) {
    return propose(edit, Long.MAX_VALUE);
  }

  /**
   * {@return when the last node of the changed steps ends, or {@link #ABOVE_LIMIT} if that is after
   * a limit} Finding out that it is may take much less than finding out when. A change above the
   * limit can only be rolled back.
   *
   * @param edit the change
   * @param limitNanos the latest end of interest
   * @throws IllegalArgumentException as {@link #propose(StepEdit)}
   * @throws IllegalStateException if a change is open
   */
  public long propose(StepEdit edit, long limitNanos) {
    if (isOpen) {
      throw new IllegalStateException("a change is open; commit it or roll it back first");
    }
    isOpen = true;
    try {
      apply(edit);
      return engine.propose(limitNanos);
    } catch (IllegalArgumentException e) {
      rollback();
      throw e;
    }
  }

  /**
   * Keeps the open change.
   *
   * @throws IllegalStateException if no change is open, or its makespan is above the limit
   */
  public void commit() {
    requireOpen();
    engine.commit();
    undo.clear();
    isOpen = false;
  }

  /**
   * Takes the open change back.
   *
   * @throws IllegalStateException if no change is open
   */
  public void rollback() {
    requireOpen();
    engine.rollback();
    undo.reversed().forEach(Runnable::run);
    undo.clear();
    isOpen = false;
  }

  /** {@return when the last node of the steps as committed ends; 0 at first} */
  public long makespanNanos() {
    return engine.makespan();
  }

  /**
   * {@return what made the steps, as committed, as long as they are} O(nodes of the chain * log).
   *
   * @throws IllegalStateException if a change is open
   */
  public CriticalChain criticalChain() {
    if (isOpen) {
      throw new IllegalStateException("a change is open; commit it or roll it back first");
    }
    return engine.criticalChain();
  }

  /** {@return how many nodes the steps have, with the open change if there is one} */
  public int nodeCount() {
    return engine.nodeCount();
  }

  /** {@return how many nodes the last proposal visited} */
  public int visitedCount() {
    return engine.visitedCount();
  }

  /** {@return what holds the kept times of slots} */
  DeltaEngine engine() {
    return engine;
  }

  /** {@return the slot of each node by its structural key} */
  SortedMap<Long, Integer> slotsByKey() {
    SortedMap<Long, Integer> slots = new TreeMap<>();
    for (int s = 0; s < steps; s++) {
      long shift = s * stepSpan;
      for (TaskBlock block : tasks) {
        for (int p = 0; block != null && p < block.points(); p++) {
          slots.put(StructuralKey.task(block.position() + shift, p), block.slot(s, p));
        }
      }
      for (TreeBlock block : trees.values()) {
        for (int n = 0; n < block.fragment().nodeCount(); n++) {
          slots.put(StructuralKey.shift(block.fragment().key(n), shift), block.slot(s, n));
        }
      }
    }
    return slots;
  }

  private void requireOpen() {
    if (!isOpen) {
      throw new IllegalStateException("no change is open; propose one first");
    }
  }

  private void apply(StepEdit edit) {
    SortedSet<Integer> touchedTrees = new TreeSet<>(edit.fragments().keySet());
    SortedSet<Integer> consumers = new TreeSet<>();
    for (CostedLaunch launch : edit.launches()) {
      int position = position(launch);
      touchedTrees.addAll(treesByPosition.get(position));
      consumers.addAll(consumersByPosition.get(position));
      consumers.add(position);
    }
    edges.begin();
    consumers.forEach(consumer -> futureEdges(consumer, false));
    touchedTrees.forEach(tree -> treeEdges(tree, false));
    edit.launches().forEach(this::replace);
    edit.fragments().forEach(this::replace);
    consumers.forEach(consumer -> futureEdges(consumer, true));
    touchedTrees.forEach(tree -> treeEdges(tree, true));
    edges.end();
  }

  private int position(CostedLaunch launch) {
    long position = launch.launch().position();
    if (position < 0 || position >= stepSpan) {
      throw new IllegalArgumentException(
          "launch '%s' is at position %d of a step of span %d; positions are from 0 to the span less 1"
              .formatted(launch.launch().launch().provenance(), position, stepSpan));
    }
    return Math.toIntExact(position);
  }

  private void replace(CostedLaunch launch) {
    int position = position(launch);
    if (position >= tasks.length) {
      tasks = Arrays.copyOf(tasks, Math.max(position + 1, 2 * tasks.length));
    }
    TaskBlock old = tasks[position];
    tasks[position] = new TaskBlock(launch, old, costs, engine, stepSpan, steps);
    undo.add(() -> tasks[position] = old);
    for (FutureId future : launch.launch().launch().awaited()) {
      consumersByPosition.put(Math.toIntExact(future.launch()), position);
    }
  }

  private void replace(int tree, TreeFragment fragment) {
    TreeBlock old = trees.get(tree);
    TreeBlock block = new TreeBlock(fragment, old, costs, engine, stepSpan, steps);
    trees.put(tree, block);
    undo.add(() -> restore(tree, old));
    BitSet named = positionsByTree.computeIfAbsent(tree, t -> new BitSet());
    BitSet positions = block.positions();
    positions.andNot(named);
    named.or(positions);
    positions.stream().forEach(position -> treesByPosition.put(position, tree));
  }

  private void restore(int tree, TreeBlock old) {
    if (old == null) {
      trees.remove(tree);
    } else {
      trees.put(tree, old);
    }
  }

  /** Tells which edges the futures of a launch cause, now or wanted. */
  private void futureEdges(int consumer, boolean wanted) {
    TaskBlock to = consumer < tasks.length ? tasks[consumer] : null;
    if (to != null) {
      for (FutureId future : to.futures()) {
        TaskBlock from = taskBlock(Math.toIntExact(future.launch()), "launch '" + to.name() + "'");
        for (int s = 0; s < steps; s++) {
          for (int q = 0; q < to.points(); q++) {
            int only = to.only(future, q);
            int first = Math.max(only, 0);
            int last = only < 0 ? from.points() - 1 : only;
            for (int p = first; p <= last; p++) {
              tell(from.slot(s, p), to.slot(s, q), wanted);
            }
          }
        }
      }
    }
  }

  /** Tells which edges a tree causes, now or wanted. */
  private void treeEdges(int tree, boolean wanted) {
    TreeBlock block = trees.get(tree);
    if (block != null) {
      TreeFragment fragment = block.fragment();
      for (int e = 0; e < fragment.edgeCount(); e++) {
        long from = fragment.edgeSource(e);
        long to = fragment.edgeTarget(e);
        int back = TreeFragment.isPrevious(from) ? 1 : 0;
        for (int s = back; s < steps; s++) {
          tell(slot(tree, block, from, s - back), slot(tree, block, to, s), wanted);
        }
      }
    }
  }

  private void tell(int from, int to, boolean wanted) {
    if (wanted) {
      edges.wanted(from, to);
    } else {
      edges.existing(from, to);
    }
  }

  private int slot(int tree, TreeBlock block, long reference, int step) {
    if (!TreeFragment.isTask(reference)) {
      return block.slot(step, TreeFragment.node(reference));
    }
    int point = TreeFragment.point(reference);
    TaskBlock launch = taskBlock(TreeFragment.launch(reference), "tree " + tree);
    if (point >= launch.points()) {
      throw new IllegalArgumentException(
          "tree %d has an edge with point %d of launch '%s', which has %d points; give the tree's new fragment in the same edit"
              .formatted(tree, point, launch.name(), launch.points()));
    }
    return launch.slot(step, point);
  }

  private TaskBlock taskBlock(int position, String who) {
    TaskBlock block = position < tasks.length ? tasks[position] : null;
    if (block == null) {
      throw new IllegalArgumentException(
          "%s has an edge with the launch at position %d, but there is none; give that launch in the same edit or before"
              .formatted(who, position));
    }
    return block;
  }
}
