package org.soapstone.tasks.execution;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.Phase;
import org.soapstone.mapper.launch.PhaseBarrier;
import org.soapstone.tasks.TaskFailedException;
import org.soapstone.tasks.TaskFailure;

/**
 * How far the phase barriers of a runtime are: who has arrived at which phase, and who waits.
 *
 * <p>A phase is over when all its arrivals are there and the phase before is over. An arrival with
 * a failure counts, and leaves the failure for those who wait. A task that joined a barrier and
 * failed breaks it: no further phase can be relied on. While the context that made a barrier waits
 * for all that it has launched, and no task that joined the barrier is left, everybody who will
 * arrive is known; a phase that lacks arrivals then fails for those who wait, instead of keeping
 * them for ever.
 *
 * <p>For any thread. Nodes that become ready are handed over outside the monitor.
 */
final class PhaseTable {
  private final Consumer<Node> ready;
  private final Breakdown breakdown;
  private final Map<Long, Barrier> barriers = new TreeMap<>();
  private long made;
  private boolean cancelled;

  /** A barrier. */
  private static final class Barrier {
    private final PhaseBarrier name;
    private final Scope maker;

    /** The phases that are not over, by generation, as far as anybody has touched them. */
    private final TreeMap<Long, Open> open = new TreeMap<>();

    /** Of the phases that are over, the failures that arrived at them. */
    private final Map<Long, TaskFailure> failures = new TreeMap<>();

    /** So many phases are over. */
    private long over;

    /** The tasks that have joined and not ended. */
    private int joined;

    /** Why no further phase can be relied on; null while they can. */
    private TaskFailure broken;

    /** Whether its maker waits for all that it has launched. */
    private boolean isAwaited;

    private Barrier(PhaseBarrier name, Scope maker) {
      this.name = name;
      this.maker = maker;
    }

    private boolean isOver(long generation) {
      return generation < over || broken != null;
    }

    private Open phase(long generation) {
      return open.computeIfAbsent(generation, _ -> new Open());
    }
  }

  /** A phase that is not over. */
  private static final class Open {
    private int arrived;

    /** The arrivals of launches that were made and have not run. */
    private int promised;

    private TaskFailure failure;
    private boolean isUnreachable;
    private final List<Node> nodes = new ArrayList<>();
    private int threads;

    private boolean isAwaited() {
      return threads > 0 || !nodes.isEmpty();
    }
  }

  /**
   * Starts with no barrier.
   *
   * @param ready takes each node that waits for nothing any more
   * @param breakdown tells those who wait when nothing will come any more
   */
  PhaseTable(Consumer<Node> ready, Breakdown breakdown) {
    this.ready = ready;
    this.breakdown = breakdown;
  }

  /** {@return a new barrier} */
  synchronized PhaseBarrier make(String name, int arrivals, Scope maker) {
    PhaseBarrier barrier = new PhaseBarrier(made, name, arrivals);
    barriers.put(made++, new Barrier(barrier, maker));
    return barrier;
  }

  /** {@return whether a context has made a barrier} */
  synchronized boolean isMadeBy(PhaseBarrier barrier, Scope maker) {
    return barrier(barrier).maker == maker;
  }

  /** Forgets the barriers of a context that has ended. */
  synchronized void forget(Scope maker) {
    barriers.values().removeIf(barrier -> barrier.maker == maker);
  }

  private Barrier barrier(PhaseBarrier name) {
    Barrier barrier = barriers.get(name.id());
    if (barrier == null || !barrier.name.equals(name)) {
      throw new IllegalArgumentException(
          "phase barrier '%s' is not one of this runtime, or the inner task that made it has ended; make it with Launcher.phaseBarrier"
              .formatted(name.name()));
    }
    return barrier;
  }

  /**
   * Counts the arrivals of a launch that is going to be made, and the tasks that join.
   *
   * @throws IllegalArgumentException if a phase has no room for them; nothing is counted
   */
  synchronized void promise(IndexLaunch launch) {
    int points = launch.pointCount();
    launch.control().phases().waits().forEach(phase -> barrier(phase.barrier()));
    for (Phase phase : launch.control().phases().arrivals()) {
      Barrier barrier = barrier(phase.barrier());
      Open open = barrier.open.get(phase.generation());
      long before = open == null ? 0 : (long) open.arrived + open.promised;
      if (phase.generation() < barrier.over || before + points > phase.barrier().arrivals()) {
        throw new IllegalArgumentException(
            "launch '%s' of task '%s': its %d points arrive at %s, which %s; arrive at a later phase, or make the barrier with more arrivals"
                .formatted(
                    launch.provenance(),
                    launch.task(),
                    points,
                    phase,
                    phase.generation() < barrier.over
                        ? "is over"
                        : "has %d of its %d arrivals already"
                            .formatted(before, phase.barrier().arrivals())));
      }
    }
    launch.control().phases().joined().forEach(joined -> barrier(joined).joined += points);
    for (Phase phase : launch.control().phases().arrivals()) {
      barrier(phase.barrier()).phase(phase.generation()).promised += points;
    }
  }

