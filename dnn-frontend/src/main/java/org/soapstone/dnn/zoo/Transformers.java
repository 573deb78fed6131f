package org.soapstone.dnn.zoo;

import java.util.ArrayList;
import java.util.List;
import org.soapstone.dnn.Block;
import org.soapstone.dnn.Kernel;
import org.soapstone.dnn.Model;
import org.soapstone.dnn.operators.Initializer;
import org.soapstone.dnn.operators.Tensor;

/**
 * Networks of attention (Vaswani et al., "Attention Is All You Need", NeurIPS 2017), at the sizes
 * of their first publications. A layer is a block: {@code layer3/attention/query}.
 */
final class Transformers {
  private static final Initializer EMBEDDING = new Initializer.Normal(0, 0.02);
  private static final Initializer START = Initializer.GLOROT_UNIFORM;
  private static final double PERCENT = 100;
  private static final int EXPANSION = 4;
  private static final int SEGMENTS = 2;

  /** BERT-base: 108,922,170 parameters, 60.32 G multiply-adds at 512 positions. */
  static final Settings BERT =
      settings(
          12,
          768,
          12,
          Setting.of("vocabulary", 30_522, "words"),
          Setting.of("steps", 512, "words of a sample"));

  /** GPT-2 small: 124,439,808 parameters, 145.8 G multiply-adds at 1,024 positions. */
  static final Settings GPT =
      settings(
          12,
          768,
          12,
          Setting.of("vocabulary", 50_257, "words"),
          Setting.of("steps", 1024, "words of a sample"));

  /** ViT-B/16: 86,567,656 parameters, 17.56 G multiply-adds. */
  static final Settings VIT =
      settings(
          12,
          768,
          12,
          Setting.of("side", 224, "rows and columns of an image"),
          Setting.of("patch", 16, "rows and columns of a patch"),
          Setting.of("classes", 1000, "classes of images"));

  private Transformers() {}

  private static Settings settings(long layers, long hidden, long heads, Setting... own) {
    List<Setting> all = new ArrayList<>(List.of(own));
    all.add(Setting.of("layers", layers, "layers of attention"));
    all.add(Setting.of("hidden", hidden, "channels of a position"));
    all.add(Setting.of("heads", heads, "heads of attention; they divide the channels"));
    all.add(new Setting("dropout", 0, 0, 90, "percent that is dropped in training"));
    return new Settings(all);
  }

  /**
   * Devlin, Chang, Lee, Toutanova, "BERT: Pre-training of Deep Bidirectional Transformers" (2018):
   * an encoder normalised behind each part, and a word for each position, told with the weights of
   * the embedding. A sample is words and the segments that they are of.
   */
  static void bert(Model model, Settings settings) {
    long steps = settings.get("steps");
    long vocabulary = settings.get("vocabulary");
    long hidden = settings.get("hidden");
    Tensor tokens = model.tokens("tokens", steps, vocabulary);
    Tensor segments = model.tokens("segments", steps, SEGMENTS);
    Tensor labels = model.labels("labels", steps);
    Block embed = model.block("embed");
    Tensor x =
        embed.add(
            "add",
            embed.embedding("word", tokens, vocabulary, hidden, EMBEDDING),
            embed.embedding("segment", segments, SEGMENTS, hidden, EMBEDDING),
            embed.embedding("position", positions(model, steps), steps, hidden, EMBEDDING));
    x = dropped(embed, "dropout", embed.layerNorm("norm", x), settings);
    for (int layer = 1; layer <= settings.get("layers"); layer++) {
      Block block = model.block("layer" + layer);
      Tensor attended = block.multiHeadAttention("attention", x, x, settings.get("heads"), false);
      attended = dropped(block, "attention_dropout", attended, settings);
      x = block.layerNorm("norm1", block.add("add1", x, attended));
      Tensor fed = feedForward(block, x, hidden, settings);
      x = block.layerNorm("norm2", block.add("add2", x, fed));
    }
    Block head = model.block("head");
    Tensor logits = head.linear("words", x, vocabulary, EMBEDDING);
    model.shareWeight("head/words.weight", "embed/word.weight");
    head.softmaxCrossEntropy("loss", logits, labels);
  }

