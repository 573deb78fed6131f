package org.soapstone.dnn.zoo;

import java.util.ArrayList;
import java.util.List;
import org.soapstone.dnn.Block;
import org.soapstone.dnn.Model;
import org.soapstone.dnn.operators.Embedding.Bag;
import org.soapstone.dnn.operators.Initializer;
import org.soapstone.dnn.operators.Tensor;

/**
 * Naumov et al., "Deep Learning Recommendation Model for Personalization and Recommendation
 * Systems" (2019), as FlexFlow's example has it: a perceptron on the values, a bag of rows of each
 * table, and a perceptron without bias on all of them one behind the other. 256,024,960 parameters.
 */
final class Recommender {
  private static final Initializer START = Initializer.GLOROT_UNIFORM;
  private static final int CLASSES = 2;

  static final Settings SETTINGS =
      Settings.of(
          Setting.of("tables", 4, "tables, one for each kind of thing"),
          Setting.of("rows", 1_000_000, "rows of a table"),
          Setting.of("channels", 64, "columns of a table, units of the perceptrons"),
          Setting.of("bag", 1, "rows of a table that a sample names"),
          Setting.of("values", 4, "values of a sample"));

  private Recommender() {}

  static void layers(Model model, Settings settings) {
    long channels = settings.get("channels");
    Tensor x = model.input("values", settings.get("values"));
    Block bottom = model.block("bottom");
    x = dense(bottom, "2", dense(bottom, "1", x, channels), channels);
    List<Tensor> all = new ArrayList<>(List.of(x));
    Block tables = model.block("tables");
    for (int table = 1; table <= settings.get("tables"); table++) {
      Tensor rows = model.tokens("rows" + table, settings.get("bag"), settings.get("rows"));
      all.add(tables.embeddingBag("table" + table, rows, settings.get("rows"), channels, Bag.SUM));
    }
    Block top = model.block("top");
    x = dense(top, "1", top.concat("concat", -1, all), channels);
    Tensor logits = top.linearWithoutBias("linear2", x, CLASSES, START);
    model.softmaxCrossEntropy("loss", logits);
  }

  private static Tensor dense(Block block, String name, Tensor x, long channels) {
    return block.relu("relu" + name, block.linearWithoutBias("linear" + name, x, channels, START));
  }
}
