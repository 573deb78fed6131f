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

  private final int processor;
  private final List<WorkerHook> hooks;
  private final Completion completion;
  private final NodeRunner runner;
  private final Parking parking = new Parking(this);
  private final ReadyQueue queue = new ReadyQueue(parking);
  private final BooleanSupplier hasWork = this::hasWork;
  private final Breakdown breakdown;
  private volatile boolean closed;

  /** This worker's part of the replay that is under way; null if there is none. */
  private volatile Lane lane;

  Worker(
      int processor,
      ProcessorKind kind,
      Map<Class<?>, Object> services,
      List<WorkerHook> hooks,
      Scope scope,
      PhaseTable phases,
      Completion completion) {
    super("soapstone-worker-" + processor);
    this.processor = processor;
    this.hooks = hooks;
    this.completion = completion;
    this.breakdown = scope.breakdown;
    this.runner = new NodeRunner(this, processor, kind, services, scope, phases, completion);
  }

  /** Has the worker note what it does; before its first node. */
  void profile(EventRing ring) {
    runner.profile(ring);
  }

  /** Has the worker tell of what it is about to do; before its first node. */
  void hook(ExecutionHook hook) {
    runner.hook(hook);
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
    while (!breakdown.happened()) {
      Lane now = lane;
      if (now != null && now.runAll(runner)) {
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
      } else if (closed && !queue.hasNodes()) {
        return;
      } else {
        parking.await(hasWork, now != null);
      }
    }
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
    completion.completed(node, end);
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
