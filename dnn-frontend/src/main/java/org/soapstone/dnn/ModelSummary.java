package org.soapstone.dnn;

import java.util.ArrayList;
import java.util.List;
import org.soapstone.dnn.operators.Operator;
import org.soapstone.dnn.operators.Tensor;
import org.soapstone.dnn.operators.Weight;
import org.soapstone.mapper.soap.OperatorSpace.Dimension;

/** Writes a model as a table. */
final class ModelSummary {
  private static final double MILLION = 1e6;
  private static final List<String> HEAD =
      List.of("layer", "kind", "output", "parameters", "MFLOP/sample", "parallel dimensions");

  private ModelSummary() {}

  static String of(Model model) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEAD);
    for (Operator operator : model.operators()) {
      rows.add(
          List.of(
              operator.name(),
              operator.kind(),
              operator.output().shapeText(),
              parameters(operator, model),
              "%,.2f".formatted(operator.forwardFlops() / model.batch() / MILLION),
              dimensions(operator)));
    }
    rows.add(
        List.of(
            "total",
            "",
            "",
            "%,d".formatted(model.parameters()),
            "%,.2f".formatted(model.forwardFlopsPerSample() / MILLION),
            ""));
    return table(rows);
  }

  /** A shared weight counts where it is first used. */
  private static String parameters(Operator operator, Model model) {
    long shared =
        operator.weights().stream()
            .map(Weight::tensor)
            .filter(model.sharedWeights()::containsKey)
            .mapToLong(Tensor::volume)
            .sum();
    String own = "%,d".formatted(operator.parameters() - shared);
    return shared == 0 ? own : "%s + %,d shared".formatted(own, shared);
  }

  private static String dimensions(Operator operator) {
    List<String> texts = new ArrayList<>();
    for (Dimension dimension : operator.dimensions()) {
      texts.add(dimension.name() + " " + dimension.extent());
    }
    return String.join(", ", texts);
  }

  private static String table(List<List<String>> rows) {
    int[] widths = new int[HEAD.size()];
    for (List<String> row : rows) {
      for (int column = 0; column < widths.length; column++) {
        widths[column] = Math.max(widths[column], row.get(column).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < widths.length; column++) {
        boolean number = column == 3 || column == 4;
        line.append(
            ("%" + (number ? "" : "-") + widths[column] + "s  ").formatted(row.get(column)));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }
}
