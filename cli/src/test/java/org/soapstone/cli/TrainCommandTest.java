package org.soapstone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
final class TrainCommandTest {
  private static final String ON_ALL = " --devices " + Invocation.DEVICES;

  @TempDir private Path folder;

  /** Few images, so that an evaluation is short. */
  private Path images() throws IOException {
    return IdxFiles.write(folder.resolve("images"), 600, true);
  }

  @Test
  void searchesTrainsAndCompares() throws IOException {
    Path report = folder.resolve("report");
    Path plan = folder.resolve("plan.json");
    Path profile = folder.resolve("profile.json");
    JsonNode done =
        Invocation.line(
                "train lenet --costs analytic --proposals 20 --steps 12 --batch 16 --json"
                    + ON_ALL
                    + " --report "
                    + report
                    + " --profile "
                    + profile
                    + " --out "
                    + plan
                    + " --data",
                images())
            .json();
    assertThat(ImmutableList.copyOf(done.fieldNames()))
        .containsExactly(
            "model",
            "machine",
            "devices",
            "batch",
            "steps",
            "seconds",
            "samplesPerSecond",
            "predictedStepNanos",
            "measuredStepNanos",
            "predictionError",
            "trainingStepNanos",
            "lowerBoundNanos",
            "peakMemoryBytes",
            "firstLoss",
            "lastLoss",
            "accuracy",
            "dataParallelStepNanos",
            "measuredSpeedupOverDataParallel",
            "strategy");
    assertThat(done.get("steps").intValue()).isEqualTo(12);
    assertThat(done.get("devices").asText()).isEqualTo(Invocation.DEVICES);
    double predicted = done.get("predictedStepNanos").doubleValue();
    double measured = done.get("measuredStepNanos").doubleValue();
    assertThat(done.get("predictionError").doubleValue())
        .isEqualTo((predicted - measured) / measured);
    assertThat(done.get("accuracy").doubleValue()).isBetween(0.0, 1.0);
    assertThat(done.get("strategy").toString().replaceAll("\\s", ""))
        .isEqualTo(Files.readString(plan).replaceAll("\\s", ""));
    Pages.requireSelfContained(
        report, "Training lenet on local", "conv1", "training loss", "Questions to the mapper");
    assertThat(profile).content().contains("traceEvents", "analysis of", "\"mapper\"", "conv1");
  }

  @Test
  void learnsDrawnDigitsWithMeasuredCosts() throws IOException {
    Invocation trained =
        Invocation.line("train lenet --strategy data-parallel --steps 5" + ON_ALL).succeeds();
    assertThat(trained.out())
        .contains("strategy: data-parallel")
        .contains("5 steps in")
        .containsPattern("accuracy \\d+\\.\\d %")
        .containsPattern("a step: predicted .*, measured .*, error [+-]\\d+\\.\\d %")
        .contains("the strategy is data parallelism");
    assertThat(trained.err()).contains("epoch 1: loss");
    JsonNode prediction =
        Invocation.line("simulate lenet --strategy data-parallel --json" + ON_ALL).json();
    assertThat(prediction.get("stepNanos").longValue()).isPositive();
  }

  @Test
  void theLossFallsAndNothingIsComparedWhenNotWanted() throws IOException {
    JsonNode done =
        Invocation.line(
                "train lenet --costs analytic --strategy single --batch 20 --epochs 2 --json"
                    + " --no-compare --data",
                images())
            .json();
    assertThat(done.get("steps").intValue()).isEqualTo(2 * (480 / done.get("batch").intValue()));
    assertThat(done.get("lastLoss").doubleValue()).isLessThan(done.get("firstLoss").doubleValue());
    assertThat(done.get("measuredStepNanos")).isEqualTo(done.get("trainingStepNanos"));
    assertThat(done.get("dataParallelStepNanos").isNull()).isTrue();
    assertThat(done.get("measuredSpeedupOverDataParallel").isNull()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"local", "local-split"})
  void whatRanIsWhatWasSimulated(String machine) throws IOException {
    Path plan = folder.resolve("plan.json");
    Path live = folder.resolve("live.json");
    Path simulated = folder.resolve("simulated.json");
    // The plan is one for 'local' and is used as it is on the other machine.
    Invocation.line(
            "search lenet --costs analytic --proposals 30 --seed 2 --batch 16 --out "
                + plan
                + ON_ALL)
        .succeeds();
    String common = " lenet --costs analytic --batch 16 --machine " + machine + ON_ALL;
    Invocation.line(
            "train"
                + common
                + " --steps 5 --no-compare --strategy "
                + plan
                + " --record "
                + live
                + " --data",
            images())
        .succeeds();
    Invocation.line("simulate" + common + " --strategy " + plan + " --record " + simulated)
        .succeeds();
    Path drawn = folder.resolve("live.dot");
    Invocation.line("graph dot", live, "--out", drawn).succeeds();
    assertThat(drawn).content().startsWith("digraph soapstone {").endsWith("}\n");
    assertThat(Invocation.line("graph dot", live).succeeds().out())
        .isEqualTo(Files.readString(drawn));
    Invocation same = Invocation.line("graph diff", live, simulated).succeeds();
    assertThat(same.out() + same.err()).isEmpty();
    JsonNode json = Invocation.line("graph diff --json", live, simulated).json();
    assertThat(ImmutableList.copyOf(json.fieldNames()))
        .containsExactly("equal", "nodes", "edges", "differences");
    assertThat(json.get("equal").booleanValue()).isTrue();
    assertThat(json.get("nodes").intValue()).isGreaterThan(40);
    assertThat(json.get("edges").intValue()).isGreaterThan(40);

    Path other = folder.resolve("other.json");
    Invocation.line("simulate" + common + " --strategy channel-split --record " + other).succeeds();
    Invocation different = Invocation.line("graph diff", live, other);
    assertThat(different.status()).isEqualTo(Invocation.DEVICES.equals("1") ? 0 : 2);
  }

