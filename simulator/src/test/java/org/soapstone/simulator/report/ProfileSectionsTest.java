package org.soapstone.simulator.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.regions.Rect;
import org.soapstone.simulator.report.ReportData.Bar;
import org.soapstone.simulator.report.ReportData.Fact;
import org.soapstone.simulator.report.ReportData.TimelineData;
import org.soapstone.tasks.graph.StructuralKey;
import org.soapstone.tasks.profiling.EventKind;
import org.soapstone.tasks.profiling.Profile;
import org.soapstone.tasks.profiling.Profiler;

final class ProfileSectionsTest {
  private static final IndexLaunch SWEEP =
      IndexLaunch.of("sweep", Rect.ofExtents(2, 2), TaskArguments.NONE);

  @TempDir Path folder;

  private static Profile profile() {
    Profiler profiler = new Profiler(10);
    var cpu = profiler.processor(0, "cpu0");
    cpu.add(EventKind.COPY, SWEEP, StructuralKey.service(7, 3, 0, 0), 2048, 1_500, 1_600);
    cpu.add(EventKind.TASK, SWEEP, StructuralKey.task(7, 3), 0, 1_600, 4_600);
    cpu.add(EventKind.FILL, 8, 4_600, 4_700);
    profiler
        .processor(1, "cpu1")
        .add(EventKind.TASK, SWEEP, StructuralKey.task(7, 0), 0, 2_000, 3_000);
    profiler.program().add(EventKind.ANALYSIS, SWEEP, 7, 0, 1_000, 1_400);
    profiler.program().add(EventKind.REPLAY, SWEEP, 8, 0, 1_400, 1_405);
    profiler.program().add(EventKind.WAIT, 0, 1_405, 4_700);
    return profiler.profile();
  }

  @Test
  void aTimelineHasALaneForEachThreadAndNamesWhatItDid() {
    TimelineData timeline = ProfileSections.timeline("live", profile());
    assertThat(timeline.spanNanos()).isEqualTo(3_700);
    assertThat(timeline.lanes())
        .extracting(ReportData.Lane::name)
        .containsExactly("cpu0", "cpu1", "program", "mapper");
    assertThat(timeline.lanes().getFirst().bars())
        .containsExactly(
            new Bar(500, 600, "copy of 2.00 KiB for sweep (1,1)", "copy"),
            new Bar(600, 3_600, "sweep (1,1)", "sweep"),
            new Bar(3_600, 3_700, "fill of 8 B for ?", "fill"));
    assertThat(timeline.lanes().get(2).bars())
        .containsExactly(
            new Bar(0, 400, "analysis of sweep", "analysis"),
            new Bar(400, 405, "replay of sweep", "replay"),
            new Bar(405, 3_700, "wait", "wait"));
  }

  @Test
  void factsSumUp() {
    assertThat(ProfileSections.facts(profile()))
        .containsExactly(
            new Fact("Tasks", "2 × 2.00 µs = 4.00 µs"),
            new Fact("Copies", "1 × 100 ns = 100 ns, 2.00 KiB"),
            new Fact("Fills", "1 × 100 ns = 100 ns, 8 B"),
            new Fact("Launches analysed", "1 × 400 ns = 400 ns"),
            new Fact("Launches replayed", "1 × 5 ns = 5 ns"),
            new Fact("Waits of the program", "1 × 3.30 µs = 3.30 µs"),
            new Fact("Task sweep", "2 × 2.00 µs = 4.00 µs"));
  }

  @Test
  void waitingIsNotBeingBusy() {
    String page =
        HtmlReport.html(
            ReportData.titled("t").timeline(ProfileSections.timeline("live", profile())).build());
    // The program was at work for 405 of 3,700 ns, cpu0 for 3,200.
    assertThat(page).contains("\"busy\":\"11%\"", "\"busy\":\"86%\"").contains("--wait");
  }

  /** The trace event format: complete events, and the names of processes and threads. */
  @Test
  void theTraceFileIsAsTheFormatWantsIt() throws IOException {
    Path file = folder.resolve("profile.json");
    TraceFile.write(List.of(ProfileSections.timeline("live", profile())), file);
    JsonNode root = new ObjectMapper().readTree(file.toFile());
    assertThat(ImmutableList.copyOf(root.fieldNames()))
        .containsExactly("displayTimeUnit", "traceEvents");
    Map<Integer, String> threads = new TreeMap<>();
    Map<Integer, Double> ends = new TreeMap<>();
    for (JsonNode event : root.get("traceEvents")) {
      assertThat(event.get("pid").isInt()).isTrue();
      int thread = event.get("tid").intValue();
      switch (event.get("ph").textValue()) {
        case "M" -> {
          if (event.get("name").textValue().equals("thread_name")) {
            threads.put(thread, event.get("args").get("name").textValue());
          } else {
            assertThat(event.get("name").textValue()).isEqualTo("process_name");
          }
        }
        case "X" -> {
          assertThat(event.get("name").textValue()).isNotBlank();
          assertThat(event.get("cat").textValue()).isNotBlank();
          assertThat(threads).as("threads named before their events").containsKey(thread);
          double start = event.get("ts").doubleValue();
          assertThat(event.get("dur").doubleValue()).isNotNegative();
          assertThat(start).isGreaterThanOrEqualTo(ends.getOrDefault(thread, 0.0) - 1e-9);
          ends.put(thread, start + event.get("dur").doubleValue());
        }
        default -> throw new AssertionError(event.toString());
      }
    }
    assertThat(threads.values()).containsExactly("cpu0", "cpu1", "program", "mapper");
    assertThat(ends).hasSize(3).containsEntry(0, 3.7);
  }
}
