package org.soapstone.dnn.zoo;

import org.soapstone.dnn.Block;
import org.soapstone.dnn.Kernel;
import org.soapstone.dnn.Model;
import org.soapstone.dnn.operators.Initializer;
import org.soapstone.dnn.operators.Tensor;

/**
 * Szegedy et al., "Rethinking the Inception Architecture for Computer Vision" (CVPR 2016): 94
 * convolutions and a linear layer, 23,817,352 parameters with biases in place of batch
 * normalisation, 5.713 G multiply-adds.
 *
 * <p>Blocks are named as in TensorFlow's model (mixed_5b to mixed_7c); a convolution's name is
 * followed by that of its ReLU.
 */
final class InceptionV3 {
  private static final Kernel ONE = Kernel.of(1);
  private static final Kernel THREE = Kernel.of(3).pad(1);
  private static final Kernel REDUCE = Kernel.of(3).stride(2);
  private static final Kernel FIVE = Kernel.of(5).pad(2);
  private static final Kernel ROW7 = Kernel.of(1, 7).pad(0, 3);
  private static final Kernel COLUMN7 = Kernel.of(7, 1).pad(3, 0);
  private static final Kernel ROW3 = Kernel.of(1, 3).pad(0, 1);
  private static final Kernel COLUMN3 = Kernel.of(3, 1).pad(1, 0);

  private InceptionV3() {}

  static void layers(Model model) {
    Tensor x = stem(model, model.input("image", 299, 299, 3));
    x = blockA(model.block("mixed_5b"), x, 32);
    x = blockA(model.block("mixed_5c"), x, 64);
    x = blockA(model.block("mixed_5d"), x, 64);
    x = blockB(model.block("mixed_6a"), x);
    x = blockC(model.block("mixed_6b"), x, 128);
    x = blockC(model.block("mixed_6c"), x, 160);
    x = blockC(model.block("mixed_6d"), x, 160);
    x = blockC(model.block("mixed_6e"), x, 192);
    x = blockD(model.block("mixed_7a"), x);
    x = blockE(model.block("mixed_7b"), x);
    x = blockE(model.block("mixed_7c"), x);
    x = model.averagePool2d("pool", x, Kernel.of(8));
    x = model.linear("fc", model.flatten("flatten", x), 1000, Initializer.GLOROT_UNIFORM);
    model.softmaxCrossEntropy("loss", x);
  }

  private static Tensor stem(Model model, Tensor image) {
    Block stem = model.block("stem");
    Tensor x = conv(stem, "conv1", image, 32, REDUCE);
    x = conv(stem, "conv2", x, 32, Kernel.of(3));
    x = conv(stem, "conv3", x, 64, THREE);
    x = stem.maxPool2d("pool1", x, REDUCE);
    x = conv(stem, "conv4", x, 80, ONE);
    x = conv(stem, "conv5", x, 192, Kernel.of(3));
    return stem.maxPool2d("pool2", x, REDUCE);
  }

  private static Tensor blockA(Block block, Tensor x, long poolChannels) {
    Tensor a = conv(block, "b1_1x1", x, 64, ONE);
    Tensor b = conv(block, "b2_5x5", conv(block, "b2_1x1", x, 48, ONE), 64, FIVE);
    Tensor c = conv(block, "b3_3x3a", conv(block, "b3_1x1", x, 64, ONE), 96, THREE);
    c = conv(block, "b3_3x3b", c, 96, THREE);
    return block.concat("concat", a, b, c, pooled(block, "b4", x, poolChannels));
  }

  private static Tensor blockB(Block block, Tensor x) {
    Tensor a = conv(block, "b1_3x3", x, 384, REDUCE);
    Tensor b = conv(block, "b2_3x3a", conv(block, "b2_1x1", x, 64, ONE), 96, THREE);
    b = conv(block, "b2_3x3b", b, 96, REDUCE);
    return block.concat("concat", a, b, block.maxPool2d("b3_pool", x, REDUCE));
  }

  private static Tensor blockC(Block block, Tensor x, long channels) {
    Tensor a = conv(block, "b1_1x1", x, 192, ONE);
    Tensor b = conv(block, "b2_1x7", conv(block, "b2_1x1", x, channels, ONE), channels, ROW7);
    b = conv(block, "b2_7x1", b, 192, COLUMN7);
    Tensor c = conv(block, "b3_7x1a", conv(block, "b3_1x1", x, channels, ONE), channels, COLUMN7);
    c = conv(block, "b3_1x7a", c, channels, ROW7);
    c = conv(block, "b3_7x1b", c, channels, COLUMN7);
    c = conv(block, "b3_1x7b", c, 192, ROW7);
    return block.concat("concat", a, b, c, pooled(block, "b4", x, 192));
  }

  private static Tensor blockD(Block block, Tensor x) {
    Tensor a = conv(block, "b1_3x3", conv(block, "b1_1x1", x, 192, ONE), 320, REDUCE);
    Tensor b = conv(block, "b2_1x7", conv(block, "b2_1x1", x, 192, ONE), 192, ROW7);
    b = conv(block, "b2_7x1", b, 192, COLUMN7);
    b = conv(block, "b2_3x3", b, 192, REDUCE);
    return block.concat("concat", a, b, block.maxPool2d("b3_pool", x, REDUCE));
  }

  private static Tensor blockE(Block block, Tensor x) {
    Tensor a = conv(block, "b1_1x1", x, 320, ONE);
    Tensor i = conv(block, "b2_1x1", x, 384, ONE);
    Tensor j = conv(block, "b3_3x3", conv(block, "b3_1x1", x, 448, ONE), 384, THREE);
    return block.concat(
        "concat",
        a,
        conv(block, "b2_1x3", i, 384, ROW3),
        conv(block, "b2_3x1", i, 384, COLUMN3),
        conv(block, "b3_1x3", j, 384, ROW3),
        conv(block, "b3_3x1", j, 384, COLUMN3),
        pooled(block, "b4", x, 192));
  }

  private static Tensor pooled(Block block, String branch, Tensor x, long channels) {
    Tensor average = block.averagePool2d(branch + "_pool", x, THREE);
    return conv(block, branch + "_1x1", average, channels, ONE);
  }

  private static Tensor conv(Block block, String name, Tensor x, long channels, Kernel kernel) {
    return block.relu(name + ".relu", block.conv2d(name, x, channels, kernel));
  }
}
