package org.soapstone.benchmarks.partitioning;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The time of an operator, with and without its pieces' index spaces, and of the plain loops. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgs = {"-Xmx4g", "-XX:+UseParallelGC"})
public class PartitioningBenchmark {
  /** How many elements. */
  @Param({"1000000", "10000000"})
  public int elements;

  /** How many pieces. */
  @Param({"64"})
  public int pieces;

  /** How many threads an operator may use. */
  @Param({"1", "2"})
  public int workers;

  /** Whose data. */
  @Param({"random", "circuit", "pennant", "miniaero"})
  public String program;

  /** Which operator. */
  @Param({"by-field", "image", "image-difference", "preimage"})
  public String operator;

  private Work work;
  private Scan.Room room;

  /** Made by JMH. */
  public PartitioningBenchmark() {}

  /** Makes the data. */
  @Setup
  public void start() {
    work =
        Workload.of(program, elements, pieces, 0).stream()
            .filter(each -> each.operator().equals(operator))
            .findFirst()
            .orElseThrow();
    room = Scan.Room.of(work.elements());
  }

  /** {@return the partitions} */
  @Benchmark
  public Object partition() {
    return work.run().apply(workers);
  }

  /** {@return the number of points in all pieces, each with its index space made} */
  @Benchmark
  public long partitionAndSpaces() {
    return Work.spaces(work.run().apply(workers));
  }

  /** {@return what the tightest pass stores} */
  @Benchmark
  public int[] pass() {
    work.scans().forEach(scan -> scan.pass(room.points()));
    return room.points();
  }

  /** {@return the points sorted by colour} */
  @Benchmark
  public int[] sort() {
    work.scans().forEach(scan -> scan.sort(room));
    return room.points();
  }
}
