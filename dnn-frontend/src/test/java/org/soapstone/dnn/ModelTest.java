package org.soapstone.dnn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.primitives.ImmutableLongArray;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.soapstone.dnn.kernels.Kernels.Pooling;
import org.soapstone.dnn.operators.ModelException;
import org.soapstone.dnn.operators.Operator;
import org.soapstone.dnn.operators.Tensor;
import org.soapstone.regions.FieldType;

class ModelTest {

  private static Model tiny() {
    Model model = Model.named("tiny").batch(4);
    Tensor x = model.input("image", 8, 9, 3);
    x = model.relu(model.conv2d("conv", x, 5, Kernel.of(3).pad(1)));
    x = model.pool2d(x, Pooling.MAX, Kernel.of(2).stride(2));
    x = model.linear("fc", model.flatten(x), 7);
    model.softmaxCrossEntropy("loss", x);
    return model;
  }

  @Test
  void shapesFollowTheLayers() {
    assertThat(tiny().operators())
        .extracting(operator -> operator.output().shapeText())
        .containsExactly("4x8x9x3", "4x8x9x5", "4x8x9x5", "4x4x4x5", "4x80", "4x7", "4x7");
  }

  @Test
  void windowsMayBeUnevenAndPaddingIsAtBothEnds() {
    Model model = Model.named("windows").batch(2);
    Tensor x = model.input("image", 11, 20, 3);
    Tensor row = model.conv2d(x, 4, Kernel.of(1, 7).pad(0, 3));
    assertThat(row.shape()).isEqualTo(ImmutableLongArray.of(2, 11, 20, 4));
    Tensor strided = model.conv2d(x, 4, Kernel.of(3, 5).stride(2, 3).pad(1, 2));
    assertThat(strided.shape()).isEqualTo(ImmutableLongArray.of(2, 6, 7, 4));
    Tensor cut = model.pool2d(x, Pooling.AVERAGE, Kernel.of(4).stride(3));
    assertThat(cut.shape()).isEqualTo(ImmutableLongArray.of(2, 3, 6, 3));
  }

  @Test
  void concatAddsChannelsAndAddKeepsTheShape() {
    Model model = Model.named("joins").batch(2);
    Tensor x = model.input("image", 6, 6, 3);
    Tensor a = model.conv2d("a", x, 4, Kernel.of(1));
    Tensor b = model.conv2d("b", x, 4, Kernel.of(3).pad(1));
    assertThat(model.concat(a, b, x).shape()).isEqualTo(ImmutableLongArray.of(2, 6, 6, 11));
    assertThat(model.add(a, b).shape()).isEqualTo(a.shape());
  }

  @Test
  void defaultNamesDependOnTheKindAndThePlaceInTheBlockAlone() {
    Model plain = Model.named("m").batch(2);
    Tensor x = plain.input("image", 6, 6, 3);
    plain.relu(plain.relu("named", plain.conv2d(x, 2, Kernel.of(1))));
    Block block = plain.block("side");
    block.relu(block.relu(x));
    assertThat(plain.operators())
        .extracting(Operator::name)
        .containsExactly("image", "conv2d_1", "named", "relu_2", "side/relu_1", "side/relu_2");

    Model edited = Model.named("m").batch(2);
    Tensor y = edited.input("image", 6, 6, 3);
    Block other = edited.block("other");
    other.relu(y);
    y = edited.conv2d(edited.pool2d(y, Pooling.MAX, Kernel.of(1)), 2, Kernel.of(1));
    edited.relu(edited.relu("named", y));
    assertThat(edited.operators())
        .extracting(Operator::name)
        .contains("conv2d_1", "named", "relu_2");
  }

  @Test
  void blocksNest() {
    Model model = Model.named("m").batch(2);
    Tensor x = model.input("image", 6, 6, 3);
    assertThat(model.block("a").block("b").relu(x).name()).isEqualTo("a/b/relu_1");
    assertThatThrownBy(() -> model.block("a"))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("block 'a' is there already");
  }

