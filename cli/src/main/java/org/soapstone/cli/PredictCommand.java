package org.soapstone.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.soapstone.dnn.data.SampleForm;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Says what a trained model makes of each image. */
@Command(
    name = "predict",
    description =
        "Use a trained model: load a checkpoint and say of each sample the class, the class of each"
            + " position, or the values.",
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
    SampleForm form = use.model().sampleForm();
    if (classes && form.labels() > 1) {
      sequences(use, form.classes(), predictions);
      return object;
    }
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

  /** Says the class of each position of each sample. */
  private void sequences(TrainedModel.Use use, int classes, ArrayNode predictions) {
    console.line("sample,classes");
    use.inference()
        .predict((index, values) -> {
          ArrayNode told = predictions.addObject().put("sample", index).putArray("classes");
          for (int from = 0; from < values.length; from += classes) {
            told.add(greatest(values, from, from + classes) - from);
          }
          console.line("%d,%s", index, text(told));
        });
  }

  private static String text(ArrayNode numbers) {
    StringBuilder text = new StringBuilder();
    numbers.forEach(number -> text.append(text.isEmpty() ? "" : " ").append(number.asInt()));
    return text.toString();
  }

  private static int greatest(double[] values) {
    return greatest(values, 0, values.length);
  }

  private static int greatest(double[] values, int from, int to) {
    int greatest = from;
    for (int i = from + 1; i < to; i++) {
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
