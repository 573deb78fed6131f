package org.soapstone.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.soapstone.mapper.Mapper;
import org.soapstone.mapper.MapperContext;
import org.soapstone.mapper.launch.FillLaunch;
import org.soapstone.mapper.launch.FillValue;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.Launch;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.FieldSpace;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.Privilege;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.execution.ExecutionRecord;
import org.soapstone.tasks.execution.ExecutionRecorder;
import org.soapstone.tasks.explaining.Explainer;
import org.soapstone.tasks.explaining.Reason;
import org.soapstone.tasks.explaining.ReasonRecord;
import org.soapstone.tasks.graph.NodeKind;
import org.soapstone.tasks.graph.StructuralKey;

/** Why edges and movements are there. */
class ExplainerTest {
  private static long key(String words) {
    return StructuralKey.parse(words);
  }

  /** Launch 1 runs on processor 0, launch 2 on processor 1. */
  private static final Mapper ALTERNATING =
      new Mapper() {
        @Override
        public int[] selectProcessors(MapperContext context, IndexLaunch launch) {
          return new int[] {launch.task().equals("write") ? 0 : 1};
        }
      };

  @Test
  void edgesAndCopiesHaveReasons() throws IOException {
    TaskDefinition write = TaskDefinition.cpu("write", context -> context.result(1.0));
    TaskDefinition read = TaskDefinition.cpu("read", _ -> {});
    Explainer explainer = new Explainer();
    try (var runtime =
        Runtime.builder(TestMachines.split(2), TaskRegistry.of(write, read))
            .mapper(ALTERNATING)
            .explainer(explainer)
            .build()) {
      LogicalRegion line =
          runtime
              .regions()
              .createRegion(
                  "line",
                  IndexSpace.of(Rect.ofExtents(4)),
                  FieldSpace.builder()
                      .field("a", FieldType.FLOAT64)
                      .field("b", FieldType.FLOAT64)
                      .build());
      runtime.fill(line, FieldSet.of(0, 1), FillValue.of(1.0));
      FutureMap written =
          runtime.launch(
              IndexLaunch.single(
                  "write",
                  TaskArguments.NONE,
                  RegionRequirement.whole(line, FieldSet.of(0), Privilege.readWrite())));
      runtime.launch(
          IndexLaunch.single(
                  "read",
                  TaskArguments.NONE,
                  RegionRequirement.whole(line, FieldSet.of(0), Privilege.read()))
              .after(written.id()));
      assertThat(explainer.movement(key("1.0/0.0")))
          .hasToString(
              "FILL 1.0/0.0: task 'write' at (0), requirement 0 (read-write) needs 'a' of region"
                  + " 'line' at [0..3] in memory 0; no instance holds it yet, it is one value");
      assertThat(explainer.movement(key("2.0/0.0")))
          .hasToString(
              "COPY 2.0/0.0: task 'read' at (0), requirement 0 (read) needs 'a' of region 'line' at"
                  + " [0..3] in memory 1; it is in memory 0, written by 1.0");
      assertThat(explainer.edge(key("2.0/0.0"), key("1.0")))
          .singleElement()
          .hasToString(
              "'a' of region 'line' at [0..3] in memory 0: 2.0/0.0, COPY, which reads it, after 1.0,"
                  + " task 'write' at (0), requirement 0 (read-write), which writes it");
      assertThat(explainer.edge(key("2.0"), key("1.0")))
          .singleElement()
          .isEqualTo(new Reason.Result(key("2.0"), key("1.0")));
      assertThat(explainer.edge(key("1.0"), key("2.0"))).isEmpty();
      assertThat(explainer.predecessors(key("2.0")))
          .containsExactlyInAnyOrder(key("1.0"), key("2.0/0.0"));
      assertThatThrownBy(() -> explainer.movement(key("1.0")))
          .hasMessageContaining("node 1.0 is a TASK and moves nothing");
      assertThatThrownBy(() -> explainer.movement(key("9.0")))
          .hasMessageContaining("there is no node 9.0");
      assertThat(runtime.why("2.0/0.0"))
          .containsExactly(
              explainer.movement(key("2.0/0.0")).toString(),
              "  2.0/0.0 waits for TASK 1.0 'write' at (0) of launch 'write': "
                  + explainer.edge(key("2.0/0.0"), key("1.0")).getFirst());
      assertThat(runtime.why("1.0 2.0"))
          .containsExactly(
              "2.0 waits for TASK 1.0 'write' at (0) of launch 'write': 2.0 reads the result of 1.0");
      runtime.executionFence();
      runtime.launch(IndexLaunch.single("read", TaskArguments.NONE).after());
      assertThat(runtime.why("4.0, 1.0").getFirst())
          .isEqualTo("4.0 waits for 1.0 through others: 4.0 <- 3.0 <- 1.0");
      assertThat(runtime.why("1.0/0.0").getLast()).isEqualTo("  waits for nothing");
      ReasonRecord record = writtenAndRead(explainer.record());
      for (String question : List.of("1.0", "2.0/0.0", "2.0", "2.0 1.0", "3.0", "4.0 1.0")) {
        assertThat(record.answer(question)).isEqualTo(explainer.answer(question));
      }
      List<String> answers = new ArrayList<>();
      explainer.answerAll(
          new BufferedReader(new StringReader("\n1.0/0.0\n2.0/0.1\n77.0\nwhy is this\n")),
          answers::add);
      assertThat(answers)
          .containsExactly(
              explainer.movement(key("1.0/0.0")).toString(),
              "  waits for nothing",
              "",
              "there is no node 2.0/0.1; launch 2 has 2.0, 2.0/0.0; nodes are named launch.point,"
                  + " or launch.point/requirement.ordinal for what serves a requirement",
              "",
              "there is no node 77.0; those that are there go from 1.0 to 4.0; nodes are named"
                  + " launch.point, or launch.point/requirement.ordinal for what serves a"
                  + " requirement",
              "",
              "'why is this' is no question; name one node, or two; nodes are named launch.point,"
                  + " or launch.point/requirement.ordinal for what serves a requirement",
              "");
    }
    try (var plain = Runtime.builder(TestMachines.shared(1), TaskRegistry.of(read)).build()) {
      assertThatThrownBy(() -> plain.why("1.0")).hasMessageContaining("built without an explainer");
    }
  }

