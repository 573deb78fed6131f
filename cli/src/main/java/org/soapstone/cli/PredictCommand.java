package org.soapstone.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Says what a trained model makes of each image. */
@Command(
    name = "predict",
    description =
        "Use a trained model: load a checkpoint and say of each image the class, or the values.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    abbreviateSynopsis = true,
    sortOptions = false,
    footer = {"", "Example:", "  soapstone predict lenet --checkpoint saved --data digits.npy"})
final class PredictCommand implements Runnable {
  @Mixin private Console console;
  @Mixin private TrainedModel trained;

  @Override
  public void run() {
    console.result(trained.use(this::predict, true));
  }

  private ObjectNode predict(TrainedModel.Use use) {
    ObjectNode object = Console.object().put("model", use.model().name()).put("steps", use.steps());
    ArrayNode predictions = object.putArray("predictions");
    boolean classes = use.model().losses().getFirst().tellsClass();
    console.line(classes ? "image,class,probability" : "image,values");
    use.inference()
        .predict((index, values) -> {
          ObjectNode prediction = predictions.addObject().put("image", index);
          if (classes) {
            int greatest = greatest(values);
            prediction.put("class", greatest);
            Json.put(prediction, "probability", values[greatest]);
            console.line("%d,%d,%.6f", index, greatest, values[greatest]);
          } else {
            ArrayNode list = prediction.putArray("values");
            Arrays.stream(values).forEach(list::add);
            console.line("%d,%s", index, text(values));
          }
        });
    return object;
  }

  private static int greatest(double[] values) {
    int greatest = 0;
    for (int i = 1; i < values.length; i++) {
      greatest = values[i] > values[greatest] ? i : greatest;
    }
    return greatest;
  }

  private static String text(double[] values) {
    return Arrays.stream(values)
        .mapToObj(value -> String.format(Locale.ROOT, "%.6g", value))
        .collect(Collectors.joining(","));
  }
}
