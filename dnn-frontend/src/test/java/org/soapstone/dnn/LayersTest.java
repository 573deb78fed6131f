package org.soapstone.dnn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.soapstone.dnn.kernels.Kernels.Pooling;
import org.soapstone.dnn.operators.Embedding.Bag;
import org.soapstone.dnn.operators.Initializer;
import org.soapstone.dnn.operators.Operator;
import org.soapstone.dnn.operators.Tensor;
import org.soapstone.regions.FieldType;

/** The layer methods: what shapes they take and give, and what they are called unless told. */
class LayersTest {
  private Model model;
  private Tensor image;
  private Tensor words;

  /** [4, 6, 8, 3] and [4, 5, 12]. */
  @BeforeEach
  void inputs() {
    model = Model.named("m").batch(4);
    image = model.input("image", 6, 8, 3);
    words = model.embedding("words", model.tokens("tokens", 5, 20), 20, 12);
  }

  private static void gives(Tensor tensor, String shape) {
    assertThat(tensor.shapeText()).as(tensor.name()).isEqualTo(shape);
  }

  private static List<String> shapes(List<Tensor> tensors) {
    return tensors.stream().map(Tensor::shapeText).toList();
  }

  @Test
  void functionsOfElementsKeepTheShape() {
    List<Tensor> made =
        List.of(
            model.relu(image),
            model.sigmoid(image),
            model.tanh(image),
            model.gelu(image),
            model.geluTanh(image),
            model.elu(image, 1),
            model.leakyRelu(image, 0.1),
            model.softplus(image),
            model.silu(image),
            model.exp(image),
            model.log(image),
            model.sqrt(image),
            model.rsqrt(image),
            model.pow(image, 2),
            model.abs(image),
            model.neg(image),
            model.clip(image, 0, 1),
            model.scale(image, 2),
            model.shift(image, 1),
            model.dropout(image, 0.5),
            model.softmax(image, -1),
            model.logSoftmax(image, 1),
            model.batchNorm(image),
            model.layerNorm(image),
            model.groupNorm(image, 3),
            model.rmsNorm(image));
    made.forEach(tensor -> gives(tensor, "4x6x8x3"));
    assertThat(made.stream().map(Tensor::name).distinct()).hasSize(made.size());
    assertThat(made.get(4).name()).isEqualTo("gelu_2");
  }

  @Test
  void functionsOfTwoTensorsBroadcast() {
    Tensor row = model.reduceMean("row", image, true, 1, 2);
    gives(row, "4x1x1x3");
    gives(model.sub(image, row), "4x6x8x3");
    gives(model.mul(image, row), "4x6x8x3");
    gives(model.div(row, image), "4x6x8x3");
    gives(model.max(image, row), "4x6x8x3");
    gives(model.min(image, row), "4x6x8x3");
    gives(model.pow(image, row), "4x6x8x3");
    gives(model.add(image, image), "4x6x8x3");
    assertThatThrownBy(() -> model.mul("times", image, words))
        .hasMessageContaining("layer 'times' (mul)")
        .hasMessageContaining("'image' 4x6x8x3")
        .hasMessageContaining("'words' 4x5x12");
  }

  @Test
  void movementsChangeTheShape() {
    gives(model.flatten(image), "4x144");
    gives(model.reshape(image, 4, 48, 3), "4x48x3");
    gives(model.transpose(image, 0, 3, 1, 2), "4x3x6x8");
    gives(model.slice(words, new long[] {0, 1, 0}, new long[] {4, 4, 12}), "4x3x12");
    gives(
        model.slice(words, new long[] {0, 0, 0}, new long[] {4, 5, 12}, new long[] {1, 2, 1}),
        "4x3x12");
    gives(model.pad(words, new long[] {0, 1, 0}, new long[] {0, 2, 0}, 0), "4x8x12");
    gives(model.gather(words, model.positions("first", 2), 1), "4x4x2x12");
    gives(model.concat(image, image), "4x6x8x6");
    gives(model.concat("rows", 1, List.of(words, words)), "4x10x12");
    assertThat(shapes(model.split(words, 1, 2, 3))).containsExactly("4x2x12", "4x3x12");
    gives(model.reduceSum(words, false, 1), "4x12");
    gives(model.reduceMax(words, true, -1), "4x5x1");
    assertThat(shapes(model.topK("top", words, 3))).containsExactly("4x5x3", "4x5x3");
    Tensor whole = model.cast(image, FieldType.INT32);
    assertThat(whole.type()).isEqualTo(FieldType.INT32);
    assertThatThrownBy(() -> model.split("cut", words, 1, 2, 2))
        .hasMessageContaining("layer 'cut' (split)")
        .hasMessageContaining("their sum 5");
  }

