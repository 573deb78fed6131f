package org.soapstone.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.Projection;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.regions.FieldSpace;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.Privilege;
import org.soapstone.regions.Rect;
import org.soapstone.regions.Ternary;
import org.soapstone.tasks.instances.FieldData;
import org.soapstone.tasks.instances.FieldView;
import org.soapstone.tasks.partitioning.Output;
import org.soapstone.tasks.partitioning.OutputRegion;

/** Regions whose size only the tasks know. */
class OutputRegionTest {
  private static final FieldSpace FIELDS =
      FieldSpace.builder().field("value", FieldType.INT64).field("half", FieldType.FLOAT64).build();

  /** How many elements each point puts out. */
  private record Counts(List<Integer> counts) implements TaskArguments {}

  /** Puts out so many elements, which hold the point's number. */
  private static final TaskDefinition PUT =
      TaskDefinition.cpu(
          "put",
          context -> {
            int point = (int) context.domain().linearize(context.point());
            int count = ((Counts) context.arguments()).counts().get(point);
            Rect rect = count == 0 ? Rect.empty(1) : Rect.ofExtents(count);
            long[] values = LongStream.range(0, count).map(i -> 100L * point + i).toArray();
            double[] halves = LongStream.of(values).mapToDouble(v -> v / 2.0).toArray();
            context.result(Output.of(FieldData.of(rect, values), FieldData.of(rect, halves)));
          });

  /** Adds a thousand to its piece. */
  private static final TaskDefinition RAISE =
      TaskDefinition.cpu(
          "raise",
          context -> {
            FieldView view = context.region(0).field(0);
            context.region(0).space().forEachPoint(p -> view.set(p, view.longAt(p) + 1000));
          });

  private static final TaskDefinition WRONG =
      TaskDefinition.cpu("wrong", context -> context.result("text"));

  private static final TaskDefinition SILENT = TaskDefinition.cpu("silent", _ -> {});

  private static Runtime runtime(int processors) {
    return Runtime.builder(
            TestMachines.split(processors), TaskRegistry.of(PUT, RAISE, WRONG, SILENT))
        .build();
  }

  private static IndexLaunch put(Rect domain, List<Integer> counts) {
    return IndexLaunch.of("put", domain, new Counts(counts));
  }

  @Test
  void elementsComeInTheOrderOfTheirPoints() {
    try (var runtime = runtime(2)) {
      OutputRegion output =
          runtime.launchOutput(put(Rect.ofExtents(2, 2), List.of(2, 0, 3, 1)), "found", FIELDS);
      LogicalRegion region = output.region();
      assertThat(output.region()).isSameAs(region);
      assertThat(region.indexSpace().bounds()).isEqualTo(Rect.of(0, 5));
      assertThat(runtime.read(region, 0).longs()).containsExactly(0, 1, 200, 201, 202, 300);
      assertThat(runtime.read(region, 1).doubles()).containsExactly(0, 0.5, 100, 100.5, 101, 150);
      assertThat(output.pieces().space(output.pieces().colours().lo()).bounds())
          .isEqualTo(Rect.of(0, 1));
      assertThat(output.pieces().disjoint()).isEqualTo(Ternary.YES);
      assertThat(output.pieces().complete()).isEqualTo(Ternary.YES);
    }
  }

  @Test
  void launchesUseTheRegionAndItsPieces() {
    SplittableRandom seeds = new SplittableRandom(Long.getLong("soapstone.seed", 7));
    for (int i = 0; i < 50; i++) {
      SplittableRandom random = seeds.split();
      int points = 1 + random.nextInt(6);
      List<Integer> counts = random.ints(points, 0, 5).boxed().toList();
      try (var runtime = runtime(1 + random.nextInt(3))) {
        OutputRegion output =
            runtime.launchOutput(put(Rect.ofExtents(points), counts), "found", FIELDS);
        LogicalRegion region = output.region();
        runtime.launch(
            IndexLaunch.of(
                "raise",
                Rect.ofExtents(points),
                TaskArguments.NONE,
                RegionRequirement.pieces(
                    region,
                    output.pieces(),
                    Projection.IDENTITY,
                    FIELDS.set("value"),
                    Privilege.readWrite())));
        LongStream expected = LongStream.empty();
        for (int p = 0; p < points; p++) {
          int point = p;
          expected =
              LongStream.concat(
                  expected, LongStream.range(0, counts.get(p)).map(e -> 1000 + 100L * point + e));
        }
        long[] values = expected.toArray();
        assertThat(output.space().get().volume()).isEqualTo(values.length);
        assertThat(runtime.read(region, 0).longs()).as("%s", counts).containsExactly(values);
      }
    }
  }

  @Test
  void whatIsNoOutputIsTold() {
    assertThatThrownBy(() -> putOut("wrong", 1))
        .isInstanceOf(TaskFailedException.class)
        .rootCause()
        .hasMessageContaining(
            "output 'found': point (0) set a result of class java.lang.String; let it set an Output");
    assertThatThrownBy(() -> putOut("silent", 2))
        .isInstanceOf(TaskFailedException.class)
        .rootCause()
        .hasMessageContaining("0 of 2 points set a result");
    try (var runtime = runtime(1)) {
      OutputRegion output =
          runtime.launchOutput(
              put(Rect.ofExtents(1), List.of(2)), "found", FieldSpace.of("value", FieldType.INT64));
      assertThatThrownBy(output::region)
          .rootCause()
          .hasMessageContaining("put out fields of types [INT64, FLOAT64], but the region's are");
    } catch (TaskFailedException untold) {
      assertThat(untold).hasMessageContaining("pieces of output 'found'");
    }
  }

  private static void putOut(String task, int points) {
    try (var runtime = runtime(1)) {
      runtime
          .launchOutput(
              IndexLaunch.of(task, Rect.ofExtents(points), TaskArguments.NONE), "found", FIELDS)
          .region();
    }
  }
}
