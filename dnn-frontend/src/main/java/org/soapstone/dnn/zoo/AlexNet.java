package org.soapstone.dnn.zoo;

import org.soapstone.dnn.Kernel;
import org.soapstone.dnn.Model;
import org.soapstone.dnn.operators.Initializer;
import org.soapstone.dnn.operators.Tensor;

/**
 * Krizhevsky, "One Weird Trick for Parallelizing Convolutional Neural Networks" (2014): 61,100,840
 * parameters, 1.428 GFLOP.
 */
final class AlexNet {
  private static final Initializer START = Initializer.LECUN_UNIFORM;
  private static final Kernel POOL = Kernel.of(3).stride(2);

  private AlexNet() {}

  static void layers(Model model) {
    Tensor x = model.input("image", 224, 224, 3);
    x = model.relu("relu1", model.conv2d("conv1", x, 64, Kernel.of(11).stride(4).pad(2), START));
    x = model.maxPool2d("pool1", x, POOL);
    x = model.relu("relu2", model.conv2d("conv2", x, 192, Kernel.of(5).pad(2), START));
    x = model.maxPool2d("pool2", x, POOL);
    x = model.relu("relu3", model.conv2d("conv3", x, 384, Kernel.of(3).pad(1), START));
    x = model.relu("relu4", model.conv2d("conv4", x, 256, Kernel.of(3).pad(1), START));
    x = model.relu("relu5", model.conv2d("conv5", x, 256, Kernel.of(3).pad(1), START));
    x = model.maxPool2d("pool5", x, POOL);
    x = model.flatten("flatten", x);
    x = model.relu("relu6", model.linear("fc6", x, 4096, START));
    x = model.relu("relu7", model.linear("fc7", x, 4096, START));
    x = model.linear("fc8", x, 1000, START);
    model.softmaxCrossEntropy("loss", x);
  }
}
