package org.soapstone.dnn.zoo;

import java.util.ArrayList;
import java.util.List;
import org.soapstone.dnn.Block;
import org.soapstone.dnn.Model;
import org.soapstone.dnn.operators.Initializer;
import org.soapstone.dnn.operators.Tensor;
import org.soapstone.dnn.zoo.Unrolled.Layer;
import org.soapstone.dnn.zoo.Unrolled.Recurrence;

/**
 * The three recurrent networks of Jia, Zaharia and Aiken, "Beyond Data and Model Parallelism for
 * Deep Neural Networks" (MLSys 2019): 40 time steps of LSTM, unrolled in blocks of 8. What the
 * paper does not say (vocabularies, embeddings, the form of attention) is as usual.
 *
 * <p>A layer of depth d, of encoder and decoder, lies in one {@link Block}, and its operators are
 * named after the blocks of steps, from 1: {@code lstm1/3}.
 */
final class RecurrentNets {
  private static final String EMBED = "embed";
  private static final String SOFTMAX = "softmax";
  private static final String ATTENTION = "attention";
  private static final String SOURCE = "source";
  private static final String TARGET = "target";

  /** Text classification: 54,052,866 parameters, 1.342 G multiply-adds. */
  static final Settings CLASSIFIER =
      settings(
          Setting.of("vocabulary", 20_000, "words that are told apart"),
          Setting.of("classes", 2, "classes of texts"),
          Setting.of("layers", 4, "LSTM layers"),
          Setting.of("hidden", 1024, "units of an LSTM and of an embedding"));

  /** A language model: 108,095,248 parameters, 3.504 G multiply-adds. */
  static final Settings LANGUAGE_MODEL =
      settings(
          Setting.of("vocabulary", 10_000, "words that are told apart"),
          Setting.of("layers", 2, "LSTM layers"),
          Setting.of("hidden", 2048, "units of an LSTM and of an embedding"),
          new Setting("dropout", 0, 0, 90, "percent of inputs that are dropped in training"));

  /** Translation: 135,036,160 parameters, 2.782 G multiply-adds. */
  static final Settings TRANSLATION =
      settings(
          Setting.of("vocabulary", 32_000, "words of either language"),
          Setting.of("layers", 2, "LSTM layers of encoder and decoder each"),
          Setting.of("hidden", 1024, "units of an LSTM and of an embedding"));

  private static final double PERCENT = 100;

  private RecurrentNets() {}

  private static Settings settings(Setting... own) {
    List<Setting> all = new ArrayList<>(List.of(own));
    all.add(Setting.of("steps", 40, "time steps"));
    all.add(Setting.of("block", 8, "time steps of an operator"));
    return new Settings(all);
  }

  private static Unrolled unrolled(Model model, Settings settings) {
    return new Unrolled(model, settings.get("steps"), settings.get("block"));
  }

  /** RNNTC: the hidden state after the last word says the class. */
  static void classifier(Model model, Settings settings) {
    Unrolled unrolled = unrolled(model, settings);
    long hidden = settings.get("hidden");
    long vocabulary = settings.get("vocabulary");
    Tensor tokens = model.tokens("tokens", settings.get("steps"), vocabulary);
    Tensor labels = model.labels("labels");
    List<Tensor> words = unrolled.cut("split", tokens);
    List<Tensor> x = unrolled.layer(EMBED).embedding("", words, vocabulary, hidden);
    List<Tensor> states = List.of();
    for (int layer = 1; layer <= settings.get("layers"); layer++) {
      Recurrence lstm = unrolled.layer("lstm" + layer).lstm("", x, hidden, List.of());
      x = lstm.outputs();
      states = lstm.states();
    }
    Block softmax = model.block(SOFTMAX);
    Tensor logits =
        softmax.linear(
            "linear", states.getFirst(), settings.get("classes"), Initializer.LECUN_UNIFORM);
    softmax.softmaxCrossEntropy("loss", logits, labels);
  }

