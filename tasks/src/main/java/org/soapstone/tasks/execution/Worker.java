package org.soapstone.tasks.execution;

import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.soapstone.mapper.machine.ProcessorKind;
import org.soapstone.tasks.profiling.EventRing;

/**
 * The thread of one processor: runs the nodes of its queue, and those of its lane while there is a
 * replay, one after another, and never waits for anything but the next node.
 */
final class Worker extends WorkerThread {
  /** Told of every node that a worker has run. */
  interface Completion {
    void completed(Node node, long endNanos);
  }

  /** Whether the worker runs a body. For any thread, which may see what was a little ago. */
  boolean isBusy() {
    return !task().isEmpty();
  }

  private final int processor;
  private final List<WorkerHook> hooks;
  private final Workers workers;
  private final NodeRunner runner;
  private final Parking parking = new Parking(this);
  private final ReadyQueue queue = new ReadyQueue(parking);
  private final BooleanSupplier hasWork = this::hasWork;
  private final Breakdown breakdown;
  private final BooleanSupplier mayHelp = this::mayHelp;
  private volatile boolean closed;

  /** This worker's part of the replay that is under way; null if there is none. */
  private volatile Lane lane;

  Worker(
      int processor,
      ProcessorKind kind,
      Map<Class<?>, Object> services,
      List<WorkerHook> hooks,
      Scope scope,
      Workers workers) {
    super("soapstone-worker-" + processor);
    this.processor = processor;
    this.hooks = hooks;
    this.workers = workers;
    this.breakdown = scope.breakdown;
    this.runner =
        new NodeRunner(
            this, processor, kind, services, scope, workers.phases(), workers::completed);
  }

  /** Has the worker note what it does; before its first node. */
  void profile(EventRing ring) {
    runner.profile(ring);
  }

  /** Has the worker tell of what it is about to do; before its first node. */
  void hook(ExecutionHook hook) {
    runner.hook(hook);
  }

  int processor() {
    return processor;
  }

  ReadyQueue queue() {
    return queue;
  }

  Parking parking() {
    return parking;
  }

  /** Has this worker run the nodes of a lane too, until the lane is left. Program's thread. */
  void enter(Lane entered) {
    lane = entered;
    parking.wake();
  }

  /** Has all further nodes fail. Any thread. */
  void stop(Throwable cause) {
    runner.stop(cause);
  }

  boolean isStopped() {
    return runner.isStopped();
  }

  /** Lets the thread end once the queue is empty, or after a breakdown. Any thread. */
  void close() {
    closed = true;
    parking.wake();
  }

  @Override
  public void run() {
    try {
      callHooks();
      runNodes();
    } catch (Throwable e) { // a node answers for what its body throws; this is our own fault
      breakdown.report(e);
    }
  }

  private void runNodes() {
    boolean waited = false;
    while (!breakdown.happened()) {
      Lane now = lane;
      if (now != null && now.runAll(runner, processor)) {
        waited = false;
        parking.worked();
        continue;
      }
      if (now != null && now.rest()) {
        lane = null; // before anybody knows, so that none enters in between
        now.leave();
        continue;
      }
      Node node = queue.poll();
      if (node != null) {
        run(node);
        waited = false;
        parking.worked();
      } else if (closed && !queue.hasNodes()) {
        return;
      } else if (!help(now, waited)) {
        waited = parking.await(hasWork, mayHelp);
      }
    }
  }

  /** Does what other workers do not come to do. */
  private boolean help(Lane now, boolean waited) {
    if (now != null && now.help(runner, waited)) {
      return true;
    }
    Node node = waited ? workers.steal(processor) : null;
    if (node == null) {
      return false;
    }
    run(node);
    return true;
  }

  private boolean mayHelp() {
    Lane now = lane;
    return (now != null && now.mayHelp()) || workers.maySteal(processor);
  }

  private boolean hasWork() {
    Lane now = lane;
    return queue.hasNodes() || closed || (now != null && now.hasWork()) || breakdown.happened();
  }

  private void run(Node node) {
    long start = node.record == null ? 0 : System.nanoTime();
    long bytes = runner.run(node);
    if (bytes == NodeRunner.GOES_ON) {
      return;
    }
    long end = System.nanoTime();
    if (node.record != null) {
      node.record.ran(processor, bytes, start, end);
    }
    workers.completed(node, end);
  }

  /** A worker whose hook throws must still answer for its nodes: it fails them. */
  private void callHooks() {
    try {
      hooks.forEach(hook -> hook.started(processor));
    } catch (Throwable e) { // whatever it is, the program has to hear of it
      runner.breakDown(e);
    }
  }
}
