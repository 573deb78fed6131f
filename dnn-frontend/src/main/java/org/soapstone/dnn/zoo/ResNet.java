package org.soapstone.dnn.zoo;

import org.soapstone.dnn.Block;
import org.soapstone.dnn.Kernel;
import org.soapstone.dnn.Model;
import org.soapstone.dnn.kernels.Kernels.Pooling;
import org.soapstone.dnn.operators.Initializer;
import org.soapstone.dnn.operators.Tensor;

/**
 * He, Zhang, Ren, Sun, "Deep Residual Learning for Image Recognition" (CVPR 2016), with the stride
 * of a block on its 3x3 convolution, as nowadays: ResNet-50 has 25,557,032 parameters and 4.089 G
 * multiply-adds, ResNet-101 44,549,160 and 7.801 G.
 *
 * <p>A convolution's name is followed by those of its normalisation and its ReLU.
 */
final class ResNet {
  private static final int EXPANSION = 4;
  private static final int FIRST_WIDTH = 64;
  private static final int CLASSES = 1000;

  private ResNet() {}

  /** Adds the layers of a network with as many blocks in each stage. */
  static void layers(Model model, int... blocks) {
    Tensor x = model.input("image", 224, 224, 3);
    Block stem = model.block("stem");
    x = relu(stem, "conv", x, FIRST_WIDTH, Kernel.of(7).stride(2).pad(3));
    x = stem.maxPool2d("pool", x, Kernel.of(3).stride(2).pad(1));
    long width = FIRST_WIDTH;
    for (int stage = 0; stage < blocks.length; stage++) {
      Block parent = model.block("stage" + (stage + 1));
      for (int i = 0; i < blocks[stage]; i++) {
        boolean first = i == 0;
        x = bottleneck(parent.block("" + (i + 1)), x, width, first, first && stage > 0 ? 2 : 1);
      }
      width *= 2;
    }
    x = model.flatten("flatten", model.globalPool("pool", x, Pooling.AVERAGE));
    x = model.linear("fc", x, CLASSES, Initializer.LECUN_UNIFORM);
    model.softmaxCrossEntropy("loss", x);
  }

  private static Tensor bottleneck(
      Block block, Tensor input, long width, boolean projected, int stride) {
    Tensor x = relu(block, "conv1", input, width, Kernel.of(1));
    x = relu(block, "conv2", x, width, Kernel.of(3).stride(stride).pad(1));
    x = conv(block, "conv3", x, EXPANSION * width, Kernel.of(1));
    Tensor shortcut =
        projected
            ? conv(block, "shortcut", input, EXPANSION * width, Kernel.of(1).stride(stride))
            : input;
    return block.relu("relu", block.add("add", x, shortcut));
  }

  private static Tensor relu(Block block, String name, Tensor x, long channels, Kernel kernel) {
    return block.relu(name + ".relu", conv(block, name, x, channels, kernel));
  }

  private static Tensor conv(Block block, String name, Tensor x, long channels, Kernel kernel) {
    return block.batchNorm(name + ".norm", block.conv2d(name, x, channels, kernel, 1, false));
  }
}
