package org.soapstone.benchmarks.taskbench;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;

/**
 * A thread for each processor runs its block of points, row by row, and spins until others are far
 * enough: what one writes by hand.
 *
 * <p>Implementation overview. A thread runs its tasks in ascending order of (step, point), so one
 * number tells what it has done: the stamp {@code step · width + point + 1} of its last task. It is
 * written with release and read with acquire, and alone on its cache lines. Of the tasks of another
 * thread that a task waits for, it is enough to wait for the last. Between runs the threads sleep.
 */
final class SpinningThreads implements Execution {
  private static final VarHandle STAMP = MethodHandles.arrayElementVarHandle(long[].class);

  /** Two cache lines, since processors fetch them in pairs. */
  private static final int STRIDE = 16;

  /** After some microseconds, somebody else may need the processor: then spinning on is in vain. */
  private static final int SPINS = 256;

  private final HeapTasks tasks;
  private final Graph graph;
  private final int sets;
  private final int threads;
  private final long[] stamps;
  private final CyclicBarrier gate;
  private final Thread[] workers;

  /** For each relation and point, the thread and the point that it waits for, by turns. */
  private final int[][] waits;

  private long first;
  private long end;
  private boolean closed;

  SpinningThreads(HeapTasks tasks) {
    this.tasks = tasks;
    graph = tasks.graph;
    sets = graph.sets();
    threads = tasks.processors;
    stamps = new long[(threads + 1) * STRIDE];
    gate = new CyclicBarrier(threads + 1);
    waits = new int[sets * graph.width()][];
    long tabled = graph.firstFull() + 2;
    for (long step = tabled; step < tabled + sets && isTabled(step); step++) {
      for (int point = 0; point < graph.width(); point++) {
        waits[row(step, point)] = findWaits(step, point);
      }
    }
    workers = new Thread[threads];
    for (int thread = 0; thread < threads; thread++) {
      int self = thread;
      workers[thread] = new Thread(() -> work(self), "taskbench-" + thread);
      workers[thread].setDaemon(true);
      workers[thread].start();
    }
  }

  private boolean isTabled(long step) {
    return step >= graph.firstFull() + 2 && step < graph.endFull();
  }

  private int row(long step, int point) {
    return sets == 1 ? point : (int) (step % sets) * graph.width() + point;
  }

  /** Points are ascending, so the last of each thread remains. */
  private int[] findWaits(long step, int point) {
    int[] last = new int[threads];
    Arrays.fill(last, -1);
    for (int before : tasks.order.before(step, point)) {
      last[tasks.processor(before)] = before;
    }
    last[tasks.processor(point)] = -1;
    int[] found = new int[2 * threads];
    int count = 0;
    for (int thread = 0; thread < threads; thread++) {
      if (last[thread] >= 0) {
        found[count++] = thread;
        found[count++] = last[thread];
      }
    }
    return Arrays.copyOf(found, count);
  }

  private void work(int self) {
    Scratch scratch = new Scratch();
    pass();
    while (!closed) {
      runBlock(self, scratch);
      pass();
      pass();
    }
  }

  private void runBlock(int self, Scratch scratch) {
    int blockStart = tasks.firstPoint(self);
    int blockEnd = tasks.firstPoint(self + 1);
    int width = graph.width();
    for (long step = first; step < end; step++) {
      int offset = graph.offset(step);
      int last = Math.min(blockEnd, offset + graph.width(step));
      boolean tabled = isTabled(step);
      for (int point = Math.max(blockStart, offset); point < last; point++) {
        int[] waiting = tabled ? waits[row(step, point)] : findWaits(step, point);
        for (int w = 0; w < waiting.length; w += 2) {
          await(waiting[w], (step - 1) * width + waiting[w + 1] + 1);
        }
        tasks.run(step, point, scratch);
        STAMP.setRelease(stamps, (self + 1) * STRIDE, step * width + point + 1);
      }
    }
  }

  @SuppressWarnings("ThreadPriorityCheck") // where others run too, spinning on would keep them off
  private void await(int thread, long stamp) {
    int spins = 0;
    while ((long) STAMP.getAcquire(stamps, (thread + 1) * STRIDE) < stamp) {
      if (++spins < SPINS) {
        Thread.onSpinWait();
      } else {
        Thread.yield();
      }
    }
  }

  private void pass() {
    try {
      gate.await();
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new IllegalStateException("a thread was stopped while the graph ran", e);
    }
  }

  @Override
  public int processors() {
    return threads;
  }

  @Override
  public void run(Kernel kernel, long newFirst, long newEnd) {
    tasks.kernel(kernel);
    first = newFirst;
    end = newEnd;
    pass();
    pass();
    tasks.throwFailure();
  }

  @Override
  public long[] output(long step, int point) {
    return tasks.output(step, point);
  }

  @Override
  public void close() {
    closed = true;
    pass();
  }
}
