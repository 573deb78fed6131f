package org.soapstone.benchmarks.taskbench;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;

/**
 * A completable future for each task, made while earlier ones run; the pool's threads run them. The
 * program's thread waits at times, so that it is never more than {@link #AHEAD} tasks ahead.
 */
final class FutureGraph implements Execution {
  private static final int AHEAD = 1 << 14;
  private static final int[] NOTHING = {};

  private final HeapTasks tasks;
  private final ForkJoinPool pool;

  /** The futures of three rows by turns: a task may wait for two rows before its own. */
  private final CompletableFuture<?>[][] rows;

  FutureGraph(HeapTasks tasks) {
    this.tasks = tasks;
    pool = ScratchThread.pool(tasks.processors);
    rows = new CompletableFuture<?>[3][tasks.graph.width()];
  }

  @Override
  public int processors() {
    return tasks.processors;
  }

  @Override
  public void run(Kernel kernel, long first, long end) {
    tasks.kernel(kernel);
    Graph graph = tasks.graph;
    int ahead = 0;
    for (long step = first; step < end; step++) {
      int offset = graph.offset(step);
      int last = offset + graph.width(step);
      for (int point = offset; point < last; point++) {
        rows[(int) (step % 3)][point] = launch(step, point, first);
      }
      ahead += last - offset;
      if (ahead >= AHEAD) {
        join(step, first);
        ahead = 0;
      }
    }
    join(end - 1, first);
    tasks.throwFailure();
  }

  private CompletableFuture<?> launch(long step, int point, long first) {
    int[] before = step == first ? NOTHING : tasks.order.before(step, point);
    boolean ownBefore = step - 2 >= first && tasks.order.ownBefore(step, point);
    Runnable task = () -> tasks.run(step, point, ScratchThread.scratch());
    int count = before.length + (ownBefore ? 1 : 0);
    if (count == 0) {
      return CompletableFuture.runAsync(task, pool);
    }
    CompletableFuture<?>[] awaited = new CompletableFuture<?>[count];
    for (int i = 0; i < before.length; i++) {
      awaited[i] = rows[(int) ((step - 1) % 3)][before[i]];
    }
    if (ownBefore) {
      awaited[before.length] = rows[(int) ((step - 2) % 3)][point];
    }
    return count == 1
        ? awaited[0].thenRunAsync(task, pool)
        : CompletableFuture.allOf(awaited).thenRunAsync(task, pool);
  }

  /** Waits for all tasks up to a row: whatever others wait for, they are in the last two. */
  private void join(long step, long first) {
    for (long row = Math.max(first, step - 1); row <= step; row++) {
      int offset = tasks.graph.offset(row);
      for (int i = 0; i < tasks.graph.width(row); i++) {
        rows[(int) (row % 3)][offset + i].join();
      }
    }
  }

  @Override
  public long[] output(long step, int point) {
    return tasks.output(step, point);
  }

  @Override
  public void close() {
    pool.close();
  }
}
