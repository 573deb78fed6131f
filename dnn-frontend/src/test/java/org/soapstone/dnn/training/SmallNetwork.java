package org.soapstone.dnn.training;

import org.soapstone.dnn.Kernel;
import org.soapstone.dnn.Model;
import org.soapstone.dnn.kernels.ReferenceKernels;
import org.soapstone.dnn.lowering.LoweredModel;
import org.soapstone.dnn.operators.StepRule;
import org.soapstone.dnn.operators.Tensor;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.soap.Strategies;
import org.soapstone.regions.FieldType;

/** A convolution and two linear layers on {@link Stripes}: small enough to train in a test. */
final class SmallNetwork {
  static final Stripes IMAGES = new Stripes(120, 7, 1, 3);

  private SmallNetwork() {}

  static LoweredModel lowered(FieldType type, int batch, StepRule rule) {
    Model model = Model.named("small").batch(batch).elementType(type);
    Tensor x = model.input("image", 7, 7, 1);
    x = model.relu("relu1", model.conv2d("conv", x, 3, Kernel.of(3).stride(2)));
    x = model.relu("relu2", model.linear("fc1", model.flatten("flatten", x), 7));
    model.softmaxCrossEntropy("loss", model.linear("fc2", x, 3));
    return LoweredModel.of(model, rule, 3);
  }

  static TrainerBuilder trainer(LoweredModel model, String strategy, Machine machine) {
    return Trainer.of(
            model,
            machine,
            Strategies.named(strategy, model, machine).configurations(model, machine),
            new ReferenceKernels())
        .train(IMAGES)
        .epochs(100)
        .seed(4);
  }
}
