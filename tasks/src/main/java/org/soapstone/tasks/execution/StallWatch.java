package org.soapstone.tasks.execution;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Notices when nodes are outstanding and for a long time none completes, and has a {@link
 * StallReport} made then, once.
 *
 * <p>It looks a few times in that long, on a thread of the JDK's; nobody else pays for it.
 */
final class StallWatch {
  private static final int LOOKS = 4;

  /** What is watched; null once that is over, since the JDK may still hold on to this. */
  private volatile Workers watched;

  private final long patienceNanos;
  private final Consumer<String> report;
  private long progress = Long.MIN_VALUE;
  private long changedNanos;
  private boolean reported;

  /** Begins to watch all contexts of some workers. */
  StallWatch(Workers workers, long patienceNanos, Consumer<String> report) {
    this.watched = workers;
    this.patienceNanos = patienceNanos;
    this.report = report;
    again();
  }

  void stop() {
    watched = null;
  }

  private void again() {
    CompletableFuture.delayedExecutor(patienceNanos / LOOKS, TimeUnit.NANOSECONDS)
        .execute(this::look);
  }

  private void look() {
    Workers now = watched;
    if (now == null) {
      return;
    }
    long nanos = System.nanoTime();
    // A replay's nodes are not counted, but its bodies are seen.
    boolean idle = !now.phases().isAwaitedByThreads();
    long seen = 0;
    for (Scope scope : now.scopes()) {
      int outstanding = scope.window.outstanding();
      // Greater whenever a node is emitted or completes.
      seen += 2 * scope.window.emitted() - outstanding;
      idle &= outstanding == 0;
    }
    for (Worker worker : now.byProcessor()) {
      seen += worker.bodies();
      idle &= worker.task().isEmpty();
    }
    if (seen != progress || idle) {
      progress = seen;
      changedNanos = nanos;
      reported = false;
    } else if (!reported && nanos - changedNanos >= patienceNanos) {
      reported = true;
      report.accept(new StallReport(now).describe(nanos - changedNanos));
    }
    again();
  }
}