  @Test
  void refusalsNameTheLayerTheShapesAndTheRule() {
    Model model = Model.named("m").batch(2);
    Tensor x = model.input("image", 6, 5, 3);
    assertThatThrownBy(() -> model.conv2d("big", x, 4, Kernel.of(9).pad(1)))
        .isInstanceOf(ModelException.class)
        .hasMessage(
            "layer 'big' (conv2d): kernel 9 is larger than the height of input 'image' 2x6x5x3 with"
                + " padding 1 on both sides, which is 8; take a smaller kernel or pad more");
    assertThatThrownBy(() -> model.pool2d("pool", x, Pooling.MAX, Kernel.of(2).pad(2)))
        .hasMessageContaining("layer 'pool' (pool2d)")
        .hasMessageContaining("padding from 0 to kernel - 1");
    Tensor pixels = model.linear("pixels", x, 4);
    assertThatThrownBy(() -> model.softmaxCrossEntropy("loss", pixels))
        .hasMessageContaining("input 'pixels' 2x6x5x4 has 4 dimensions")
        .hasMessageContaining("flatten");
    assertThatThrownBy(() -> model.linear("fc", model.flatten("flat", x), 0))
        .hasMessageContaining("layer 'fc' (linear): 0 output channels");
    Tensor half = model.pool2d("half", x, Pooling.MAX, Kernel.of(2).stride(2));
    assertThatThrownBy(() -> model.add("sum", x, half))
        .hasMessageContaining("layer 'sum' (add): inputs 'image' 2x6x5x3 and 'half' 2x3x2x3");
    assertThatThrownBy(() -> model.concat("cat", x, half))
        .hasMessageContaining("layer 'cat' (concat)")
        .hasMessageContaining("all other extents must be the same");
    assertThatThrownBy(() -> model.relu("half", x)).hasMessageContaining("the name is taken");
    assertThatThrownBy(() -> model.relu("a b", x)).hasMessageContaining("layer 'a b'");
    assertThatThrownBy(() -> model.batch(3)).hasMessageContaining("before adding the first layer");
    assertThatThrownBy(() -> model.input("again", 6, 6, 3)).hasMessageContaining("'image' already");
    assertThatThrownBy(() -> Model.named("n").batch(-1)).hasMessageContaining("batch -1");
    assertThatThrownBy(() -> Model.named("n").elementType(FieldType.INT32))
        .hasMessageContaining("INT32");
    assertThat(model.operators())
        .extracting(Operator::name)
        .containsExactly("image", "pixels", "flat", "half");
  }

  @Test
  void tensorsOfOtherModelsAreRefused() {
    Model model = Model.named("m").batch(2);
    model.input("image", 6, 5, 3);
    Tensor foreign = tiny().operators().getFirst().output();
    assertThatThrownBy(() -> model.relu("relu", foreign))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("is no tensor of model 'm'");
  }

  @Test
  void aModelMustBeWhole() {
    Model model = Model.named("m").batch(2);
    assertThatThrownBy(model::check).hasMessageContaining("has no input");
    Tensor x = model.input("image", 6, 5, 3);
    assertThatThrownBy(model::check).hasMessageContaining("has no loss");
    model.relu("loose", x);
    model.softmaxCrossEntropy("loss", model.linear("fc", model.flatten(x), 3));
    assertThatThrownBy(model::check).hasMessageContaining("layer 'loose' (relu): no layer uses");
  }

  @Test
  void countsParametersAndOperations() {
    Model model = tiny();
    assertThat(model.parameters()).isEqualTo((3 * 3 * 3 + 1) * 5 + (80 + 1) * 7);
    assertThat(model.forwardFlopsPerSample()).isEqualTo(2.0 * (8 * 9 * 5 * 27 + 80 * 7));
  }

  @Test
  void theFingerprintSeesShapesGeometryAndConnections() {
    String fingerprint = tiny().fingerprint();
    assertThat(tiny().fingerprint()).isEqualTo(fingerprint).matches("[0-9a-f]{16}");
    Model otherStride = Model.named("tiny").batch(4);
    Tensor x = otherStride.input("image", 8, 9, 3);
    x = otherStride.relu(otherStride.conv2d("conv", x, 5, Kernel.of(3).pad(1)));
    x = otherStride.pool2d(x, Pooling.AVERAGE, Kernel.of(2).stride(2));
    x = otherStride.linear("fc", otherStride.flatten(x), 7);
    otherStride.softmaxCrossEntropy("loss", x);
    assertThat(otherStride.fingerprint()).isNotEqualTo(fingerprint);
  }

  @Test
  void theSummaryShowsEveryLayer() {
    List<String> lines = tiny().summary().lines().toList();
    assertThat(lines).hasSize(1 + 7 + 1);
    assertThat(lines.get(2))
        .contains("conv", "conv2d", "4x8x9x5", "140")
        .contains("sample 4, height 8, width 9, channel 5");
    assertThat(lines.getLast()).contains("total", "707");
  }
}
