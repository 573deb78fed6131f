package org.soapstone.dnn.zoo;

import org.soapstone.dnn.Kernel;
import org.soapstone.dnn.Model;
import org.soapstone.dnn.operators.Initializer;
import org.soapstone.dnn.operators.Tensor;

/**
 * LeCun, Bottou, Bengio, Haffner, "Gradient-Based Learning Applied to Document Recognition" (1998):
 * 61,706 parameters.
 */
final class LeNet {
  private static final Initializer START = Initializer.LECUN_UNIFORM;

  private LeNet() {}

  static void layers(Model model) {
    Tensor x = model.input("image", 28, 28, 1);
    x = model.relu("relu1", model.conv2d("conv1", x, 6, Kernel.of(5).pad(2), START));
    x = model.maxPool2d("pool1", x, Kernel.of(2).stride(2));
    x = model.relu("relu2", model.conv2d("conv2", x, 16, Kernel.of(5), START));
    x = model.maxPool2d("pool2", x, Kernel.of(2).stride(2));
    x = model.flatten("flatten", x);
    x = model.relu("relu3", model.linear("fc1", x, 120, START));
    x = model.relu("relu4", model.linear("fc2", x, 84, START));
    x = model.linear("fc3", x, 10, START);
    model.softmaxCrossEntropy("loss", x);
  }
}
