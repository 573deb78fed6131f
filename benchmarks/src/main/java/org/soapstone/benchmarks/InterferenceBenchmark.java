package org.soapstone.benchmarks;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
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
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.Projection;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.regions.FieldSpace;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.IndexPartition;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.Point;
import org.soapstone.regions.Privilege;
import org.soapstone.regions.Rect;
import org.soapstone.regions.RegionForest;
import org.soapstone.regions.deppart.Partitions;
import org.soapstone.tasks.analysis.LaunchInterference;

/**
 * The check of an index launch against itself. In microseconds, Soi et al. (SC 2021) publish for
 * 10^3, 10^4, 10^5 and 10^6 points: identity 1, 10, 141, 1,314; affine 1, 15, 148, 1,396; modular
 * 3, 20, 128, 1,258; quadratic 2, 19, 238, 2,389; five requirements 2, 23, 256, 2,527, all by
 * bitmask. Here identity and affine are decided without a look at the points, and {@code
 * sharedIdentity} and {@code sharedAffine}, where a second requirement on the same partition forces
 * that look, compare.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(value = 1, jvmArgs = "-Xmx2g")
public class InterferenceBenchmark {
  /** The points of the launch. */
  @Param({"1000", "10000", "100000", "1000000"})
  public int points;

  /** What the projections are. */
  @Param({
    "identity",
    "affine",
    "sharedIdentity",
    "sharedAffine",
    "modular",
    "quadratic",
    "fiveArguments"
  })
  public String projections;

  private IndexLaunch launch;

  /** Makes a launch that is legal. */
  @Setup
  public void prepare() {
    boolean two = projections.startsWith("shared") || projections.equals("fiveArguments");
    long colours = 2L * points + 1;
    long prime = 2L * points + 1;
    while (!BigInteger.valueOf(prime).isProbablePrime(40)) {
      prime++;
    }
    long modulus = prime;
    colours = projections.equals("quadratic") ? (long) points * points : Math.max(colours, prime);
    colours = Math.min(colours, 4L * points);
    LogicalRegion region =
        new RegionForest()
            .createRegion(
                "data",
                IndexSpace.of(Rect.ofExtents(colours)),
                FieldSpace.of("value", FieldType.FLOAT32));
    IndexPartition pieces = Partitions.blocks(region.indexSpace(), 1);
    long limit = colours;
    Projection writes =
        switch (projections) {
          case "identity", "sharedIdentity" -> Projection.IDENTITY;
          case "modular" ->
              new Projection.Functor("mod", p -> Point.of(p.coordinate(0) * 3 % modulus));
          case "quadratic" ->
              // Triangular numbers modulo a power of two are a permutation.
              new Projection.Functor(
                  "square",
                  p -> {
                    long n = p.coordinate(0);
                    return Point.of((n * (n + 1) / 2) & (Long.highestOneBit(limit) - 1));
                  });
          default -> Projection.Affine.of(2, 0);
        };
    Projection reads =
        projections.equals("sharedIdentity")
            ? new Projection.Affine(List.of(Point.of(1)), Point.of(points))
            : Projection.Affine.of(2, 1);
    int readers = projections.equals("fiveArguments") ? 4 : two ? 1 : 0;
    var requirements =
        new ArrayList<>(
            Collections.nCopies(readers, requirement(region, pieces, reads, Privilege.read())));
    requirements.addFirst(requirement(region, pieces, writes, Privilege.readWrite()));
    launch =
        IndexLaunch.of(
            "task",
            Rect.ofExtents(points),
            TaskArguments.NONE,
            requirements.toArray(RegionRequirement[]::new));
  }

  private static RegionRequirement requirement(
      LogicalRegion region, IndexPartition pieces, Projection projection, Privilege privilege) {
    return RegionRequirement.pieces(
        region, pieces, projection, region.fieldSpace().all(), privilege);
  }

  /** Checks the launch. */
  @Benchmark
  public void check() {
    LaunchInterference.check(launch);
  }
}
