package org.soapstone.tasks;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.soapstone.mapper.launch.FillLaunch;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.tasks.analysis.ProgramAnalysis;
import org.soapstone.tasks.execution.Executor;
import org.soapstone.tasks.execution.LaunchResults;
import org.soapstone.tasks.graph.GraphSink;
import org.soapstone.tasks.graph.StructuralKey;
import org.soapstone.tasks.partitioning.DeferredPartition;
import org.soapstone.tasks.tracing.TracedAnalysis;

/**
 * What a program did after it named a partition that was not known yet, in program order: the
 * launches that wait for their analysis.
 *
 * <p>A launch over a partition that is known, with nothing queued before it, is analysed at once,
 * on the caller's thread. Any other is queued, and so is all that follows it; one thread takes
 * entries in order, waits for the partitions that each names, and analyses it. So the analysis sees
 * the same launches in the same order, whatever the timing, and is used by one thread at a time:
 * the caller's only while nothing is queued and nothing can be.
 *
 * <p>The caller waits only when the queue is full. A launch that cannot be made, because a
 * partition failed or because it is found wrong, becomes a failure: its results are that failure,
 * and what its points might have written, the whole of the regions that it names for writing, is
 * spoiled.
 */
final class LaunchQueue {
  private final TracedAnalysis analysis;
  private final Executor executor;

  /** Takes what is emitted: the executor, or what stands before it. */
  private final GraphSink sink;

  private final int capacity;

  private final ArrayDeque<Entry> entries = new ArrayDeque<>();

  /** The entries that are queued or being analysed; 0 hands the analysis back to the caller. */
  private volatile int pending;

  private boolean closed;
  private Thread thread;
  private volatile Throwable broken;

  /** Something to be done in program order. */
  private sealed interface Entry {}

  /**
   * An index launch.
   *
   * @param launch the launch
   * @param results takes its results
   * @param handed for an operation, the results that it waits for; empty if it names them by
   *     position
   */
  private record Tasks(
      IndexLaunch launch, LaunchResults results, Optional<List<LaunchResults>> handed)
      implements Entry {}

  private record Fill(FillLaunch launch, long position) implements Entry {}

  private record Fence(long position) implements Entry {}

  private record Destruction(LogicalRegion root) implements Entry {}

  /** Makes a queue for so many entries. Its thread starts when it is first needed. */
  LaunchQueue(TracedAnalysis analysis, Executor executor, GraphSink sink, int capacity) {
    this.analysis = analysis;
    this.sink = sink;
    this.executor = executor;
    this.capacity = capacity;
  }

  /**
   * Launches tasks.
   *
   * @param launch the launch
   * @param results takes its results
   * @param handed for an operation, the results that it waits for; empty if it names them by
   *     position
   * @throws IllegalArgumentException if the launch is wrong whatever its partitions hold; nothing
   *     has changed
   */
  void launch(IndexLaunch launch, LaunchResults results, Optional<List<LaunchResults>> handed) {
    if (pending == 0 && isKnown(launch)) {
      analyse(launch, results, handed);
    } else {
      ProgramAnalysis.check(launch);
      add(new Tasks(launch, results, handed));
    }
  }

  /**
   * Fills a region.
   *
   * @param launch the fill
   * @param position its position in program order
   * @throws IllegalArgumentException if the fill is wrong; nothing has changed
   */
  void fill(FillLaunch launch, long position) {
    if (pending == 0) {
      analyse(launch, position);
    } else {
      ProgramAnalysis.check(launch);
      add(new Fill(launch, position));
    }
  }

  /** Makes a fence. */
  void fence(long position) {
    if (pending == 0) {
      analyseFence(position);
    } else {
      add(new Fence(position));
    }
  }

  /** Destroys a tree. */
  void destroy(LogicalRegion root) {
    if (pending == 0) {
      forget(root);
    } else {
      add(new Destruction(root));
    }
  }

  /**
   * Waits until everything queued so far has been analysed, and the partitions are known that some
   * launches name.
   *
   * @throws TaskFailedException if a partition cannot be known
   */
  void settle(List<IndexLaunch> launches) {
    drain();
    for (IndexLaunch launch : launches) {
      Optional<TaskFailure> unknowable = awaitPartitions(launch);
      if (unknowable.isPresent()) {
        throw new TaskFailedException(unknowable.get(), List.of());
      }
    }
  }

  /** {@return why the analysis stopped in the middle of a launch, so that nothing can follow} */
  Optional<Throwable> broken() {
    return Optional.ofNullable(broken);
  }

  /** Waits until everything queued so far has been analysed. */
  void drain() {
    if (pending > 0) {
      synchronized (this) {
        waitUntil(() -> pending == 0);
      }
    }
  }

  /** Waits until everything queued has been analysed, and stops the thread. */
  void close() {
    synchronized (this) {
      drain();
      closed = true;
      notifyAll();
    }
  }

  private synchronized void add(Entry entry) {
    waitUntil(() -> entries.size() < capacity);
    entries.add(entry);
    pending++;
    if (thread == null) {
      thread = Thread.ofPlatform().name("soapstone-analysis").daemon().start(this::analyseAll);
    }
    notifyAll();
  }

