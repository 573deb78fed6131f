package org.soapstone.tasks.execution;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.Launch;
import org.soapstone.tasks.graph.NodeKind;
import org.soapstone.tasks.graph.RepeatedRun;
import org.soapstone.tasks.graph.SlowPath;
import org.soapstone.tasks.graph.StructuralKey;

/**
 * The runs of a {@link RunTemplate} that are under way.
 *
 * <p><b>Implementation overview.</b> The ideal form is the template's graph unrolled without end,
 * with a counter of uncompleted predecessors for each node; whoever brings a counter to 0 makes the
 * node ready. Here there are counters for as many runs as may be under way and one more, used in
 * turn. A run begins only when the run has completed that had the counters of the next run, so that
 * edges into the next run find counters that are theirs. Whoever brings a counter to 0 sets it
 * back: nobody else touches it before the run has completed. The counters of a node are its {@link
 * Lane}'s, which need not be atomic for a node that waits for nodes of the same lane only.
 *
 * <p>The program's thread releases launches by one counter, {@link #released}; it touches a node
 * only if the node waits for no other. Workers turn to the replay when a node of the executor's
 * window has completed, which waits for what came before; what comes after waits for another.
 */
final class Replay implements RepeatedRun {
  private static final int FEWEST_SLOTS = 4;
  private static final int MOST_SLOTS = 1 << 13;

  /**
   * So many windows of nodes may be under way: a replayed node takes that much less time than one
   * that is analysed, and the program's thread needs as long as ever to be woken.
   */
  private static final long WINDOWS = 32;

  /** A report looks at no more nodes than that. */
  private static final int MOST_UNFINISHED = 1 << 16;

  /** Where a number is in an array of its own, far from what workers read for every node. */
  private static final int APART = 16;

