package org.soapstone.simulator.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.soap.SearchSpace;
import org.soapstone.mapper.soap.Strategies;
import org.soapstone.simulator.LayeredSpace;
import org.soapstone.simulator.Planner;
import org.soapstone.simulator.Prediction;
import org.soapstone.simulator.TestMachines;
import org.soapstone.simulator.cost.AnalyticCosts;
import org.soapstone.simulator.report.ReportData.Lane;
import org.soapstone.simulator.report.ReportData.TimelineData;
import org.soapstone.simulator.search.CurvePoint;
import org.soapstone.tasks.execution.ExecutionRecord;
import org.soapstone.tasks.graph.NodeKind;
import org.soapstone.tasks.graph.TaskGraph;

class ReportSectionsTest {
  private final SearchSpace space = new LayeredSpace(2, 6, 6);
  private final Machine machine = TestMachines.split(2, 1 << 20);
  private final Prediction prediction =
      new Planner(space, machine, new AnalyticCosts(machine))
          .predict(Strategies.named("channel-split", space, machine));
  private final ReportSections sections = new ReportSections(space, prediction.plan());

  @TempDir private Path folder;

  @Test
  void aPredictedTimeLineHasEveryNodeInItsLanes() {
    TimelineData timeline = sections.predicted("Predicted", prediction.timeline());
    TaskGraph graph = prediction.timeline().graph();
    assertThat(timeline.lanes())
        .extracting(Lane::name)
        .startsWith("cpu0", "cpu1")
        .anyMatch(name -> name.startsWith("link"));
    long tasks = 0;
    for (int node = 0; node < graph.nodeCount(); node++) {
      tasks += graph.kind(node) == NodeKind.TASK ? 1 : 0;
    }
    assertThat(
            timeline.lanes().stream()
                .filter(lane -> !lane.isLink())
                .flatMap(lane -> lane.bars().stream())
                .filter(bar -> bar.group().equals("linear"))
                .count())
        .isEqualTo(tasks);
    assertThat(timeline.lanes().getFirst().bars())
        .anyMatch(bar -> bar.name().equals("layer0 forward (0,0)"))
        .anyMatch(bar -> bar.group().equals("copy") && bar.name().startsWith("copy of "));
    assertThat(timeline.spanNanos()).isEqualTo(prediction.stepNanos());
  }

  /** A recording of the predicted times must give the predicted time line. */
  @Test
  void aMeasuredTimeLineHasTheSameShape() {
    TaskGraph graph = prediction.timeline().graph();
    var launches = prediction.plan().launches();
    List<ExecutionRecord.Node> nodes = new java.util.ArrayList<>();
    for (int n = 0; n < graph.nodeCount(); n++) {
      int position = org.soapstone.tasks.graph.StructuralKey.launch(graph.key(n));
      nodes.add(
          new ExecutionRecord.Node(
              graph.key(n),
              graph.kind(n),
              graph.processor(n),
              0,
              graph.kind(n) == NodeKind.TASK
                  ? launches.stream()
                      .map(costed -> costed.launch())
                      .filter(mapped -> mapped.position() == position)
                      .findFirst()
                  : Optional.empty(),
              graph.sourceMemory(n),
              graph.targetMemory(n),
              graph.bytes(n),
              5_000 + prediction.timeline().startNanos(n),
              5_000 + prediction.timeline().endNanos(n),
              List.of()));
    }
    var none = com.google.common.primitives.ImmutableIntArray.of();
    TimelineData measured =
        sections.measured("Predicted", new ExecutionRecord(nodes, none, none, 0));
    TimelineData predicted = sections.predicted("Predicted", prediction.timeline());
    assertThat(measured.spanNanos()).isEqualTo(predicted.spanNanos());
    assertThat(measured.lanes())
        .extracting(Lane::name)
        .isEqualTo(predicted.lanes().stream().map(Lane::name).toList());
    for (int l = 0; l < measured.lanes().size(); l++) {
      assertThat(measured.lanes().get(l).bars())
          .containsExactlyInAnyOrderElementsOf(predicted.lanes().get(l).bars());
    }
  }

  @Test
  void theStrategyIsShownOperatorByOperator() {
    var rows = ReportSections.strategy(space, Strategies.named("channel-split", space, machine));
    assertThat(rows).hasSize(2);
    assertThat(rows.getFirst().degrees()).isEqualTo("channel 2");
    assertThat(rows.getFirst().processors()).containsExactly(0, 1);
    assertThat(rows.getFirst().updateDegrees()).isEqualTo("channel 2");
    var single = ReportSections.strategy(space, Strategies.named("single", space, machine));
    assertThat(single.getFirst().degrees()).isEqualTo("whole");
  }

  @Test
  void eachChainHasACurveToTheEnd() {
    var series =
        ReportSections.search(
            List.of(
                new CurvePoint(0, 0, 0.0, 100),
                new CurvePoint(0, 9, 0.5, 80),
                new CurvePoint(1, 0, 1.0, 120)),
            2.0);
    assertThat(series).extracting(ReportData.Series::name).containsExactly("chain 0", "chain 1");
    assertThat(series.getFirst().points().getLast()).isEqualTo(new ReportData.XY(2.0, 80));
  }

  @Test
  void tracesAreJson() throws IOException {
    Path file = folder.resolve("trace.json");
    TimelineData timeline = sections.predicted("Predicted \"it\"", prediction.timeline());
    TraceFile.write(List.of(timeline), file);
    JsonNode events = new ObjectMapper().readTree(file.toFile()).get("traceEvents");
    long bars = timeline.lanes().stream().mapToLong(lane -> lane.bars().size()).sum();
    assertThat(events.size()).isEqualTo(bars + timeline.lanes().size() + 1);
  }
}