  @Test
  void twoRunsGiveEqualCheckpoints() throws IOException {
    Path one = folder.resolve("one");
    Path two = folder.resolve("two");
    Path other = folder.resolve("other");
    String last = "step-000000004.checkpoint";
    String words =
        "train lenet --costs analytic --strategy height-split --steps 4 --seed 9 --no-compare"
            + " --data "
            + images()
            + ON_ALL
            + " --checkpoint";
    assertThat(Invocation.line(words, one).succeeds().out()).contains("checkpoint saved to " + one);
    Invocation.line(words, two).succeeds();
    assertThat(one.resolve(last)).hasSameBinaryContentAs(two.resolve(last));
    Invocation.line(words.replace("--seed 9", "--seed 8"), other).succeeds();
    assertThat(Files.mismatch(one.resolve(last), other.resolve(last))).isNotNegative();
  }

  @Test
  void goesOnEvaluatesAndPredicts() throws IOException {
    String common =
        "lenet --batch 16 --strategy data-parallel --data " + images() + ON_ALL + " --checkpoint ";
    String train =
        "train --costs analytic --no-compare --optimizer adamw --clip 1 --micro-batches 2"
            + " --warm-up 2 --schedule step:0.5:4 --epochs 2 --steps 12 ";
    Path whole = folder.resolve("whole");
    Path torn = folder.resolve("torn");
    Invocation.line(train + common + whole).succeeds();
    Invocation begun = Invocation.line(train.replace("12", "7") + "--every 3 " + common + torn);
    begun.succeeds();
    Files.delete(torn.resolve("step-000000007.checkpoint"));
    Invocation resumed = Invocation.line(train + "--resume " + common + torn).succeeds();
    assertThat(resumed.err()).contains("going on after step 6 of 12");
    String last = "step-000000012.checkpoint";
    assertThat(whole.resolve(last)).hasSameBinaryContentAs(torn.resolve(last));
    assertThat(Invocation.line(train + "--resume --rate 0.5 " + common + torn).complains(2))
        .contains("is not of this training: its step is StepRule");
    assertThat(Invocation.line(train + "--resume " + common + torn).complains(2))
        .contains("has 12 steps done already");

    JsonNode evaluated = Invocation.line("evaluate --json " + common + torn).json();
    assertThat(ImmutableList.copyOf(evaluated.fieldNames()))
        .containsExactly(
            "model", "steps", "samples", "loss", "perplexity", "accuracy", "topFiveAccuracy");
    assertThat(evaluated.get("steps").intValue()).isEqualTo(12);
    assertThat(evaluated.get("samples").intValue()).isEqualTo(120);
    JsonNode predicted = Invocation.line("predict --json " + common + whole).json();
    assertThat(predicted.get("predictions")).hasSize(600);
    assertThat(predicted.get("predictions").get(599).get("class").intValue()).isBetween(0, 9);
    assertThat(Invocation.line("predict " + common + whole).succeeds().out())
        .startsWith("image,class,probability\n0,");
    assertThat(
            Invocation.line("evaluate alexnet --kernels reference --checkpoint " + torn)
                .complains(2))
        .contains("it is of model 'lenet', not 'alexnet'");
  }

  @Test
  void updateOptionsAreChecked() throws IOException {
    String words = "train lenet --costs analytic --steps 5 --data " + images() + " ";
    assertThat(Invocation.line(words + "--optimizer adagrad").complains(2))
        .contains("take one of sgd, nesterov, adam, adamw");
    assertThat(Invocation.line(words + "--schedule step:x:2").complains(2))
        .contains("take constant, linear, cosine or step:F:N");
    assertThat(Invocation.line(words + "--warm-up 5").complains(2)).contains("from 0 to 4");
    assertThat(Invocation.line(words + "--optimizer adam --momentum 0.5").complains(2))
        .contains("--momentum is of sgd and nesterov");
    assertThat(Invocation.line(words + "--micro-batches 3 --global-batch 64").complains(2))
        .contains("give a multiple of 3");
    assertThat(Invocation.line(words + "--resume").complains(2)).contains("give --checkpoint DIR");
  }

  @Test
  void float64RunsOnTheReferenceKernels() throws IOException {
    JsonNode done =
        Invocation.line(
                "train lenet --dtype float64 --costs analytic --strategy expert --global-batch 4"
                    + " --steps 2 --no-compare --json --data",
                IdxFiles.write(folder.resolve("few"), 20, false))
            .json();
    assertThat(done.get("steps").intValue()).isEqualTo(2);
    assertThat(done.get("lastLoss").doubleValue()).isPositive();
  }

  @Test
  void aTrainingThatDivergesEndsWithStatus4() throws IOException {
    Invocation trained =
        Invocation.line(
            "train lenet --costs analytic --strategy single --rate 1e30 --steps 5 --data",
            images());
    assertThat(trained.complains(4)).contains("the loss is", "lower the learning rate");
  }
}
