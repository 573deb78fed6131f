package org.soapstone.dnn.zoo;

import java.util.List;
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

  /** What may be set: without normalisation convolutions have biases, as Inception-v3's here. */
  static final Settings SETTINGS =
      new Settings(
          List.of(new Setting("norm", 1, 0, 1, "1 for batch normalisation, 0 for biases instead")));

  private ResNet() {}

  /** Adds the layers of a network with as many blocks in each stage. */
  static void layers(Model model, Settings settings, int... blocks) {
    boolean normal = settings.get("norm") == 1;
    Tensor x = model.input("image", 224, 224, 3);
    Block stem = model.block("stem");
    x = relu(stem, normal, "conv", x, FIRST_WIDTH, Kernel.of(7).stride(2).pad(3));
    x = stem.maxPool2d("pool", x, Kernel.of(3).stride(2).pad(1));
    long width = FIRST_WIDTH;
    for (int stage = 0; stage < blocks.length; stage++) {
      Block parent = model.block("stage" + (stage + 1));
      for (int i = 0; i < blocks[stage]; i++) {
        boolean first = i == 0;
        int stride = first && stage > 0 ? 2 : 1;
        x = bottleneck(parent.block("" + (i + 1)), normal, x, width, first, stride);
      }
      width *= 2;
    }
    x = model.flatten("flatten", model.globalPool("pool", x, Pooling.AVERAGE));
    x = model.linear("fc", x, CLASSES, Initializer.LECUN_UNIFORM);
    model.softmaxCrossEntropy("loss", x);
  }

  private static Tensor bottleneck(
      Block block, boolean normal, Tensor input, long width, boolean projected, int stride) {
    Tensor x = relu(block, normal, "conv1", input, width, Kernel.of(1));
    x = relu(block, normal, "conv2", x, width, Kernel.of(3).stride(stride).pad(1));
    x = conv(block, normal, "conv3", x, EXPANSION * width, Kernel.of(1));
    Tensor shortcut =
        projected
            ? conv(block, normal, "shortcut", input, EXPANSION * width, Kernel.of(1).stride(stride))
            : input;
    return block.relu("relu", block.add("add", x, shortcut));
  }

  private static Tensor relu(
      Block block, boolean normal, String name, Tensor x, long channels, Kernel kernel) {
    return block.relu(name + ".relu", conv(block, normal, name, x, channels, kernel));
  }

  private static Tensor conv(
      Block block, boolean normal, String name, Tensor x, long channels, Kernel kernel) {
    Tensor plain = block.conv2d(name, x, channels, kernel, 1, !normal);
    return normal ? block.batchNorm(name + ".norm", plain) : plain;
  }
}