  @Test
  void convolutionsAndPoolings() {
    gives(model.conv2d(image, 7, Kernel.of(3)), "4x4x6x7");
    gives(model.conv2d("grouped", image, 6, Kernel.of(3).pad(1), 3, false), "4x6x8x6");
    gives(model.conv1d("conv1d", words, 7, Kernel.of1d(3)), "4x3x7");
    Tensor volume = model.reshape(image, 4, 6, 4, 2, 3);
    gives(model.conv3d("conv3d", volume, 2, Kernel.of3d(3, 3, 1)), "4x4x2x2x2");
    gives(model.maxPool2d("max", image, Kernel.of(2).stride(2)), "4x3x4x3");
    gives(model.averagePool2d("mean", image, Kernel.of(3).pad(1)), "4x6x8x3");
    gives(model.globalPool("global", image, Pooling.AVERAGE), "4x1x1x3");
  }

  @Test
  void layersOfSequences() {
    gives(model.linear(words, 9), "4x5x9");
    gives(model.linearWithoutBias("plain", words, 9, Initializer.GLOROT_UNIFORM), "4x5x9");
    gives(model.matmul(words, model.transpose(words, 0, 2, 1)), "4x5x5");
    gives(model.lstm("lstm", words, 7), "4x5x7");
    assertThat(shapes(model.lstm("block", words, 7, List.of()).states()))
        .containsExactly("4x7", "4x7");
    assertThat(shapes(model.gru("gru", words, 7, List.of()).states())).containsExactly("4x7");
    gives(model.multiHeadAttention("attention", words, words, 3, true), "4x5x12");
    gives(model.embeddingBag(model.tokens("bag", 3, 9), 9, 2, Bag.MEAN), "4x2");
    assertThatThrownBy(() -> model.multiHeadAttention("odd", words, words, 5, true))
        .hasMessageContaining("the heads must divide the query's channels");
    assertThatThrownBy(() -> model.lstm("wide", image, 7))
        .hasMessageContaining("it takes [sample, step, channel]");
    assertThatThrownBy(() -> model.embedding("values", image, 9, 2))
        .hasMessageContaining("they must be INT32");
  }

  @Test
  void inputsSaySoWhenTheyAreWrong() {
    gives(model.labels("labels", 5), "4x5");
    gives(model.positions("positions", 6), "4x6");
    gives(model.target("target", 2, 3), "4x2x3");
    assertThatThrownBy(() -> model.tokens("none", 5, 0))
        .hasMessageContaining("layer 'none' (tokens): batch 4, length 5, vocabulary 0");
    assertThatThrownBy(() -> model.labels("cube", 5, 5)).hasMessageContaining("[sample, position]");
    assertThatThrownBy(() -> model.positions("none", 0)).hasMessageContaining("at least 1");
  }

  @Test
  void expertsComputeOnGroups() {
    Tensor x = model.flatten(image);
    Tensor gate = model.softmax(model.linear(x, 5), -1);
    List<Tensor> chosen = model.topK("chosen", gate, 2);
    Tensor grouped = model.groupBy("group", x, chosen.get(1), 5, 3);
    gives(grouped, "5x3x144");
    Tensor told = model.expertLinear("experts", grouped, 7);
    gives(told, "5x3x7");
    gives(model.aggregate("sum", told, chosen.get(1), chosen.getFirst()), "4x7");
  }

  @Test
  void theSummaryTellsShapesParametersAndDimensions() {
    Tensor hidden = model.lstm("lstm", words, 7);
    Tensor labels = model.labels("labels", 5);
    model.softmaxCrossEntropy("loss", model.linear("next", hidden, 20), labels);
    String summary = model.summary();
    assertThat(summary.lines().filter(line -> line.startsWith("lstm")).toList())
        .singleElement()
        .asString()
        .contains("4x5x7", "%,d".formatted(4 * 7 * (12 + 7 + 1)), "sample 4, channel 7");
    assertThat(summary).contains("tokens", "softmax_cross_entropy", "sample 4, position 5");
    List<String> kinds = model.operators().stream().map(Operator::kind).toList();
    assertThat(summary.lines().count()).isEqualTo(kinds.size() + 2);
  }
}