  /**
   * Radford et al., "Language Models are Unsupervised Multitask Learners" (2019): a decoder
   * normalised before each part. The state of each position says the next word, with the weights of
   * the embedding.
   */
  static void gpt(Model model, Settings settings) {
    long steps = settings.get("steps");
    long vocabulary = settings.get("vocabulary");
    long hidden = settings.get("hidden");
    Tensor tokens = model.tokens("tokens", steps, vocabulary);
    Tensor labels = model.labels("labels", steps);
    Block embed = model.block("embed");
    Tensor x =
        embed.add(
            "add",
            embed.embedding("word", tokens, vocabulary, hidden, EMBEDDING),
            embed.embedding("position", positions(model, steps), steps, hidden, EMBEDDING));
    x = decoder(model, dropped(embed, "dropout", x, settings), settings, true);
    Block head = model.block("head");
    Tensor logits = head.linearWithoutBias("words", x, vocabulary, EMBEDDING);
    model.shareWeight("head/words.weight", "embed/word.weight");
    head.softmaxCrossEntropy("loss", logits, labels);
  }

  /**
   * Dosovitskiy et al., "An Image is Worth 16x16 Words" (ICLR 2021): patches of an image are
   * positions, and one more says the class.
   */
  static void vit(Model model, Settings settings) {
    long side = settings.get("side");
    int patch = Math.toIntExact(settings.get("patch"));
    long hidden = settings.get("hidden");
    Tensor image = model.input("image", side, side, 3);
    Block embed = model.block("embed");
    Tensor patches = embed.conv2d("patches", image, hidden, Kernel.of(patch).stride(patch), START);
    long count = patches.extent(1) * patches.extent(2);
    patches = embed.reshape("rows", patches, model.batch(), count, hidden);
    Tensor first = embed.embedding("class", model.positions("first", 1), 1, hidden, EMBEDDING);
    Tensor x = embed.concat("concat", 1, List.of(first, patches));
    Tensor places =
        embed.embedding("position", positions(model, count + 1), count + 1, hidden, EMBEDDING);
    x = dropped(embed, "dropout", embed.add("add", x, places), settings);
    x = decoder(model, x, settings, false);
    Block head = model.block("head");
    Tensor told =
        head.slice("class", x, new long[] {0, 0, 0}, new long[] {model.batch(), 1, hidden});
    Tensor logits =
        head.linear("classes", head.flatten("flatten", told), settings.get("classes"), START);
    head.softmaxCrossEntropy("loss", logits, model.input().labels());
  }

  private static Tensor positions(Model model, long steps) {
    return model.positions("positions", steps);
  }

  /** Layers that are normalised before each part, and once more at the end. */
  private static Tensor decoder(Model model, Tensor input, Settings settings, boolean causal) {
    Tensor x = input;
    for (int layer = 1; layer <= settings.get("layers"); layer++) {
      Block block = model.block("layer" + layer);
      Tensor normed = block.layerNorm("norm1", x);
      Tensor attended =
          block.multiHeadAttention("attention", normed, normed, settings.get("heads"), causal);
      x = block.add("add1", x, dropped(block, "attention_dropout", attended, settings));
      Tensor fed =
          feedForward(block, block.layerNorm("norm2", x), settings.get("hidden"), settings);
      x = block.add("add2", x, fed);
    }
    return model.layerNorm("norm", x);
  }

  private static Tensor feedForward(Block block, Tensor x, long hidden, Settings settings) {
    Tensor up = block.geluTanh("gelu", block.linear("up", x, EXPANSION * hidden, START));
    return dropped(block, "dropout", block.linear("down", up, hidden, START), settings);
  }

  private static Tensor dropped(Block block, String name, Tensor x, Settings settings) {
    long percent = settings.get("dropout");
    return percent > 0 ? block.dropout(name, x, percent / PERCENT) : x;
  }
}
