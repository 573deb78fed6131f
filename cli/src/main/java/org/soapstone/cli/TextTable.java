package org.soapstone.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** A table in plain text: columns as wide as they must be, numbers to the right. */
final class TextTable {
  private final List<String> header;
  private final List<List<String>> rows = new ArrayList<>();

  TextTable(String... header) {
    this.header = List.of(header);
  }

  TextTable row(Object... cells) {
    List<String> row = new ArrayList<>();
    for (Object cell : cells) {
      row.add(String.valueOf(cell));
    }
    rows.add(row);
    return this;
  }

  void print(PrintWriter out) {
    int[] widths = new int[header.size()];
    boolean[] numeric = new boolean[header.size()];
    for (int c = 0; c < widths.length; c++) {
      int column = c;
      widths[c] = header.get(c).length();
      numeric[c] = !rows.isEmpty();
      rows.forEach(row -> widths[column] = Math.max(widths[column], row.get(column).length()));
      for (List<String> row : rows) {
        numeric[c] &= row.get(c).isEmpty() || Character.isDigit(row.get(c).charAt(0));
      }
    }
    line(out, header, widths, numeric);
    rows.forEach(row -> line(out, row, widths, numeric));
  }

  private static void line(PrintWriter out, List<String> cells, int[] widths, boolean[] numeric) {
    StringBuilder line = new StringBuilder();
    for (int c = 0; c < widths.length; c++) {
      String gap = " ".repeat(widths[c] - cells.get(c).length());
      line.append(c == 0 ? "" : "  ").append(numeric[c] ? gap + cells.get(c) : cells.get(c) + gap);
    }
    out.println(line.toString().stripTrailing());
  }
}
