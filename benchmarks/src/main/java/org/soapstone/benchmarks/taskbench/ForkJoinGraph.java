package org.soapstone.benchmarks.taskbench;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RecursiveAction;

/**
 * A counter for each task of what it still waits for; who counts to zero runs it, or forks it if
 * there is one to run already.
 */
final class ForkJoinGraph implements Execution {
  private static final VarHandle PENDING = MethodHandles.arrayElementVarHandle(int[].class);

  private final HeapTasks tasks;
  private final Graph graph;
  private final Order order;
  private final ForkJoinPool pool;

  /** By point and then by step, so that threads with points of their own share few cache lines. */
  private int[] pending = new int[0];

  private long first;
  private long end;

  /** The rows of the run, and where a point's counters begin. */
  private int rows;

  /** Tasks of the last two rows; nothing else can be last. */
  private CountDownLatch running = new CountDownLatch(0);

  ForkJoinGraph(HeapTasks tasks) {
    this.tasks = tasks;
    graph = tasks.graph;
    order = tasks.order;
    pool = ScratchThread.pool(tasks.processors);
  }

  @Override
  public int processors() {
    return tasks.processors;
  }

  @Override
  public void run(Kernel kernel, long newFirst, long newEnd) {
    tasks.kernel(kernel);
    first = newFirst;
    end = newEnd;
    rows = Math.toIntExact(end - first);
    int needed = Math.multiplyExact(rows, graph.width());
    if (pending.length < needed) {
      pending = new int[needed];
    }
    List<Task> ready = new ArrayList<>();
    for (long step = first; step < end; step++) {
      int point = graph.offset(step);
      for (int last = point + graph.width(step); point < last; point++) {
        int count = step == first ? 0 : order.before(step, point).length;
        if (step - 2 >= first && order.ownBefore(step, point)) {
          count++;
        }
        pending[counter(step, point)] = count;
        if (count == 0) {
          ready.add(new Task(step, point));
        }
      }
    }
    int lastTasks = graph.width(end - 1) + (rows > 1 ? graph.width(end - 2) : 0);
    running = new CountDownLatch(lastTasks);
    ready.forEach(pool::execute);
    boolean interrupted = false;
    while (running.getCount() > 0) {
      try {
        running.await();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    tasks.throwFailure();
  }

  private int counter(long step, int point) {
    return point * rows + (int) (step - first);
  }

  @Override
  public long[] output(long step, int point) {
    return tasks.output(step, point);
  }

  @Override
  public void close() {
    pool.close();
  }

  /** A task, and those that it makes ready, one after the other. */
  private final class Task extends RecursiveAction {
    private static final long serialVersionUID = 1;

    private long step;
    private int point;

    /** Whether there is one to run next, in {@link #step} and {@link #point}. */
    private boolean hasNext;

    Task(long step, int point) {
      this.step = step;
      this.point = point;
    }

    @Override
    protected void compute() {
      Scratch scratch = ScratchThread.scratch();
      do {
        long ran = step;
        tasks.run(ran, point, scratch);
        hasNext = false;
        complete(ran, point);
        if (ran >= end - 2) {
          running.countDown();
        }
      } while (hasNext);
    }

    private void complete(long ran, int self) {
      if (ran + 1 < end) {
        for (int successor : order.after(ran, self)) {
          arrive(ran + 1, successor);
        }
      }
      if (ran + 2 < end && order.ownAfter(ran, self)) {
        arrive(ran + 2, self);
      }
    }

    private void arrive(long successorStep, int successor) {
      if ((int) PENDING.getAndAdd(pending, counter(successorStep, successor), -1) != 1) {
        return;
      }
      if (hasNext) {
        new Task(successorStep, successor).fork();
      } else {
        step = successorStep;
        point = successor;
        hasNext = true;
      }
    }
  }
}
