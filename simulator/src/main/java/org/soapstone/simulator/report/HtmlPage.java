package org.soapstone.simulator.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.soapstone.simulator.report.ReportData.Fact;
import org.soapstone.simulator.report.ReportData.Figure;
import org.soapstone.simulator.report.ReportData.StrategyRow;

/** Writes the page of a report: the frame, the figures and the tables. */
final class HtmlPage {
  /** The colours of processors and kinds; there are so many in the style sheet. */
  static final int COLOURS = 12;

  private final ReportData data;
  private final StringBuilder out = new StringBuilder();

  HtmlPage(ReportData data) {
    this.data = data;
  }

  String text() {
    out.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>")
        .append(escape(data.title()))
        .append("</title>\n<style>\n")
        .append(resource("report.css"))
        .append("</style>\n</head>\n<body>\n<main>\n<header><h1>")
        .append(escape(data.title()))
        .append("</h1>");
    if (!data.subtitle().isEmpty()) {
      out.append("<p>").append(escape(data.subtitle())).append("</p>");
    }
    out.append("</header>\n");
    figures();
    TimelineSection timelines = new TimelineSection(data.timelines());
    timelines.writeTo(out);
    charts();
    if (!data.edges().isEmpty()) {
      new GraphSection(data.strategy(), data.edges()).writeTo(out);
    }
    strategy();
    facts();
    out.append("<footer>Written by Soapstone.</footer>\n</main>\n");
    if (!data.timelines().isEmpty()) {
      out.append("<div id=\"tip\"></div>\n<script type=\"application/json\" id=\"timelines\">")
          .append(timelines.json())
          .append("</script>\n<script>\n")
          .append(resource("report.js"))
          .append("</script>\n");
    }
    return out.append("</body>\n</html>\n").toString();
  }

  private void figures() {
    if (data.figures().isEmpty()) {
      return;
    }
    out.append("<div class=\"figures\">\n");
    for (Figure figure : data.figures()) {
      out.append("<div class=\"figure\"><div class=\"label\">")
          .append(escape(figure.label()))
          .append("</div><div class=\"value\">")
          .append(escape(figure.value()))
          .append("</div><div class=\"note\">")
          .append(escape(figure.note()))
          .append("</div></div>\n");
    }
    out.append("</div>\n");
  }

  private void charts() {
    if (data.search().isEmpty() && data.loss().isEmpty()) {
      return;
    }
    out.append("<div class=\"charts\">\n");
    chart("Search", "predicted step of the best plan, over seconds of search", data.search(), true);
    chart("Loss", "over training steps", data.loss(), false);
    out.append("</div>\n");
  }

  private void chart(String title, String hint, List<ReportData.Series> series, boolean isTime) {
    if (!series.isEmpty()) {
      out.append("<section><h2>")
          .append(title)
          .append("</h2><p class=\"hint\">")
          .append(hint)
          .append("</p>");
      new LineChart(series, isTime).writeTo(out);
      out.append("</section>\n");
    }
  }

  private void strategy() {
    if (data.strategy().isEmpty()) {
      return;
    }
    boolean updates = data.strategy().stream().anyMatch(row -> !row.updateDegrees().isEmpty());
    out.append("<section><h2>Strategy</h2><div class=\"scroll\"><table>\n<tr>")
        .append("<th>Operator</th><th>Kind</th><th>Split</th><th>Processors, tile by tile</th>")
        .append(updates ? "<th>Update split</th><th>Processors</th>" : "")
        .append("</tr>\n");
    for (StrategyRow row : data.strategy()) {
      out.append("<tr><td class=\"name\">")
          .append(escape(row.operator()))
          .append("</td><td class=\"kind\">")
          .append(escape(row.kind()))
          .append("</td><td>")
          .append(escape(row.degrees()))
          .append("</td><td>");
      processors(row.processors());
      if (updates) {
        out.append("</td><td class=\"soft\">")
            .append(escape(row.updateDegrees()))
            .append("</td><td>");
        processors(row.updateProcessors());
      }
      out.append("</td></tr>\n");
    }
    out.append("</table></div></section>\n");
  }

  private void processors(List<Integer> processors) {
    for (int processor : processors) {
      out.append("<span class=\"p\" style=\"background:var(--g")
          .append(Math.floorMod(processor, COLOURS))
          .append(")\">")
          .append(processor)
          .append("</span>");
    }
  }

  private void facts() {
    if (data.facts().isEmpty()) {
      return;
    }
    out.append("<section><h2>Machine and run</h2><div class=\"scroll\"><table>\n");
    for (Fact fact : data.facts()) {
      out.append("<tr><td class=\"facts\">")
          .append(escape(fact.name()))
          .append("</td><td>")
          .append(escape(fact.value()))
          .append("</td></tr>\n");
    }
    out.append("</table></div></section>\n");
  }

  /** {@return a text in which nothing is markup, for elements and quoted attributes} */
  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  private static String resource(String name) {
    try (InputStream in = HtmlPage.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(
            "resource " + name + " is missing beside " + HtmlPage.class.getName());
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
