package org.soapstone.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trains on texts by the command: the short form of training on real ones. */
class TextTrainingTest {
  private static final String SMALL =
      " --strategy data-parallel --kernels reference --costs analytic --no-compare --json";

  @TempDir private Path folder;
  private Path learnt;
  private Path other;

  /** Sentences in which each word says much of the next. */
  @BeforeEach
  void write() throws IOException {
    learnt = Files.writeString(folder.resolve("learnt.txt"), sentences(1, 300));
    other = Files.writeString(folder.resolve("other.txt"), sentences(2, 100));
  }

  private static String sentences(long seed, int count) {
    SplittableRandom random = new SplittableRandom(seed);
    String[][] places = {
      {"the", "a"}, {"small", "old", "red"}, {"dog", "cat", "fox"}, {"sees", "likes"}, {"it", "me"}
    };
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      for (String[] words : places) {
        text.append(words[random.nextInt(words.length)]).append(' ');
      }
      text.append('\n');
    }
    return text.toString();
  }

  @Test
  void languageModelsBeatCounts() {
    String recurrent = "rnnlm:vocabulary=20,layers=1,hidden=24,steps=6,block=3";
    Path saved = folder.resolve("saved");
    JsonNode trained =
        Invocation.line(
                "train " + recurrent + " --global-batch 10 --rate 0.01 --epochs 8" + SMALL,
                "--data",
                learnt,
                "--test-data",
                other,
                "--checkpoint",
                saved)
            .json();
    double unigram = trained.get("unigramPerplexity").doubleValue();
    assertThat(unigram).isBetween(9.0, 13.0);
    assertThat(trained.get("perplexity").doubleValue()).isLessThan(0.3 * unigram);
    assertThat(trained.get("trigramPerplexity").doubleValue()).isLessThan(0.3 * unigram);
    JsonNode evaluated =
        Invocation.line(
                "evaluate " + recurrent + " --global-batch 7 --kernels reference --json",
                "--data",
                learnt,
                "--test-data",
                other,
                "--checkpoint",
                saved)
            .json();
    assertThat(evaluated.get("perplexity").doubleValue())
        .isCloseTo(trained.get("perplexity").doubleValue(), within(1e-3));
    JsonNode predicted =
        Invocation.line(
                "predict " + recurrent + " --global-batch 7 --kernels reference --json",
                "--data",
                other,
                "--checkpoint",
                saved)
            .json();
    assertThat(predicted.at("/predictions/0/classes")).hasSize(6);
    assertThat(predicted.get("predictions").size()).isBetween(95, 100);
    JsonNode attending =
        Invocation.line(
                "train gpt2:vocabulary=20,layers=1,hidden=24,heads=2,steps=12"
                    + " --global-batch 10 --rate 0.01 --epochs 8"
                    + SMALL,
                "--data",
                learnt,
                "--test-data",
                other)
            .json();
    assertThat(attending.get("perplexity").doubleValue()).isLessThan(0.3 * unigram);
  }

  @Test
  void textsAreToldApart() throws IOException {
    Path texts = Files.createDirectory(folder.resolve("texts"));
    Files.writeString(texts.resolve("against"), sentences(3, 200).replace("likes", "hates"));
    Files.writeString(texts.resolve("for"), sentences(4, 200).replace("sees", "likes"));
    JsonNode trained =
        Invocation.line(
                "train rnntc:vocabulary=20,layers=1,hidden=16,steps=7,block=4"
                    + " --global-batch 20 --rate 0.01 --epochs 6"
                    + SMALL,
                "--data",
                texts)
            .json();
    assertThat(trained.get("accuracy").doubleValue()).isGreaterThan(0.9);
    assertThat(trained.has("unigramPerplexity")).isFalse();
  }

  @Test
  void whatDoesNotFitIsSaid() {
    assertThat(Invocation.line("train rnnlm --test-data", other).complains(2))
        .contains("there is no --data to train on; give both");
    assertThat(Invocation.line("train nmt:hidden=4,vocabulary=9 --data", learnt).complains(2))
        .contains("no file is read for samples of 40 of 9 words, 40 of 9 words");
    assertThat(Invocation.line("train rnntc:hidden=4 --data", learnt).complains(2))
        .contains("is no folder; give one with a file of texts for each class");
  }
}
