package org.soapstone.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.soapstone.mapper.launch.FillValue;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.Projection;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.FieldSpace;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.IndexPartition;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.Privilege;
import org.soapstone.regions.Rect;
import org.soapstone.regions.deppart.Partitions;
import org.soapstone.tasks.instances.FieldView;
import org.soapstone.tasks.tracing.MissReason;
import org.soapstone.tasks.tracing.TraceCounts;

/**
 * What a program repeats is found without its saying so, and replayed only as long as it repeats.
 */
@Timeout(120)
class AutomaticTracesTest {
  private static final int LENGTH = 8;

  /** {@code x = factor · x + offset}; exact, since the numbers stay small. */
  private record Affine(double factor, double offset) implements TaskArguments {
    double of(double x) {
      return Math.floorMod((long) (factor * x + offset), 1009);
    }
  }

  private static final Affine A = new Affine(3, 1);
  private static final Affine B = new Affine(5, 2);
  private static final Affine C = new Affine(7, 4);

  private static final TaskRegistry TASKS =
      TaskRegistry.of(
          TaskDefinition.cpu(
              "affine",
              context -> {
                Affine affine = (Affine) context.arguments();
                FieldView x = context.region(0).field();
                x.rect().forEachPoint(p -> x.set(p, affine.of(x.doubleAt(p))));
              }),
          TaskDefinition.cpu(
              "count",
              context -> {
                FieldView x = context.region(0).field();
                x.rect().forEachPoint(p -> x.set(p, x.doubleAt(p) + context.iteration()));
              }),
          TaskDefinition.cpu(
              "sum",
              context -> {
                FieldView x = context.region(0).field();
                double[] sum = new double[1];
                x.rect().forEachPoint(p -> sum[0] += x.doubleAt(p));
                context.result(sum[0]);
              }));

  /** A program on a line of numbers, beside the numbers that should come out. */
  private static final class Line implements AutoCloseable {
    final Runtime runtime;
    final LogicalRegion line;
    final IndexPartition halves;
    final double[] expected = new double[LENGTH];

    Line(boolean automatic) {
      RuntimeBuilder builder = Runtime.builder(TestMachines.split(2), TASKS);
      runtime = (automatic ? builder.automaticTraces() : builder).build();
      line =
          runtime.createRegion(
              "line",
              IndexSpace.of(Rect.ofExtents(LENGTH)),
              FieldSpace.builder().field("x", FieldType.FLOAT64).build());
      halves = Partitions.equal(line.indexSpace(), Rect.ofExtents(2));
      runtime.fill(line, FieldSet.of(0), FillValue.of(0.0));
    }

    IndexLaunch launch(String task, TaskArguments arguments, Privilege privilege) {
      return IndexLaunch.of(
          task,
          halves.colours(),
          arguments,
          RegionRequirement.pieces(line, halves, Projection.IDENTITY, FieldSet.of(0), privilege));
    }

    void affine(Affine affine) {
      runtime.launch(launch("affine", affine, Privilege.readWrite()));
      for (int i = 0; i < LENGTH; i++) {
        expected[i] = affine.of(expected[i]);
      }
    }

    void count(long iteration) {
      runtime.launch(launch("count", TaskArguments.NONE, Privilege.readWrite()).at(iteration));
      for (int i = 0; i < LENGTH; i++) {
        expected[i] += iteration;
      }
    }

    double sum() {
      return runtime
          .launch(launch("sum", TaskArguments.NONE, Privilege.read()))
          .reduce(Double.class, Double::sum)
          .get();
    }

    /** Checks the numbers; returns the automatic traces. */
    List<TraceCounts> check() {
      assertThat(runtime.read(line, 0).doubles()).containsExactly(expected);
      return runtime.traces().stream().filter(TraceCounts::automatic).toList();
    }

    @Override
    public void close() {
      runtime.close();
    }
  }

  private static long replayed(List<TraceCounts> traces) {
    return traces.stream().mapToLong(TraceCounts::replayed).sum();
  }

