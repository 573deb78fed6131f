package org.soapstone.simulator.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.soapstone.simulator.report.ReportData.Edge;
import org.soapstone.simulator.report.ReportData.StrategyRow;

/**
 * Draws a strategy on its operator graph: an operator is a box, in the row below the last of those
 * it takes data from; below its name are its tiles, coloured by their processors. Immutable.
 */
final class GraphSection {
  private static final int BOX_WIDTH = 132;
  private static final int BOX_HEIGHT = 34;
  private static final int GAP_X = 14;
  private static final int GAP_Y = 22;
  private static final int TILE_HEIGHT = 9;
  private static final int LONGEST_NAME = 20;

  private final List<StrategyRow> rows;
  private final List<Edge> edges;
  private final Map<String, Integer> numbers = new LinkedHashMap<>();
  private final int[] x;
  private final int[] y;
  private int width;
  private int height;

  GraphSection(List<StrategyRow> rows, List<Edge> edges) {
    this.rows = rows;
    this.edges = edges;
    for (StrategyRow row : rows) {
      numbers.put(row.operator(), numbers.size());
    }
    x = new int[rows.size()];
    y = new int[rows.size()];
    place();
  }

  /** Edges lead from earlier to later operators, so that one pass over them in order is enough. */
  private void place() {
    int[] depth = new int[rows.size()];
    List<List<Integer>> before = new ArrayList<>();
    rows.forEach(_ -> before.add(new ArrayList<>()));
    for (Edge edge : edges) {
      before.get(numbers.get(edge.to())).add(numbers.get(edge.from()));
    }
    List<Integer> used = new ArrayList<>();
    for (int op = 0; op < depth.length; op++) {
      for (int from : before.get(op)) {
        depth[op] = Math.max(depth[op], depth[from] + 1);
      }
      while (used.size() <= depth[op]) {
        used.add(0);
      }
      int column = used.get(depth[op]);
      used.set(depth[op], column + 1);
      x[op] = column * (BOX_WIDTH + GAP_X) + 1;
      y[op] = depth[op] * (BOX_HEIGHT + GAP_Y) + 1;
      width = Math.max(width, x[op] + BOX_WIDTH + 1);
      height = Math.max(height, y[op] + BOX_HEIGHT + 1);
    }
    for (int op = 0; op < depth.length; op++) {
      x[op] += (width - used.get(depth[op]) * (BOX_WIDTH + GAP_X) + GAP_X) / 2;
    }
  }

  void writeTo(StringBuilder out) {
    out.append("<section><h2>Strategy on the operator graph</h2><p class=\"hint\">each operator's")
        .append(" tiles, coloured by their processors</p><div class=\"scroll graph\"><svg width=\"")
        .append(width)
        .append("\" height=\"")
        .append(height)
        .append("\" role=\"img\">\n");
    edges.forEach(edge -> edge(out, numbers.get(edge.from()), numbers.get(edge.to())));
    for (int op = 0; op < rows.size(); op++) {
      box(out, op);
    }
    out.append("</svg></div></section>\n");
  }

  private void edge(StringBuilder out, int from, int to) {
    int startX = x[from] + BOX_WIDTH / 2;
    int startY = y[from] + BOX_HEIGHT;
    int endX = x[to] + BOX_WIDTH / 2;
    int middle = (startY + y[to]) / 2;
    out.append(
        "<path class=\"edge\" d=\"M%d %dC%d %d %d %d %d %d\"/>%n"
            .formatted(startX, startY, startX, middle, endX, middle, endX, y[to]));
  }

  private void box(StringBuilder out, int op) {
    StrategyRow row = rows.get(op);
    out.append("<g><title>")
        .append(HtmlPage.escape(row.operator() + " (" + row.kind() + "): " + row.degrees()))
        .append(
            "</title><rect class=\"box\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"4\"/>"
                .formatted(x[op], y[op], BOX_WIDTH, BOX_HEIGHT))
        .append("<text x=\"%d\" y=\"%d\">".formatted(x[op] + 6, y[op] + 15))
        .append(HtmlPage.escape(shortened(row.operator())))
        .append("</text>");
    int tiles = row.processors().size();
    double each = (BOX_WIDTH - 12.0) / tiles;
    for (int t = 0; t < tiles; t++) {
      out.append(
          String.format(
              java.util.Locale.ROOT,
              "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"var(--g%d)\"/>",
              x[op] + 6 + t * each,
              y[op] + BOX_HEIGHT - TILE_HEIGHT - 4,
              Math.max(1, each - (tiles > 32 ? 0 : 1)),
              TILE_HEIGHT,
              Math.floorMod(row.processors().get(t), HtmlPage.COLOURS)));
    }
    out.append("</g>\n");
  }

  private static String shortened(String name) {
    return name.length() <= LONGEST_NAME
        ? name
        : "…" + name.substring(name.length() - LONGEST_NAME + 1);
  }
}
