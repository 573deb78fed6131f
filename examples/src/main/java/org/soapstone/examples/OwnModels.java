package org.soapstone.examples;

import java.util.List;
import org.soapstone.dnn.Model;
import org.soapstone.dnn.operators.Adam;
import org.soapstone.dnn.operators.Initializer;
import org.soapstone.dnn.operators.LearningRate;
import org.soapstone.dnn.operators.Tensor;
import org.soapstone.dnn.zoo.ModelProvider;
import org.soapstone.dnn.zoo.ZooModel;

/**
 * A model of one's own for the command line: a perceptron on 28x28 digits, with an operator that
 * Soapstone does not have.
 *
 * <pre>{@code
 * ./soapstone train perceptron --classpath examples/target/soapstone-examples-0.1.0-SNAPSHOT.jar
 * }</pre>
 */
public final class OwnModels implements ModelProvider {

  /** Is made by the service loader. */
  public OwnModels() {}

  @Override
  public List<ZooModel> models() {
    return List.of(
        new ZooModel(
            "perceptron",
            "two layers on 28x28 digits, with an operator of its own between them",
            16,
            Adam.of(LearningRate.constant(1e-3)),
            OwnModels::layers));
  }

  private static void layers(Model model) {
    Tensor x = model.flatten("flatten", model.input("image", 28, 28, 1));
    Tensor hidden = model.linear("hidden", x, 48, Initializer.GLOROT_NORMAL);
    Tensor active =
        model.operator("soft_sign", "active", List.of(hidden), name -> new SoftSign(name, hidden));
    model.softmaxCrossEntropy("loss", model.linear("classes", active, 10));
  }
}