  /** Takes back what was counted for a launch that was not made. */
  synchronized void withdraw(IndexLaunch launch) {
    int points = launch.pointCount();
    launch.control().phases().joined().forEach(joined -> barrier(joined).joined -= points);
    for (Phase phase : launch.control().phases().arrivals()) {
      barrier(phase.barrier()).phase(phase.generation()).promised -= points;
    }
  }

  /** Has a node that is not sealed wait for the phases that its launch waits for. */
  synchronized void await(IndexLaunch launch, Node node) {
    for (Phase phase : launch.control().phases().waits()) {
      Barrier barrier = barrier(phase.barrier());
      if (!cancelled && !barrier.isOver(phase.generation())) {
        node.expectOne();
        barrier.phase(phase.generation()).nodes.add(node);
      }
    }
  }

  /** A point has run, with a failure or, if that is null, without. */
  void leave(IndexLaunch launch, TaskFailure failure) {
    if (launch.control().phases().isNone()) {
      return;
    }
    List<Node> free = new ArrayList<>();
    synchronized (this) {
      for (PhaseBarrier joined : launch.control().phases().joined()) {
        Barrier barrier = barrier(joined);
        barrier.joined--;
        if (failure != null) {
          breakDown(barrier, failure, free);
        }
        giveUp(barrier, free);
      }
      for (Phase phase : launch.control().phases().arrivals()) {
        Barrier barrier = barrier(phase.barrier());
        if (phase.generation() >= barrier.over) {
          barrier.phase(phase.generation()).promised--;
          arrive(barrier, phase.generation(), failure, free);
        }
      }
    }
    free.forEach(ready);
  }

  /** Every point of a launch that could not be made has failed. */
  void leaveAll(IndexLaunch launch, TaskFailure failure) {
    for (int p = 0; p < launch.pointCount(); p++) {
      leave(launch, failure);
    }
  }

  /**
   * A body, or a program, arrives at a phase.
   *
   * @throws IllegalStateException if all arrivals are there, or promised
   */
  void arrive(Phase phase) {
    List<Node> free = new ArrayList<>();
    synchronized (this) {
      Barrier barrier = barrier(phase.barrier());
      if (barrier.broken != null) {
        return; // everybody is told who waits
      }
      Open open = barrier.open.get(phase.generation());
      boolean isFull = open != null && open.arrived + open.promised >= phase.barrier().arrivals();
      if (phase.generation() < barrier.over || isFull) {
        throw new IllegalStateException(
            "%s has all its %d arrivals; arrive at a later phase, or make the barrier with more arrivals"
                .formatted(phase, phase.barrier().arrivals()));
      }
      arrive(barrier, phase.generation(), null, free);
    }
    free.forEach(ready);
  }

  private void arrive(Barrier barrier, long generation, TaskFailure failure, List<Node> free) {
    Open open = barrier.phase(generation);
    open.arrived++;
    open.failure = earlier(open.failure, failure);
    Map.Entry<Long, Open> first = barrier.open.firstEntry();
    while (first != null
        && first.getKey() == barrier.over
        && first.getValue().arrived >= barrier.name.arrivals()) {
      Open done = first.getValue();
      if (done.failure != null) {
        barrier.failures.put(barrier.over, done.failure);
      }
      barrier.open.pollFirstEntry();
      barrier.over++;
      free(done, free);
      first = barrier.open.firstEntry();
    }
  }

  private static TaskFailure earlier(TaskFailure a, TaskFailure b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return TaskFailure.first(a, b);
  }

  private void free(Open phase, List<Node> free) {
    for (Node node : phase.nodes) {
      if (node.predecessorCompleted()) {
        free.add(node);
      }
    }
    phase.nodes.clear();
    if (phase.threads > 0) {
      notifyAll();
    }
  }

  private void breakDown(Barrier barrier, TaskFailure failure, List<Node> free) {
    barrier.broken = earlier(barrier.broken, failure);
    barrier.open.values().forEach(open -> free(open, free));
  }

  /** Ends waits that nothing can end any more. */
  private void giveUp(Barrier barrier, List<Node> free) {
    if (!barrier.isAwaited || barrier.joined > 0) {
      return;
    }
    boolean isReachable = true;
    long expected = barrier.over;
    for (Map.Entry<Long, Open> entry : barrier.open.entrySet()) {
      Open open = entry.getValue();
      isReachable &=
          entry.getKey() == expected++ && open.arrived + open.promised >= barrier.name.arrivals();
      if (!isReachable && open.isAwaited()) {
        open.isUnreachable = true;
        free(open, free);
      }
    }
  }

