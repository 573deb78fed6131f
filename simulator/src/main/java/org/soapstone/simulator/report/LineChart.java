package org.soapstone.simulator.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.soapstone.simulator.report.ReportData.Series;
import org.soapstone.simulator.report.ReportData.XY;

/** A line chart as a drawing without script. */
final class LineChart {
  private static final int WIDTH = 520;
  private static final int HEIGHT = 250;
  private static final int LEFT = 64;
  private static final int RIGHT = 12;
  private static final int TOP = 8;
  private static final int BOTTOM = 26;
  private static final int TICKS = 5;

  /** More points than the chart has pixels are averaged. */
  private static final int MOST_POINTS = 600;

  private final List<Series> series;
  private final boolean isTime;
  private final double lowX;
  private final double highX;
  private final double lowY;
  private final double highY;

  /** A chart of curves with at least one point; {@code isTime} says that values are nanoseconds. */
  LineChart(List<Series> series, boolean isTime) {
    this.series =
        series.stream().filter(each -> !each.points().isEmpty()).map(LineChart::thinned).toList();
    this.isTime = isTime;
    lowX = isTime ? Math.min(0, least(XY::x)) : least(XY::x);
    highX = Math.max(-least(point -> -point.x()), lowX + Math.ulp(lowX) + 1e-9);
    double least = least(XY::y);
    double most = -least(point -> -point.y());
    double margin = most > least ? 0.06 * (most - least) : Math.max(1e-9, 0.1 * Math.abs(most));
    lowY = least >= 0 ? Math.max(0, least - margin) : least - margin;
    highY = most + margin;
  }

  private double least(ToDoubleFunction<XY> coordinate) {
    return series.stream()
        .flatMap(each -> each.points().stream())
        .mapToDouble(coordinate)
        .filter(Double::isFinite)
        .min()
        .orElse(0);
  }

  private static Series thinned(Series full) {
    int count = full.points().size();
    if (count <= MOST_POINTS || full.isSteps()) {
      return full;
    }
    List<XY> points = new ArrayList<>(MOST_POINTS);
    for (int i = 0; i < MOST_POINTS; i++) {
      List<XY> bucket =
          full.points()
              .subList(
                  (int) ((long) i * count / MOST_POINTS), (int) ((i + 1L) * count / MOST_POINTS));
      points.add(
          new XY(
              bucket.getFirst().x(), bucket.stream().mapToDouble(XY::y).average().orElseThrow()));
    }
    return new Series(full.name(), false, points);
  }

  void writeTo(StringBuilder out) {
    if (series.size() > 1) {
      out.append("<div class=\"legend\">");
      for (int s = 0; s < series.size(); s++) {
        out.append("<span><i style=\"background:var(--")
            .append(colour(s))
            .append(")\"></i>")
            .append(HtmlPage.escape(series.get(s).name()))
            .append("</span>");
      }
      out.append("</div>");
    }
    out.append("<svg viewBox=\"0 0 %d %d\" width=\"100%%\">".formatted(WIDTH, HEIGHT));
    axes(out);
    for (int s = 0; s < series.size(); s++) {
      curve(out, series.get(s), colour(s));
    }
    out.append("</svg>");
  }

  private static String colour(int number) {
    return "g" + number % HtmlPage.COLOURS;
  }

  private void axes(StringBuilder out) {
    double stepY = step(highY - lowY);
    for (double y = Math.ceil(lowY / stepY) * stepY; y <= highY; y += stepY) {
      out.append(
          String.format(
              Locale.ROOT,
              "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/><text class=\"small\" x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>",
              LEFT,
              WIDTH - RIGHT,
              y(y),
              y(y),
              LEFT - 8,
              y(y) + 4,
              label(y, stepY)));
    }
    double stepX = step(highX - lowX);
    for (double x = Math.ceil(lowX / stepX) * stepX; x <= highX; x += stepX) {
      out.append(
          String.format(
              Locale.ROOT,
              "<text class=\"small\" x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
              x(x),
              HEIGHT - 8,
              plain(x, stepX) + (isTime ? " s" : "")));
    }
    out.append(
        String.format(
            Locale.ROOT,
            "<line class=\"axis\" x1=\"%d\" x2=\"%d\" y1=\"%d\" y2=\"%d\"/>",
            LEFT,
            WIDTH - RIGHT,
            HEIGHT - BOTTOM,
            HEIGHT - BOTTOM));
  }

  private void curve(StringBuilder out, Series curve, String colour) {
    out.append("<polyline class=\"line\" stroke=\"var(--").append(colour).append(")\" points=\"");
    double before = Double.NaN;
    for (XY point : curve.points()) {
      if (Double.isFinite(point.y())) {
        if (curve.isSteps() && !Double.isNaN(before)) {
          out.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(point.x()), before));
        }
        before = y(point.y());
        out.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(point.x()), before));
      }
    }
    out.append("\"/>");
    XY last = curve.points().getLast();
    if (Double.isFinite(last.y())) {
      out.append(
          String.format(
              Locale.ROOT,
              "<circle class=\"dot\" cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\" fill=\"var(--%s)\"><title>%s</title></circle>",
              x(last.x()),
              y(last.y()),
              colour,
              HtmlPage.escape(curve.name())
                  + ": "
                  + (isTime
                      ? Units.nanos(last.y())
                      : String.format(Locale.ROOT, "%.4g", last.y()))));
    }
  }

  private double x(double value) {
    return LEFT + (value - lowX) / (highX - lowX) * (WIDTH - LEFT - RIGHT);
  }

  private double y(double value) {
    return HEIGHT - BOTTOM - (value - lowY) / (highY - lowY) * (HEIGHT - TOP - BOTTOM);
  }

  /** A round distance between ticks. */
  private static double step(double range) {
    double rough = range / TICKS;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    for (double factor : new double[] {1, 2, 5}) {
      if (factor * power >= rough) {
        return factor * power;
      }
    }
    return 10 * power;
  }

  private String label(double value, double step) {
    if (!isTime) {
      return plain(value, step);
    }
    double scale = highY >= 1e9 ? 1e9 : highY >= 1e6 ? 1e6 : highY >= 1e3 ? 1e3 : 1;
    String unit = highY >= 1e9 ? "s" : highY >= 1e6 ? "ms" : highY >= 1e3 ? "µs" : "ns";
    return plain(value / scale, step / scale) + " " + unit;
  }

  /** With as many decimals as neighbouring ticks need to differ. */
  private static String plain(double value, double step) {
    int decimals = (int) Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
    return String.format(Locale.ROOT, "%." + Math.min(9, decimals) + "f", value == 0 ? 0 : value);
  }
}