  private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);

  private final Executor executor;
  private final RunTemplate template;
  private final Workers workers;
  private final int slots;
  private final Lane[] lanes;

  // By slot; written by the program's thread before it releases, read by workers after.

  private final long[] starts;
  private final long[] iterations;
  private final boolean[] isWhole;
  private final IndexLaunch[] launches;
  private final LaunchResults[] results;

  /** How many launches were made since this was entered. */
  private final long[] released = new long[2 * APART];

  /** The thread that waits for nodes to complete, and the run it waits for. */
  private volatile Thread waiter;

  private volatile long awaitedRun;

  /** How many nodes each lane has had released, when somebody waits for all or this is left. */
  private final long[] targets;

  /** Becomes ready when all lanes are left; null while nobody leaves. */
  private volatile Node exit;

  private final AtomicInteger lanesInUse = new AtomicInteger();

  /** Where the program's thread is. */
  private final Front front = new Front();

  /** What changes with every run; for the program's thread. */
  private static final class Front {
    /** The number of the run that was begun last. */
    long run;

    /** How many of its launches were made. */
    int made;

    /** This run and all before have completed. */
    long knownFinished;
  }

  Replay(Executor executor, RunTemplate template, Workers workers, int windowSize) {
    this(executor, template, workers, workers.parkings(), windowSize);
  }

  /**
   * @param parkings where the workers wait, by processor
   */
  Replay(
      Executor executor,
      RunTemplate template,
      Workers workers,
      List<Parking> parkings,
      int windowSize) {
    this.executor = executor;
    this.template = template;
    this.workers = workers;
    long runs = WINDOWS * windowSize / template.nodeCount;
    slots = Integer.highestOneBit(Math.clamp(runs, FEWEST_SLOTS, MOST_SLOTS));
    starts = new long[slots];
    iterations = new long[slots];
    isWhole = new boolean[slots];
    launches = new IndexLaunch[slots * template.launchCount];
    results = new LaunchResults[slots * template.launchCount];
    targets = new long[parkings.size()];
    lanes = new Lane[parkings.size()];
    for (int p = 0; p < lanes.length; p++) {
      lanes[p] = new Lane(this, template, p, slots, parkings.get(p));
    }
  }

  // The program's thread.

  @Override
  public Optional<SlowPath> hindrance(long position) {
    return executor.hindrance(this, position, template.launchCount);
  }

  /** Whether no worker has anything to do with this any more. */
  boolean isLeft() {
    return lanesInUse.get() == 0;
  }

  @Override
  public void enter(long[] before) {
    reset();
    executor.enter(this, before);
  }

  /** Starts over, with no run under way. */
  void reset() {
    front.run = 0;
    front.made = template.launchCount;
    front.knownFinished = 0;
    LONGS.setVolatile(released, APART, 0);
    exit = null;
    for (Lane lane : lanes) {
      lane.reset();
    }
    lanesInUse.set(lanes.length);
  }

  @Override
  public void begin(long position) {
    front.run++;
    front.made = 0;
    long needed = front.run + 1 - slots;
    if (needed > front.knownFinished) {
      awaitRun(needed);
    }
    int slot = slot(front.run);
    starts[slot] = position;
    isWhole[slot] = false;
    executor.reclaim();
  }

  /** Waits for a run, and if that takes long for some more of them, so that it is worth it. */
  private void awaitRun(long needed) {
    if (!isFinished(needed)) {
      awaitAll(Math.min(front.run - 1, needed + slots / 4));
    }
    if (!isFinished(needed)) { // runs may overtake each other
      awaitAll(needed);
    }
    front.knownFinished = needed;
  }

  private void awaitAll(long awaited) {
    awaitedRun = awaited;
    waiter = Thread.currentThread();
    try {
      executor.breakdown().park(this, this::isAwaitedDone);
    } finally {
      waiter = null;
    }
  }

  /** Waits until all nodes of the launches so far have completed. */
  void drain() {
    if (!isLeft()) {
      setTargets();
      awaitAll(Long.MAX_VALUE);
    }
  }

  private void setTargets() {
    for (int p = 0; p < lanes.length; p++) {
      int[] nodes = lanes[p].nodesBefore;
      targets[p] = (front.run - 1) * nodes[template.launchCount] + nodes[front.made];
    }
  }

  @Override
  public void launch(Launch launch) {
    int slot = slot(front.run);
    if (launch instanceof IndexLaunch tasks) {
      int at = slot * template.launchCount + front.made;
      launches[at] = tasks;
      results[at] = executor.currentResults();
    }
    release(1);
  }

  @Override
  public void launchAll(long iteration) {
    int slot = slot(front.run);
    iterations[slot] = iteration;
    isWhole[slot] = true;
    release(template.launchCount);
  }

  private void release(int count) {
    int first = front.made;
    front.made += count;
    long now = (long) LONGS.get(released, APART) + count;
    LONGS.setVolatile(released, APART, now);
    for (int i = template.rootStart[first]; i < template.rootStart[front.made]; i++) {
      int root = template.roots[i];
      lanes[template.processors[root]].offer(front.run, root);
    }
    for (Lane lane : lanes) {
      lane.wakeIfReleased(now);
    }
  }

  @Override
  public long leave() {
    setTargets();
    Node node = executor.newExit();
    exit = node;
    for (Lane lane : lanes) {
      lane.inbox.wake();
    }
    return node.handle();
  }

  // Any thread.

  private int slot(long ofRun) {
    return (int) ofRun & slots - 1;
  }

  long released() {
    return (long) LONGS.getVolatile(released, APART);
  }

  /**
   * Appends what waits for what: who runs or is ready, and whatever comes after, as far as its
   * launch was made. A guess for other threads, right while nothing happens.
   */
  void describe(int most, StringBuilder text) {
    TreeSet<Long> running = new TreeSet<>();
    TreeSet<Long> unfinished = new TreeSet<>();
    for (Lane lane : lanes) {
      if (lane.current() != 0) {
        running.add(lane.current());
      }
      lane.addReady(unfinished);
    }
    unfinished.addAll(running);
    Map<Long, List<Long>> awaited = new TreeMap<>();
    ArrayDeque<Long> open = new ArrayDeque<>(unfinished);
    long made = released();
    while (!open.isEmpty() && unfinished.size() < MOST_UNFINISHED) {
      long item = open.poll();
      int node = Lane.node(item);
      for (int s = template.successorStart[node]; s < template.successorStart[node + 1]; s++) {
        long next =
            Lane.item(Lane.run(item) + (template.successors[s] & 1), template.successors[s] >>> 1);
        if (launchNumber(next) < made) {
          awaited.computeIfAbsent(next, _ -> new ArrayList<>()).add(item);
          if (unfinished.add(next)) {
            open.add(next);
          }
        }
      }
    }
    text.append("\n  of a replayed trace ").append(unfinished.size()).append(" nodes:");
    for (long item : unfinished.stream().limit(most).toList()) {
      String waits =
          awaited.getOrDefault(item, List.of()).stream()
              .map(before -> StructuralKey.describe(key(before)))
              .collect(Collectors.joining(", "));
      text.append("\n  ").append(name(item)).append(": ");
      text.append(
          running.contains(item) ? "runs" : waits.isEmpty() ? "is ready" : "waits for " + waits);
    }
    if (unfinished.size() > most) {
      text.append("\n  and ").append(unfinished.size() - most).append(" more");
    }
  }

  private long launchNumber(long item) {
    return (Lane.run(item) - 1) * template.launchCount + template.launchOf[Lane.node(item)];
  }

  private long key(long item) {
    return StructuralKey.shift(template.keys[Lane.node(item)], starts[slot(Lane.run(item))]);
  }

  private String name(long item) {
    int node = Lane.node(item);
    int slot = slot(Lane.run(item));
    int place = template.launchOf[node];
    IndexLaunch launch =
        isWhole[slot] ? template.launches[place] : launches[slot * template.launchCount + place];
    if (launch == null) {
      return "join " + StructuralKey.describe(key(item));
    }
    return StallReport.name(template.work[node], key(item), launch, starts[slot] + place);
  }

  private boolean isFinished(long awaited) {
    for (Lane lane : lanes) {
      if (!lane.isFinished(awaited)) {
        return false;
      }
    }
    return true;
  }

  private boolean isAwaitedDone() {
    return awaitedRun == Long.MAX_VALUE ? isIdle() : isFinished(awaitedRun);
  }

  private boolean isIdle() {
    for (int p = 0; p < lanes.length; p++) {
      if (lanes[p].executed() != targets[p]) {
        return false;
      }
    }
    return true;
  }

  Lane lane(int processor) {
    return lanes[processor];
  }

  /** Some predecessors of a crossing node of a processor have completed. */
  void predecessorsCompleted(int processor, long itsRun, int node, int count) {
    Lane lane = lanes[processor];
    if (lane.predecessorsCompleted(itsRun, node, count)) {
      lane.offer(itsRun, node);
    }
  }

  // Workers.

  /** What came before has completed. */
  void open() {
    for (int node = 0; node < template.nodeCount; node++) {
      int count = template.incomingAcross[node];
      if (count > 0) {
        predecessorsCompleted(template.processors[node], 1, node, count);
      }
    }
    for (int p = 0; p < lanes.length; p++) {
      workers.byProcessor()[p].enter(lanes[p]);
    }
  }

  /**
   * Whether there may be a lane with ready nodes that {@link #help} would run.
   *
   * @param by the worker's processor
   */
  boolean needsHelp(int by) {
    for (int p = 0; p < lanes.length; p++) {
      if (workers.mayRun(by, p) && lanes[p].isWaiting()) {
        return true;
      }
    }
    return false;
  }

  /**
   * Runs the ready nodes of another lane, if there is one whose worker does not come.
   *
   * @param by the worker's processor
   * @param waited whether workers had time to come; otherwise lanes are taken only that this worker
   *     held last
   * @return whether it ran any
   */
  boolean help(NodeRunner runner, int by, boolean waited) {
    for (int p = 0; p < lanes.length; p++) {
      if (workers.mayRun(by, p)
          && (waited || lanes[p].isMindedBy(by))
          && lanes[p].runAll(runner, by)) {
        return true;
      }
    }
    return false;
  }

  /** Has a node run. */
  void run(long itsRun, int node, NodeRunner runner) {
    Work work = template.work[node];
    if (work.kind == NodeKind.JOIN) {
      return; // it may serve a fill, which has nothing to run
    }
    int slot = slot(itsRun);
    int place = template.launchOf[node];
    long start = starts[slot];
    IndexLaunch launch;
    LaunchResults outcome = null;
    long iteration;
    if (isWhole[slot]) {
      launch = template.launches[place];
      iteration = iterations[slot];
    } else {
      int at = slot * template.launchCount + place;
      launch = launches[at];
      iteration = launch.iteration();
      outcome = results[at];
    }
    runner.replay(
        work,
        template.tasks[place],
        launch,
        start + place,
        StructuralKey.shift(template.keys[node], start),
        iteration,
        outcome);
  }

  /** Wakes the thread that waits for nodes, if it has waited long enough. */
  void tellWaiter() {
    Thread waiting = waiter;
    if (waiting != null && isAwaitedDone()) {
      LockSupport.unpark(waiting);
    }
  }

  /** Whether this was left and a lane has completed all its nodes. */
  boolean mayLeave(int processor) {
    return exit != null && lanes[processor].executed() == targets[processor];
  }

  /** A lane has completed all its nodes after this was left. */
  void laneLeft() {
    Node node = exit;
    if (lanesInUse.decrementAndGet() == 0) {
      executor.exited(node);
    }
  }
}