  private static ReasonRecord writtenAndRead(ReasonRecord record) throws IOException {
    Path file = Files.createTempFile("reasons", ".json");
    try {
      record.write(file);
      return ReasonRecord.read(file);
    } finally {
      Files.delete(file);
    }
  }

  @Test
  void everyEdgeOfARandomProgramHasAReason() {
    Cases.forEachSeed(
        Cases.heavy() ? 5_000 : 100,
        seed -> {
          SplittableRandom random = new SplittableRandom(seed);
          var program = new RandomProgram(seed, 1 + random.nextInt(30), 0);
          Explainer explainer = new Explainer();
          ExecutionRecorder recorder = new ExecutionRecorder();
          recorder.start(0);
          try (var runtime =
              Runtime.builder(TestMachines.random(random), RandomBodies.registry())
                  .mapper(new RandomMapper(seed))
                  .regions(program.forest())
                  .recorder(recorder)
                  .explainer(explainer)
                  .build()) {
            for (RandomProgram.Step step : program.steps()) {
              if (!(step instanceof RandomProgram.Step.Launched(Launch launch))) {
                runtime.executionFence();
                continue;
              }
              switch (launch) {
                case FillLaunch fill -> runtime.launch(fill);
                case IndexLaunch tasks -> runtime.launch(tasks);
              }
            }
            runtime.fence();
          }
          ExecutionRecord record = recorder.record();
          for (int e = 0; e < record.edgeSources().length(); e++) {
            long from = record.nodes().get(record.edgeSources().get(e)).key();
            long to = record.nodes().get(record.edgeTargets().get(e)).key();
            assertThat(explainer.edge(to, from))
                .as("%s after %s", StructuralKey.describe(to), StructuralKey.describe(from))
                .isNotEmpty();
          }
          record.nodes().stream()
              .filter(node -> node.kind() != NodeKind.TASK && node.kind() != NodeKind.JOIN)
              .forEach(
                  node -> assertThat(explainer.movement(node.key()).toString()).contains("needs"));
        });
  }
}
