package org.soapstone.dnn.zoo;

import org.soapstone.dnn.Block;
import org.soapstone.dnn.Kernel;
import org.soapstone.dnn.Model;
import org.soapstone.dnn.kernels.Kernels.Pooling;
import org.soapstone.dnn.operators.Initializer;
import org.soapstone.dnn.operators.Tensor;

/**
 * Huang, Liu, van der Maaten, Weinberger, "Densely Connected Convolutional Networks" (CVPR 2017):
 * DenseNet-121 has 7,978,856 parameters and 2.834 G multiply-adds. Each layer sees the outputs of
 * all layers of its block before it.
 */
final class DenseNet {
  private static final int[] LAYERS = {6, 12, 24, 16};
  private static final int GROWTH = 32;
  private static final int BOTTLENECK = 4 * GROWTH;
  private static final int CLASSES = 1000;

  private DenseNet() {}

  static void layers(Model model) {
    Block stem = model.block("stem");
    Tensor x = model.input("image", 224, 224, 3);
    x = conv(stem, "conv", x, 2 * GROWTH, Kernel.of(7).stride(2).pad(3));
    x = stem.relu("relu", stem.batchNorm("norm", x));
    x = stem.maxPool2d("pool", x, Kernel.of(3).stride(2).pad(1));
    for (int i = 0; i < LAYERS.length; i++) {
      Block dense = model.block("dense" + (i + 1));
      for (int layer = 1; layer <= LAYERS[i]; layer++) {
        x = layer(dense.block("" + layer), x);
      }
      x = i < LAYERS.length - 1 ? transition(model.block("transition" + (i + 1)), x) : x;
    }
    x = model.relu("relu", model.batchNorm("norm", x));
    x = model.flatten("flatten", model.globalPool("pool", x, Pooling.AVERAGE));
    x = model.linear("fc", x, CLASSES, Initializer.LECUN_UNIFORM);
    model.softmaxCrossEntropy("loss", x);
  }

  private static Tensor layer(Block block, Tensor input) {
    Tensor x = block.relu("relu1", block.batchNorm("norm1", input));
    x = conv(block, "conv1", x, BOTTLENECK, Kernel.of(1));
    x = block.relu("relu2", block.batchNorm("norm2", x));
    x = conv(block, "conv2", x, GROWTH, Kernel.of(3).pad(1));
    return block.concat("concat", input, x);
  }

  private static Tensor transition(Block block, Tensor input) {
    Tensor x = block.relu("relu", block.batchNorm("norm", input));
    x = conv(block, "conv", x, input.extent(3) / 2, Kernel.of(1));
    return block.averagePool2d("pool", x, Kernel.of(2).stride(2));
  }

  private static Tensor conv(Block block, String name, Tensor x, long channels, Kernel kernel) {
    return block.conv2d(name, x, channels, kernel, 1, false);
  }
}