  /** Waits on this monitor, which is held. */
  private void waitUntil(BooleanSupplier condition) {
    boolean interrupted = false;
    while (!condition.getAsBoolean()) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** The life of the analysis thread. */
  private void analyseAll() {
    for (Optional<Entry> next = take(); next.isPresent(); next = take()) {
      try {
        analyse(next.get());
      } catch (RuntimeException | Error e) {
        breakDown(e);
      }
      synchronized (this) {
        pending--;
        notifyAll();
      }
    }
  }

  /** The next entry, once there is one; empty when the queue is closed. */
  private synchronized Optional<Entry> take() {
    waitUntil(() -> !entries.isEmpty() || closed);
    Optional<Entry> next = Optional.ofNullable(entries.poll());
    notifyAll();
    return next;
  }

  private void analyse(Entry entry) {
    switch (entry) {
      case Tasks tasks -> {
        if (broken == null) {
          analyse(tasks.launch, tasks.results, tasks.handed);
        } else {
          fail(tasks.launch, tasks.results, broken);
        }
      }
      case Fill fill -> {
        if (broken == null) {
          analyse(fill.launch, fill.position);
        }
      }
      case Fence fence -> {
        if (broken == null) {
          analyseFence(fence.position);
        }
      }
      case Destruction destruction -> forget(destruction.root);
    }
  }

  private void analyse(FillLaunch launch, long position) {
    executor.beginFill(position);
    analysis.launch(launch, position, sink);
  }

  private void analyseFence(long position) {
    executor.beginFence(position);
    analysis.fence(position, sink);
  }

  private void forget(LogicalRegion root) {
    analysis.forget(root);
    executor.destroy(root);
  }

  private void analyse(
      IndexLaunch launch, LaunchResults results, Optional<List<LaunchResults>> handed) {
    Optional<TaskFailure> unknowable = awaitPartitions(launch);
    if (unknowable.isPresent()) {
      spoil(launch, results, unknowable.get());
      return;
    }
    boolean begun = false;
    try {
      if (handed.isPresent()) {
        executor.begin(results, handed.get());
      } else {
        executor.begin(launch, results);
      }
      begun = true;
      analysis.launch(launch, results.id().launch(), sink);
    } catch (RuntimeException | Error e) {
      switch (begun ? executor.abandon(e) : Executor.Remains.NOTHING) {
        case NOTHING -> {
          ProgramAnalysis.check(launch);
          spoil(launch, results, report(launch, results, e));
        }
        case EVERYTHING -> report(launch, results, e);
        case A_PART -> {
          breakDown(e);
          results.fail(failure(launch, results, e)); // its nodes leave their phases
        }
      }
    }
  }

  private void fail(IndexLaunch launch, LaunchResults results, Throwable cause) {
    TaskFailure failure = failure(launch, results, cause);
    executor.phases().fail(launch, failure);
    results.fail(failure);
  }

  /** Puts a launch that spoils in the place of one that cannot be made. */
  private void spoil(IndexLaunch launch, LaunchResults results, TaskFailure failure) {
    executor.phases().fail(launch, failure);
    IndexLaunch substitute = BuiltInTasks.spoilLaunch(launch);
    executor.beginSpoiling(substitute, results, failure);
    analysis.launchByDefault(substitute, results.id().launch(), sink);
  }

  private TaskFailure report(IndexLaunch launch, LaunchResults results, Throwable cause) {
    TaskFailure failure = failure(launch, results, cause);
    executor.report(failure);
    return failure;
  }

  /** Says that the analysis stopped in the middle of a launch, so that nothing can follow. */
  void breakDown(Throwable cause) {
    if (broken == null) {
      broken = cause;
    }
  }

  private TaskFailure failure(IndexLaunch launch, LaunchResults results, Throwable cause) {
    long position = results.id().launch();
    return new TaskFailure(
        launch.task(),
        launch.provenance(),
        StructuralKey.task(position, 0),
        position,
        launch.point(0),
        TaskFailure.NOWHERE,
        cause,
        executor.ancestors());
  }

  private static boolean isKnown(IndexLaunch launch) {
    List<RegionRequirement> requirements = launch.requirements();
    for (int r = 0; r < requirements.size(); r++) {
      if (requirements.get(r).partition().orElse(null) instanceof DeferredPartition partition
          && !partition.isKnown()) {
        return false;
      }
    }
    return true;
  }

  /**
   * Waits for the partitions that a launch names; returns the first failure in program order that
   * keeps one of them from being known.
   */
  private static Optional<TaskFailure> awaitPartitions(IndexLaunch launch) {
    Optional<TaskFailure> first = Optional.empty();
    for (RegionRequirement requirement : launch.requirements()) {
      if (requirement.partition().orElse(null) instanceof DeferredPartition partition) {
        Optional<TaskFailure> failure = partition.awaitFailure();
        if (failure.isPresent()) {
          first =
              Optional.of(
                  first.isPresent()
                      ? TaskFailure.first(first.get(), failure.get())
                      : failure.get());
        }
      }
    }
    return first;
  }
}
