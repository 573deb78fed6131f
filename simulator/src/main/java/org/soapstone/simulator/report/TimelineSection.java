package org.soapstone.simulator.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.soapstone.simulator.report.ReportData.Bar;
import org.soapstone.simulator.report.ReportData.Lane;
import org.soapstone.simulator.report.ReportData.TimelineData;

/**
 * The time lines: their places on the page, and the data from which the page's script draws them.
 */
final class TimelineSection {
  private static final String WAIT = "wait";

  /** What is not a task: it has a colour of its own. */
  private static final Set<String> OTHERS = Set.of("copy", "fold", "fill", WAIT);

  private final List<TimelineData> timelines;
  private final Map<String, Integer> names = new LinkedHashMap<>();
  private final Map<String, Integer> groups = new LinkedHashMap<>();

  TimelineSection(List<TimelineData> timelines) {
    this.timelines = timelines;
    for (TimelineData timeline : timelines) {
      for (Lane lane : timeline.lanes()) {
        for (Bar bar : lane.bars()) {
          names.putIfAbsent(bar.name(), names.size());
          groups.putIfAbsent(bar.group(), groups.size());
        }
      }
    }
  }

  void writeTo(StringBuilder out) {
    if (timelines.isEmpty()) {
      return;
    }
    out.append("<section><h2>Time lines</h2>")
        .append("<p class=\"hint\">The wheel zooms, dragging moves, a double click shows all.</p>")
        .append("<div class=\"legend\">");
    for (String group : groups.keySet()) {
      out.append("<span><i style=\"background:var(--")
          .append(colour(group))
          .append(")\"></i>")
          .append(HtmlPage.escape(group))
          .append("</span>");
    }
    out.append("</div>\n");
    for (int i = 0; i < timelines.size(); i++) {
      TimelineData timeline = timelines.get(i);
      out.append("<div class=\"timeline\"><div class=\"head\"><h3>")
          .append(HtmlPage.escape(timeline.title()))
          .append("</h3><span>")
          .append(Units.nanos(timeline.spanNanos()))
          .append("</span></div><svg id=\"timeline-")
          .append(i)
          .append("\"></svg></div>\n");
    }
    out.append("</section>\n");
  }

  /** Kinds take the colours in order of appearance; the rest have their own, greyer ones. */
  private String colour(String group) {
    if (OTHERS.contains(group)) {
      return group;
    }
    int position = 0;
    for (String other : groups.keySet()) {
      if (other.equals(group)) {
        break;
      }
      position += OTHERS.contains(other) ? 0 : 1;
    }
    return "g" + position % HtmlPage.COLOURS;
  }

  /** The data, safe to stand in a script element. */
  String json() {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      strings(json, "names", names.keySet());
      strings(json, "groups", groups.keySet());
      strings(json, "colours", groups.keySet().stream().map(this::colour).toList());
      json.writeArrayFieldStart("timelines");
      for (TimelineData timeline : timelines) {
        json.writeStartObject();
        json.writeNumberField("span", timeline.spanNanos());
        json.writeArrayFieldStart("lanes");
        for (Lane lane : timeline.lanes()) {
          lane(json, lane, timeline.spanNanos());
        }
        json.writeEndArray();
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString().replace("<", "\\u003c");
  }

  private static void strings(JsonGenerator json, String field, Iterable<String> values)
      throws IOException {
    json.writeArrayFieldStart(field);
    for (String value : values) {
      json.writeString(value);
    }
    json.writeEndArray();
  }

  /** Four numbers for each bar: start, duration, name, group. */
  private void lane(JsonGenerator json, Lane lane, long spanNanos) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", lane.name());
    json.writeBooleanField("link", lane.isLink());
    json.writeArrayFieldStart("bars");
    long busy = 0;
    for (Bar bar : lane.bars()) {
      json.writeNumber(bar.startNanos());
      json.writeNumber(bar.endNanos() - bar.startNanos());
      json.writeNumber(names.get(bar.name()));
      json.writeNumber(groups.get(bar.group()));
      busy += bar.group().equals(WAIT) ? 0 : bar.endNanos() - bar.startNanos();
    }
    json.writeEndArray();
    json.writeStringField(
        "busy", String.format(Locale.ROOT, "%.0f%%", 100.0 * busy / Math.max(1, spanNanos)));
    json.writeEndObject();
  }
}