  /** RNNLM: the hidden state after each word says the next. */
  static void languageModel(Model model, Settings settings) {
    Unrolled unrolled = unrolled(model, settings);
    long steps = settings.get("steps");
    long hidden = settings.get("hidden");
    long vocabulary = settings.get("vocabulary");
    // Between layers, not between steps (Zaremba et al., 2014).
    double dropout = settings.get("dropout") / PERCENT;
    Tensor tokens = model.tokens("tokens", steps, vocabulary);
    List<Tensor> labels = unrolled.cut("split_labels", model.labels("labels", steps));
    List<Tensor> words = unrolled.cut("split", tokens);
    List<Tensor> x = unrolled.layer(EMBED).embedding("", words, vocabulary, hidden);
    for (int layer = 1; layer <= settings.get("layers"); layer++) {
      Layer lstm = unrolled.layer("lstm" + layer);
      x = lstm.lstm("", lstm.dropped(x, dropout), hidden, List.of()).outputs();
    }
    Layer softmax = unrolled.layer(SOFTMAX);
    x = softmax.linear("linear", softmax.dropped(x, dropout), vocabulary);
    softmax.losses("loss", x, labels);
  }

  /**
   * NMT: an encoder's last states begin a decoder, which attends to the encoder's outputs (Luong,
   * Pham, Manning, "Effective Approaches to Attention-based Neural Machine Translation", EMNLP
   * 2015, the general score).
   */
  static void translation(Model model, Settings settings) {
    Unrolled unrolled = unrolled(model, settings);
    long steps = settings.get("steps");
    long hidden = settings.get("hidden");
    long vocabulary = settings.get("vocabulary");
    List<Tensor> source = unrolled.cut("split_source", model.tokens(SOURCE, steps, vocabulary));
    List<Tensor> target = unrolled.cut("split_target", model.tokens(TARGET, steps, vocabulary));
    List<Tensor> labels = unrolled.cut("split_labels", model.labels("labels", steps));
    Layer embed = unrolled.layer(EMBED);
    List<Tensor> encoder = embed.embedding(SOURCE, source, vocabulary, hidden);
    List<Tensor> decoder = embed.embedding(TARGET, target, vocabulary, hidden);
    for (int layer = 1; layer <= settings.get("layers"); layer++) {
      Layer lstm = unrolled.layer("lstm" + layer);
      Recurrence encoded = lstm.lstm(SOURCE, encoder, hidden, List.of());
      encoder = encoded.outputs();
      decoder = lstm.lstm(TARGET, decoder, hidden, encoded.states()).outputs();
    }
    List<Tensor> attended = attention(unrolled.layer(ATTENTION), encoder, decoder, hidden);
    Layer softmax = unrolled.layer(SOFTMAX);
    softmax.losses("loss", softmax.linear("linear", attended, vocabulary), labels);
  }

  /** tanh(W [softmax(q · A · kᵀ) · k, q]) for the decoder's states q and the encoder's k. */
  private static List<Tensor> attention(
      Layer layer, List<Tensor> encoder, List<Tensor> decoder, long hidden) {
    Block block = layer.block();
    Tensor values = layer.joined("values", encoder);
    Tensor keys = block.transpose("keys", values, 0, 2, 1);
    List<Tensor> queries = layer.linearWithoutBias("query", decoder, hidden);
    List<Tensor> contexts = new ArrayList<>();
    for (int i = 0; i < decoder.size(); i++) {
      int number = i + 1;
      Tensor scores = block.matmul("score" + number, queries.get(i), keys);
      Tensor shares = block.softmax("softmax" + number, scores, -1);
      Tensor context = block.matmul("context" + number, shares, values);
      contexts.add(block.concat("concat" + number, context, decoder.get(i)));
    }
    List<Tensor> outputs = new ArrayList<>();
    for (Tensor output : layer.linearWithoutBias("output", contexts, hidden)) {
      outputs.add(block.tanh("tanh" + (outputs.size() + 1), output));
    }
    return outputs;
  }
}
