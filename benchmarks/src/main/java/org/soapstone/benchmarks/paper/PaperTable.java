package org.soapstone.benchmarks.paper;

import java.util.ArrayList;
import java.util.List;

/**
 * One table, with what was predicted beside what the paper has.
 *
 * @param name a word for files, such as {@code figure6-fit}
 * @param title a line for people
 * @param columns the columns' names, with units
 * @param rows the cells, each a {@link String}, {@link Integer}, {@link Long} or {@link Double}
 * @param notes what follows from the rows, a line each
 */
public record PaperTable(
    String name, String title, List<String> columns, List<List<Object>> rows, List<String> notes) {

  /** Copies the lists and checks that rows are as long as the header. */
  public PaperTable {
    columns = List.copyOf(columns);
    rows = rows.stream().map(List::copyOf).toList();
    notes = List.copyOf(notes);
    for (List<Object> row : rows) {
      if (row.size() != columns.size()) {
        throw new IllegalArgumentException(
            "table '%s' has columns %s, but a row %s; give a cell for each"
                .formatted(name, columns, row));
      }
    }
  }

  /** Collects the rows of a table. */
  static final class Builder {
    private final String name;
    private final String title;
    private final List<String> columns;
    private final List<List<Object>> rows = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    Builder(String name, String title, String... columns) {
      this.name = name;
      this.title = title;
      this.columns = List.of(columns);
    }

    void row(Object... cells) {
      rows.add(List.of(cells));
    }

    void note(String note) {
      notes.add(note);
    }

    PaperTable build() {
      return new PaperTable(name, title, columns, rows, notes);
    }
  }
}
