package org.soapstone.examples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.soapstone.dnn.Model;
import org.soapstone.dnn.data.LanguageDataset;
import org.soapstone.dnn.data.NGrams;
import org.soapstone.dnn.data.SampleForm.Sequence;
import org.soapstone.dnn.kernels.ReferenceKernels;
import org.soapstone.dnn.lowering.LoweredModel;
import org.soapstone.dnn.operators.Adam;
import org.soapstone.dnn.operators.LearningRate;
import org.soapstone.dnn.operators.Tensor;
import org.soapstone.dnn.training.Trainer;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.machine.Machines;
import org.soapstone.mapper.soap.Strategies;

/**
 * For modelers of text: a transformer of one layer learns which word comes next.
 *
 * <p>What to learn: an input of indices, a label for each position, and a loss over both. A text is
 * read from its file window by window. The words of one sentence follow from its first, which
 * attention sees and counts of neighbours do not.
 */
public final class NextWord {
  private static final int STEPS = 12;
  private static final int BATCH = 16;
  private static final int SENTENCES = 400;
  private static final long SEED = 1;

  private NextWord() {}

  /** {@return the network, for words of a vocabulary} */
  static Model model(int vocabulary) {
    long channels = 32;
    Model model = Model.named("next-word").batch(BATCH);
    Tensor words = model.tokens("words", STEPS, vocabulary);
    Tensor next = model.labels("next", STEPS);
    Tensor x =
        model.add(
            "start",
            model.embedding("word", words, vocabulary, channels),
            model.embedding("place", model.positions("places", STEPS), STEPS, channels));
    Tensor normed = model.layerNorm(x);
    x = model.add("attended", x, model.multiHeadAttention("attention", normed, normed, 4, true));
    Tensor hidden = model.gelu(model.linear("up", model.layerNorm(x), 2 * channels));
    x = model.add("thought", x, model.linear("down", hidden, channels));
    model.softmaxCrossEntropy("loss", model.linear("told", x, vocabulary), next);
    return model;
  }

  /** Writes sentences: who speaks first says how a sentence ends. */
  static Path write(Path file, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < SENTENCES; i++) {
      boolean first = random.nextBoolean();
      text.append(first ? "ann" : "bob").append(random.nextBoolean() ? " often" : " rarely");
      text.append(random.nextBoolean() ? " says" : " hears").append(first ? " yes\n" : " no\n");
    }
    try {
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * {@return the perplexities of a text that was not trained on: the network's, a trigram model's}
   *
   * @param machine a local machine
   * @param folder where texts are written
   */
  static double[] train(Machine machine, Path folder) {
    Sequence window = new Sequence(STEPS, 100);
    LanguageDataset text = LanguageDataset.open(write(folder.resolve("text"), SEED), window);
    LanguageDataset test = text.like(write(folder.resolve("test"), SEED + 1));
    LoweredModel model =
        LoweredModel.of(model(text.classes()), Adam.of(LearningRate.constant(0.005)), SEED);
    try (Trainer trainer =
        Trainer.of(
                model,
                machine,
                Strategies.named("data-parallel", model, machine).configurations(model, machine),
                new ReferenceKernels())
            .train(text)
            .test(test)
            .epochs(25)
            .seed(SEED)
            .build()) {
      double network = trainer.run().test().orElseThrow().perplexity();
      return new double[] {network, new NGrams(text).trigramPerplexity(test)};
    }
  }

  /**
   * Trains, and says how well the network knows what comes next.
   *
   * @param arguments none
   */
  public static void main(String[] arguments) {
    try {
      Path folder = Files.createTempDirectory("soapstone-next-word");
      double[] perplexities = train(Machines.named("local"), folder);
      System.out.printf(
          "perplexity %.3f; counts of three words %.3f%n", perplexities[0], perplexities[1]);
      try (var files = Files.list(folder)) {
        files.forEach(file -> file.toFile().deleteOnExit());
      }
      folder.toFile().deleteOnExit();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