  /** The context that made some barriers waits for all that it has launched, or does no longer. */
  void makerWaits(Scope maker, boolean waits) {
    List<Node> free = new ArrayList<>();
    synchronized (this) {
      for (Barrier barrier : barriers.values()) {
        if (barrier.maker == maker) {
          barrier.isAwaited = waits;
          giveUp(barrier, free);
        }
      }
    }
    free.forEach(ready);
  }

  /** Ends all waits. */
  void cancel() {
    List<Node> free = new ArrayList<>();
    synchronized (this) {
      cancelled = true;
      for (Barrier barrier : barriers.values()) {
        barrier.open.values().forEach(open -> free(open, free));
      }
      notifyAll();
    }
    free.forEach(ready);
  }

  /**
   * {@return what those who wait for some phases that are over inherit, or null}
   *
   * @throws IllegalStateException if one of them was given up, since too few arrive
   */
  synchronized TaskFailure failure(List<Phase> phases) {
    TaskFailure failure = null;
    for (Phase phase : phases) {
      failure = earlier(failure, failure(barrier(phase.barrier()), phase));
    }
    return failure;
  }

  private TaskFailure failure(Barrier barrier, Phase phase) {
    if (phase.generation() < barrier.over) {
      return barrier.failures.get(phase.generation());
    }
    Open open = barrier.open.get(phase.generation());
    if (barrier.broken == null && open != null && open.isUnreachable) {
      throw new IllegalStateException(
          "%s is never over: %d of its %d arrivals are there, %d were launched, and nobody who could arrive is left; let as many arrive as the barrier was made for"
              .formatted(phase, open.arrived, phase.barrier().arrivals(), open.promised));
    }
    return barrier.broken;
  }

  /**
   * Waits until a phase is over.
   *
   * @throws TaskFailedException if a task that should have arrived failed
   * @throws IllegalStateException if the phase was given up, since too few arrive
   * @throws CancellationException if the runtime was cancelled
   */
  void await(Phase phase) {
    Optional<Open> open = beginWait(phase);
    if (open.isPresent()) {
      try {
        breakdown.await(this, () -> cancelled || hasEnded(phase, open.get()));
      } finally {
        endWait(open.get());
      }
    }
    synchronized (this) {
      if (cancelled) {
        throw new CancellationException("the runtime was cancelled");
      }
      TaskFailure failure = failure(barrier(phase.barrier()), phase);
      if (failure != null) {
        throw new TaskFailedException(failure, List.of());
      }
    }
  }

  /** {@return the phase, if it is not over} */
  private synchronized Optional<Open> beginWait(Phase phase) {
    Barrier barrier = barrier(phase.barrier());
    if (barrier.isOver(phase.generation())) {
      return Optional.empty();
    }
    Open open = barrier.phase(phase.generation());
    open.threads++;
    return Optional.of(open);
  }

  private boolean hasEnded(Phase phase, Open open) {
    return open.isUnreachable || barrier(phase.barrier()).isOver(phase.generation());
  }

  private synchronized void endWait(Open open) {
    open.threads--;
  }

  /**
   * {@return whether a point of a launch throws because another, which it waited for, has failed}
   */
  synchronized boolean isBroken(IndexLaunch launch, Throwable thrown) {
    if (thrown instanceof TaskFailedException told) {
      for (PhaseBarrier joined : launch.control().phases().joined()) {
        Barrier barrier = barrier(joined);
        if (told.failure().equals(barrier.broken)
            || barrier.failures.containsValue(told.failure())) {
          return true;
        }
      }
    }
    return false;
  }

  /** {@return whether a thread waits for a phase} */
  synchronized boolean isAwaitedByThreads() {
    return barriers.values().stream()
        .flatMap(barrier -> barrier.open.values().stream())
        .anyMatch(open -> open.threads > 0);
  }

  /**
   * A phase that somebody waits for.
   *
   * @param phase the phase
   * @param arrived how many have arrived
   * @param promised how many more were launched
   * @param joined how many tasks may arrive by themselves
   * @param nodes who waits
   * @param threads how many bodies and programs wait
   */
  record Wait(Phase phase, int arrived, int promised, int joined, List<Node> nodes, int threads) {}

  /** {@return the phases that somebody waits for} */
  synchronized List<Wait> waits() {
    List<Wait> waits = new ArrayList<>();
    for (Barrier barrier : barriers.values()) {
      barrier.open.forEach((generation, open) -> {
        if (open.isAwaited()) {
          waits.add(
              new Wait(
                  barrier.name.phase(generation),
                  open.arrived,
                  open.promised,
                  barrier.joined,
                  List.copyOf(open.nodes),
                  open.threads));
        }
      });
    }
    return waits;
  }
}