  @Test
  void aLoopIsReplayed() {
    try (var line = new Line(true)) {
      for (int i = 0; i < 100; i++) {
        line.affine(A);
        line.affine(B);
        line.count(i);
      }
      List<TraceCounts> traces = line.check();
      assertThat(traces).hasSize(1);
      assertThat(replayed(traces)).isGreaterThan(80);
      assertThat(traces.getFirst().missed(MissReason.OTHER_LAUNCH)).isLessThanOrEqualTo(1);
      assertThat(traces.getFirst().summary()).startsWith("automatic trace 'repeat 1, 3 launches'");
    }
  }

  @Test
  void nothingIsLookedForUnlessAsked() {
    try (var line = new Line(false)) {
      for (int i = 0; i < 100; i++) {
        line.affine(A);
      }
      assertThat(line.check()).isEmpty();
    }
  }

  @Test
  void whatRepeatsMayChange() {
    try (var line = new Line(true)) {
      for (int i = 0; i < 60; i++) {
        line.affine(A);
        line.affine(B);
        line.affine(C);
      }
      for (int i = 0; i < 60; i++) {
        line.affine(C);
        line.affine(A);
      }
      for (int i = 0; i < 60; i++) {
        line.affine(A);
        line.affine(B);
        line.affine(C);
        line.count(i);
        line.affine(B);
      }
      List<TraceCounts> traces = line.check();
      assertThat(traces).hasSizeGreaterThanOrEqualTo(3);
      assertThat(replayed(traces)).isGreaterThan(3 * 40);
    }
  }

  @Test
  void ofALoopInALoopTheWholeIsReplayedInTheEnd() {
    try (var line = new Line(true)) {
      for (int i = 0; i < 60; i++) {
        for (int j = 0; j < 30; j++) {
          line.affine(A);
        }
        line.affine(B);
      }
      List<TraceCounts> traces = line.check();
      assertThat(traces)
          .anySatisfy(trace -> {
            assertThat(trace.name()).endsWith("31 launches");
            assertThat(trace.replayed()).isGreaterThan(40);
          });
    }
  }

  @Test
  void aLoopThatIsEveryTimeAnotherIsNeverReplayed() {
    try (var line = new Line(true)) {
      for (int i = 0; i < 200; i++) {
        line.affine(new Affine(1, i)); // an argument that counts, where an iteration should
        line.affine(A);
      }
      assertThat(line.check()).isEmpty();
    }
  }

  @Test
  void aLoopUntilSomethingConvergesIsReplayed() {
    try (var line = new Line(true)) {
      int steps = 0;
      double sum;
      do {
        line.affine(A);
        line.affine(B);
        sum = line.sum();
      } while (++steps < 200 && sum % 97 != 1);
      double expected = 0;
      for (double x : line.expected) {
        expected += x;
      }
      assertThat(sum).isEqualTo(expected);
      assertThat(replayed(line.check())).isGreaterThan(steps / 2);
    }
  }

  @Test
  void tracesOfTheProgramAreItsOwn() {
    try (var line = new Line(true)) {
      for (int i = 0; i < 50; i++) {
        for (int j = 0; j < 40; j++) {
          line.affine(C);
        }
        for (int run = 0; run < 6; run++) {
          line.runtime.trace(
              "mine",
              () -> {
                line.affine(A);
                line.affine(B);
              });
        }
      }
      List<TraceCounts> traces = line.check();
      assertThat(replayed(traces)).as("of the loop of single launches").isGreaterThan(50);
      TraceCounts mine = line.runtime.traces().getFirst();
      assertThat(mine.name()).isEqualTo("mine");
      assertThat(mine.automatic()).isFalse();
      assertThat(mine.replayed()).isEqualTo(50 * 3);
    }
  }

  @Test
  void readsFillsAndFencesComeInBetween() {
    try (var line = new Line(true)) {
      for (int i = 0; i < 12; i++) {
        for (int j = 0; j < 30; j++) {
          line.affine(A);
          line.affine(B);
        }
        switch (i % 4) {
          case 0 -> line.check();
          case 1 -> line.runtime.executionFence();
          case 2 -> {
            line.runtime.fill(line.line, FieldSet.of(0), FillValue.of(2.0));
            java.util.Arrays.fill(line.expected, 2);
          }
          default -> line.runtime.fence();
        }
      }
      assertThat(replayed(line.check())).isGreaterThan(12 * 10);
    }
  }
}
