package org.soapstone.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.soapstone.dnn.data.SampleForm;
import org.soapstone.dnn.operators.BatchMetrics;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Measures a trained model on the images for testing. */
@Command(
    name = "evaluate",
    description = "Measure a trained model: load a checkpoint and go through the test images.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    abbreviateSynopsis = true,
    sortOptions = false,
    footer = {"", "Example:", "  soapstone evaluate lenet --checkpoint saved --data mnist"})
final class EvaluateCommand implements Runnable {
  @Mixin private Console console;
  @Mixin private TrainedModel trained;

  @Override
  public void run() {
    console.result(trained.use(this::evaluate, false));
  }

  private static String what(SampleForm form) {
    return form.isImage() ? "image" : form.labels() > 1 ? "word" : "sample";
  }

  private ObjectNode evaluate(TrainedModel.Use use) {
    BatchMetrics metrics = use.inference().evaluate();
    console.line(
        "%s after %s, on %s of '%s'",
        use.model().name(),
        Figures.count(use.steps(), "step"),
        Figures.count(metrics.count(), what(use.model().sampleForm())),
        use.images().name());
    console.line("loss %.4f, perplexity %.4g", metrics.loss(), metrics.perplexity());
    if (metrics.classified() > 0) {
      console.line(
          "accuracy %s, among the first five %s",
          Figures.percent(metrics.accuracy()), Figures.percent(metrics.topFiveAccuracy()));
    }
    ObjectNode object =
        Console.object()
            .put("model", use.model().name())
            .put("steps", use.steps())
            .put("samples", metrics.count());
    Json.put(object, "loss", metrics.loss());
    Json.put(object, "perplexity", metrics.perplexity());
    Json.put(object, "accuracy", metrics.accuracy());
    Json.put(object, "topFiveAccuracy", metrics.topFiveAccuracy());
    return object;
  }
}
