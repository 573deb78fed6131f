package org.soapstone.simulator.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.soapstone.simulator.report.ReportData.Bar;
import org.soapstone.simulator.report.ReportData.Lane;
import org.soapstone.simulator.report.ReportData.TimelineData;

/**
 * Writes time lines in the trace event format, which Perfetto and Chrome show: a process for each
 * time line, a thread for each lane.
 */
public final class TraceFile {
  private static final double NANOS_PER_MICRO = 1e3;

  private TraceFile() {}

  /**
   * Writes time lines.
   *
   * @param timelines the time lines
   * @param file the file; its folder must be there
   * @throws IOException if it cannot be written
   */
  public static void write(List<TimelineData> timelines, Path file) throws IOException {
    try (Writer writer = Files.newBufferedWriter(file);
        JsonGenerator json = new JsonFactory().createGenerator(writer)) {
      json.writeStartObject();
      json.writeStringField("displayTimeUnit", "ns");
      json.writeArrayFieldStart("traceEvents");
      for (int process = 0; process < timelines.size(); process++) {
        TimelineData timeline = timelines.get(process);
        name(json, "process_name", process, 0, timeline.title());
        for (int thread = 0; thread < timeline.lanes().size(); thread++) {
          Lane lane = timeline.lanes().get(thread);
          name(json, "thread_name", process, thread, lane.name());
          for (Bar bar : lane.bars()) {
            event(json, process, thread, bar);
          }
        }
      }
      json.writeEndArray();
      json.writeEndObject();
    }
  }

  private static void name(JsonGenerator json, String what, int process, int thread, String name)
      throws IOException {
    json.writeRaw('\n');
    json.writeStartObject();
    json.writeStringField("ph", "M");
    json.writeStringField("name", what);
    json.writeNumberField("pid", process);
    json.writeNumberField("tid", thread);
    json.writeObjectFieldStart("args");
    json.writeStringField("name", name);
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void event(JsonGenerator json, int process, int thread, Bar bar)
      throws IOException {
    json.writeRaw('\n');
    json.writeStartObject();
    json.writeStringField("ph", "X");
    json.writeStringField("name", bar.name());
    json.writeStringField("cat", bar.group());
    json.writeNumberField("pid", process);
    json.writeNumberField("tid", thread);
    json.writeNumberField("ts", bar.startNanos() / NANOS_PER_MICRO);
    json.writeNumberField("dur", (bar.endNanos() - bar.startNanos()) / NANOS_PER_MICRO);
    json.writeEndObject();
  }
}
