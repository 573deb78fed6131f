package org.soapstone.dnn.zoo;

import java.util.List;
import org.soapstone.dnn.Model;
import org.soapstone.dnn.operators.Initializer;
import org.soapstone.dnn.operators.Tensor;

/**
 * A mixture of experts on 28x28 digits, as FlexFlow's example has it (after Shazeer et al., ICLR
 * 2017): a gate chooses some experts for each sample, and what they say is added up with its
 * shares. 3,085,055 parameters: experts have no bias.
 */
final class Experts {
  private static final Initializer START = Initializer.GLOROT_UNIFORM;
  private static final int CLASSES = 10;
  private static final int PERCENT = 100;

  static final Settings SETTINGS =
      Settings.of(
          Setting.of("experts", 5, "experts"),
          Setting.of("choices", 2, "experts of a sample"),
          Setting.of("hidden", 784, "units of an expert"),
          Setting.of("capacity", 200, "places of an expert, in percent of an even share"));

  private Experts() {}

  static void layers(Model model, Settings settings) {
    long experts = settings.get("experts");
    long choices = settings.get("choices");
    Tensor x = model.flatten("flatten", model.input("image", 28, 28, 1));
    Tensor gate = model.softmax("gate_softmax", model.linear("gate", x, experts, START), -1);
    List<Tensor> chosen = model.topK("chosen", gate, choices);
    long places =
        Math.ceilDiv(settings.get("capacity") * choices * model.batch(), PERCENT * experts);
    Tensor grouped = model.groupBy("group", x, chosen.get(1), experts, places);
    Tensor told =
        model.relu("relu", model.expertLinear("experts", grouped, settings.get("hidden")));
    Tensor together = model.aggregate("aggregate", told, chosen.get(1), chosen.getFirst());
    model.softmaxCrossEntropy("loss", model.linear("classes", together, CLASSES, START));
  }
}
