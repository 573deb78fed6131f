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
  private LeNet() {}

  static void layers(Model model) {
    Tensor x = model.input("image", 28, 28, 1);
    x = model.relu("relu1", model.conv2d("conv1", x, 6, Kernel.of(5).pad(2)));
    x = model.maxPool2d("pool1", x, Kernel.of(2).stride(2));
    x = model.relu("relu2", model.conv2d("conv2", x, 16, Kernel.of(5)));
    x = model.maxPool2d("pool2", x, Kernel.of(2).stride(2));
    x = model.flatten("flatten", x);
    x = model.relu("relu3", model.linear("fc1", x, 120));
    x = model.relu("relu4", model.linear("fc2", x, 84));
    x = model.linear("fc3", x, 10, Initializer.GLOROT_UNIFORM);
    model.softmaxCrossEntropy("loss", x);
  }
}
