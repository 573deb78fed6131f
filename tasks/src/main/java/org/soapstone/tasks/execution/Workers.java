package org.soapstone.tasks.execution;

import com.google.common.collect.Comparators;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.tasks.TaskFailure;
import org.soapstone.tasks.graph.NodeKind;

/**
 * The workers of a machine, one for each processor, which a program and its inner tasks share:
 * takes ready nodes, and makes others ready when one has completed. For any thread.
 */
final class Workers {
  private static final Comparator<Scope> PROGRAM_ORDER =
      Comparator.comparing(
          (Scope scope) -> scope.ancestors,
          Comparators.lexicographical(Comparator.comparingLong(TaskFailure.Ancestor::key)));

  private final Worker[] byProcessor;
  private final Set<Scope> scopes = ConcurrentHashMap.newKeySet();
  private final boolean[][] shared;
  private final AtomicTasks atomics = new AtomicTasks();
  private final PhaseTable phases;

  /**
   * Starts the workers.
   *
   * @param outermost the context of the whole program
   */
  Workers(
      Machine machine, Map<Class<?>, Object> services, List<WorkerHook> hooks, Scope outermost) {
    phases = new PhaseTable(node -> ready(node, System.nanoTime()), outermost.breakdown);
    List<WorkerHook> allHooks = new ArrayList<>(hooks);
    ServiceLoader.load(WorkerHook.class).forEach(allHooks::add);
    Map<Class<?>, Object> allServices = Map.copyOf(services);
    byProcessor = new Worker[machine.processorCount()];
    shared = new boolean[byProcessor.length][byProcessor.length];
    for (int p = 0; p < byProcessor.length; p++) {
      byProcessor[p] = new Worker(p, machine.kind(p), allServices, allHooks, outermost, this);
    }
    scopes.add(outermost);
    for (Worker worker : byProcessor) {
      outermost.breakdown.onReport(worker.parking()::wake);
      worker.start();
    }
  }

  /** The workers, by processor; not to be written. */
  Worker[] byProcessor() {
    return byProcessor;
  }

  /** Where the workers wait, by processor. */
  List<Parking> parkings() {
    return Arrays.stream(byProcessor).map(Worker::parking).toList();
  }

  /** Says which processors may run what is placed on others; before anything runs. */
  void share(Executor.Sharing test) {
    for (int p = 0; p < shared.length; p++) {
      for (int other = 0; other < shared.length; other++) {
        shared[p][other] = p != other && test.mayRun(p, other);
      }
    }
  }

  /** Whether a worker may run what is placed on another's processor. */
  boolean mayRun(int processor, int other) {
    return shared[processor][other];
  }

  /** Whether another worker may have ready nodes and does nothing; for that of a processor. */
  boolean maySteal(int processor) {
    for (Worker other : byProcessor) {
      if (shared[processor][other.processor()] && other.queue().hasNodes() && !other.isBusy()) {
        return true;
      }
    }
    return false;
  }

  /** Takes a ready node from another worker that does nothing; null if there is none. */
  Node steal(int processor) {
    for (Worker other : byProcessor) {
      if (shared[processor][other.processor()] && !other.isBusy()) {
        Node node = other.queue().steal();
        if (node != null) {
          return node;
        }
      }
    }
    return null;
  }

  /** A node has run. */
  void completed(Node node, long endNanos) {
    if (node.isAtomic) {
      atomics.leave(node, next -> offer(next, endNanos));
    }
    int successors = node.complete();
    for (int i = 0; i < successors; i++) {
      Node successor = node.successor(i);
      if (successor.predecessorCompleted()) {
        ready(successor, endNanos);
      }
    }
    if (node.opens != null) {
      node.opens.open();
    }
    node.scope.window.release(node);
  }

  /** Takes a node whose predecessors have all completed. */
  void ready(Node node, long nanos) {
    if (node.isAtomic && !atomics.enter(node)) {
      return;
    }
    if (node.kind == NodeKind.TASK && node.run.gang().isPresent()) {
      start(node.run.gang().get().hold(node));
      return;
    }
    offer(node, nanos);
  }

  /** The contexts that have nodes, or may have, the outermost first. */
  List<Scope> scopes() {
    return scopes.stream().sorted(PROGRAM_ORDER).toList();
  }

  /** An inner task begins to launch. */
  void enter(Scope scope) {
    scopes.add(scope);
  }

  /** Nothing of a context is left. */
  void leave(Scope scope) {
    scopes.remove(scope);
    phases.forget(scope);
  }

  /** The phase barriers of all contexts. */
  PhaseTable phases() {
    return phases;
  }

  /** Hands a node to its worker. */
  void offer(Node node, long nanos) {
    node.readyNanos = nanos;
    byProcessor[node.processor].queue().offer(node);
  }

  /** Hands a gang to its workers, after all that were handed over before; see {@link Gang}. */
  private synchronized void start(Node[] gang) {
    long nanos = System.nanoTime();
    for (Node node : gang) {
      node.priority = Integer.MAX_VALUE;
      node.readyNanos = nanos;
      byProcessor[node.processor].queue().offer(node);
    }
    while (gang.length > 0 && System.nanoTime() == nanos) {
      Thread.onSpinWait(); // so that no other gang has this time
    }
  }

  /** Has all further nodes fail. */
  void cancel() {
    Throwable cause = new CancellationException("the runtime was cancelled");
    for (Worker worker : byProcessor) {
      worker.stop(cause);
    }
    phases.cancel();
  }

  boolean isCancelled() {
    return byProcessor[0].isStopped();
  }

  /** Waits until the workers have ended, to which no more nodes come. */
  void close() {
    for (Worker worker : byProcessor) {
      worker.close();
    }
    boolean interrupted = false;
    for (Worker worker : byProcessor) {
      while (worker.isAlive()) {
        try {
          worker.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
