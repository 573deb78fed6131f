package org.soapstone.benchmarks.taskbench;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.soapstone.simulator.cost.JvmCompiler;

/** One system in the middle of one endless graph, and how fast it is. */
final class Contestant implements AutoCloseable {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** So few, and memory for each step of a section is no matter. */
  private static final long MOST_TASKS = 1L << 24;

  /** After so many sections it is asked whether the warm-up is over. */
  private static final int SECTIONS_PER_LOOK = 60;

  private static final int MOST_LOOKS = 40;
  private static final double IMPROVEMENT = 0.97;

  /** The share of the time that the JVM's compilers may still be at work when it is. */
  private static final double COMPILING = 0.05;

  /**
   * What one section took.
   *
   * @param nanos the wall time
   * @param tasks how many tasks ran
   * @param bytes what all threads allocated
   */
  record Section(long nanos, long tasks, long bytes) {
    double tasksPerSecond() {
      return tasks * 1e9 / nanos;
    }
  }

  final GraphSystem system;
  private final Graph graph;
  private final Execution execution;

  /** Sections are whole cycles, so that what repeats is never interrupted. */
  private final int cycle;

  private long step;
  private double emptyStepNanos;

  Contestant(GraphSystem system, Graph graph, int outputBytes, int processors) {
    this.system = system;
    this.graph = graph;
    execution = system.start(graph, outputBytes, processors);
    cycle = graph.sets() % 2 == 0 ? graph.sets() : 2 * graph.sets();
    step = Math.ceilDiv(graph.firstFull() + 1, cycle) * (long) cycle;
    execution.run(Kernel.EMPTY, 0, step);
  }

  int processors() {
    return execution.processors();
  }

  /**
   * Runs empty tasks until they get no faster any more and the JVM's compilers are at rest, and
   * notes how fast they are.
   *
   * @param sectionNanos how long to run before timing again
   */
  void warmUp(long sectionNanos) {
    emptyStepNanos = sectionNanos; // the first section is one cycle, longer ones follow
    double best = Double.POSITIVE_INFINITY;
    for (int look = 0; look < MOST_LOOKS; look++) {
      long compiled = JvmCompiler.busyMillis();
      long start = System.nanoTime();
      double before = best;
      for (int section = 0; section < SECTIONS_PER_LOOK; section++) {
        Section last = time(Kernel.EMPTY, 0, sectionNanos);
        emptyStepNanos = (double) last.nanos * graph.width() / last.tasks;
        best = Math.min(best, emptyStepNanos);
      }
      double nanos = System.nanoTime() - start;
      double compiling = (JvmCompiler.busyMillis() - compiled) * 1e6 / nanos;
      if (best > IMPROVEMENT * before && compiling < COMPILING) {
        return;
      }
    }
  }

  /** {@return wall time × processors of one empty task, as the warm-up has it} */
  double emptyTaskNanos() {
    return emptyStepNanos * processors() / graph.width();
  }

  /**
   * {@return a section of about so long}
   *
   * @param kernel what tasks compute
   * @param kernelNanos how long that takes one processor
   * @param nanos how long the section is to take
   */
  Section time(Kernel kernel, double kernelNanos, long nanos) {
    double stepNanos = emptyStepNanos + kernelNanos * graph.width() / processors();
    return run(kernel, Math.max(1, Math.round(nanos / (stepNanos * cycle))));
  }

  private Section run(Kernel kernel, long cycles) {
    long most = Math.max(1, MOST_TASKS / cycle / graph.width());
    long steps = Math.min(cycles, most) * cycle;
    long bytes = THREADS.getTotalThreadAllocatedBytes();
    long start = System.nanoTime();
    execution.run(kernel, step, step + steps);
    long nanos = System.nanoTime() - start;
    step += steps;
    return new Section(
        Math.max(1, nanos), steps * graph.width(), THREADS.getTotalThreadAllocatedBytes() - bytes);
  }

  @Override
  public void close() {
    Outputs.check(execution, graph, step - 1);
    execution.close();
  }
}
