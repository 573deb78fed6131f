package org.soapstone.tasks.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.soapstone.tasks.analysis.Fixture.whole;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.soapstone.mapper.InstanceChoice.Extent;
import org.soapstone.mapper.launch.FillLaunch;
import org.soapstone.mapper.launch.FillValue;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.LaunchTag;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.regions.BuiltInReduction;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.Privilege;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.graph.StructuralKey;

/** The worked example of docs/life-of-a-task.md. */
class LifeOfATaskTest {
  @Test
  void theTablesOfThePageAreRight() {
    Fixture fixture = new Fixture(2, 2);
    LogicalRegion g = fixture.region("g", 8);
    var analysis = new ProgramAnalysis(new Fixture.RoundRobin(Extent.EXACT, true), fixture.context);
    RecordingSink sink = new RecordingSink();
    for (int step = 0; step < 2; step++) {
      analysis.launch(
          new FillLaunch(g, Fixture.FIELD, FillValue.of(-0.0f), LaunchTag.NONE, "fill"),
          3L * step,
          sink);
      analysis.launch(
          IndexLaunch.of(
              "gradient",
              Rect.ofExtents(2),
              TaskArguments.NONE,
              whole(g, Privilege.reduce(BuiltInReduction.SUM_F32))),
          3L * step + 1,
          sink);
      analysis.launch(
          IndexLaunch.single("update", TaskArguments.NONE, whole(g, Privilege.read())),
          3L * step + 2,
          sink);
    }
    List<String> nodes =
        sink.nodes.stream()
            .map(node -> node.kind + " " + StructuralKey.describe(node.key))
            .toList();
    List<String> edges =
        sink.edges.stream()
            .map(edge -> describe(sink, edge[0]) + " -> " + describe(sink, edge[1]))
            .toList();

    assertThat(nodes)
        .containsExactly(
            "TASK 1.0",
            "TASK 1.1",
            "TASK 2.0",
            "FOLD 2.0/0.0",
            "TASK 4.0",
            "TASK 4.1",
            "TASK 5.0",
            "FOLD 5.0/0.0");
    assertThat(edges)
        .containsExactlyInAnyOrder(
            "1.0 -> 2.0/0.0",
            "1.1 -> 2.0/0.0",
            "2.0/0.0 -> 2.0",
            "2.0 -> 4.0",
            "2.0/0.0 -> 4.1",
            "4.0 -> 5.0/0.0",
            "4.1 -> 5.0/0.0",
            "5.0/0.0 -> 5.0");
    RecordingSink.Node fold = sink.nodes.get(3);
    assertThat(fold.source).isEqualTo(sink.nodes.get(1).bindings.get(0));
    assertThat(fold.target).isEqualTo(sink.nodes.get(0).bindings.get(0));
    assertThat(sink.nodes.get(2).bindings.get(0)).isEqualTo(fold.target);
    assertThat(sink.nodes.get(4).bindings).isEqualTo(sink.nodes.get(0).bindings);
  }

  private static String describe(RecordingSink sink, long node) {
    return StructuralKey.describe(sink.nodes.get((int) node).key);
  }
}
