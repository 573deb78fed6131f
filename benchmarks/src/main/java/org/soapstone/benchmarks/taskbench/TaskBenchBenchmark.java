package org.soapstone.benchmarks.taskbench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The time of an empty task of a stencil, and with JMH's profiler {@code gc} what is allocated for
 * it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgs = {
      "-XX:+UseParallelGC",
      "--enable-native-access=ALL-UNNAMED",
      "--add-modules=jdk.incubator.vector"
    })
public class TaskBenchBenchmark {
  private static final int TASKS = 1 << 13;

  /** How many points in a row: a power of two up to 512. */
  @Param({"2", "8"})
  public int width;

  /** What runs the graph. */
  @Param({"REPLAYED", "DYNAMIC", "THREADS"})
  public GraphSystem system;

  private Execution execution;
  private long step;

  /** Made by JMH. */
  public TaskBenchBenchmark() {}

  /** Starts the system. */
  @Setup
  public void start() {
    Graph graph = TaskBenchOptions.DEFAULT.endless(Pattern.STENCIL_1D, width);
    execution = system.start(graph, 16, TaskBenchOptions.ALL_PROCESSORS);
    // Whole cycles, of two steps, so that the trace is never interrupted.
    step = 2;
    execution.run(Kernel.EMPTY, 0, step);
  }

  /** Runs some rows. */
  @Benchmark
  @OperationsPerInvocation(TASKS)
  public void tasks() {
    long end = step + TASKS / width;
    execution.run(Kernel.EMPTY, step, end);
    step = end;
  }

  /** Stops the system. */
  @TearDown
  public void stop() {
    execution.close();
  }
}
