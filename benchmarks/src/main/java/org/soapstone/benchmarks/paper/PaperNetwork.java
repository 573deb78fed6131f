package org.soapstone.benchmarks.paper;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.soapstone.dnn.lowering.LoweredModel;
import org.soapstone.dnn.operators.Sgd;
import org.soapstone.dnn.zoo.Zoo;
import org.soapstone.dnn.zoo.ZooModel;
import org.soapstone.regions.FieldType;

/** The networks of the paper's evaluation (table 4), with their samples for each GPU. */
public enum PaperNetwork {
  /** AlexNet, with 256 samples for each GPU; all others have 64. */
  ALEXNET("AlexNet", 256),
  /** Inception-v3. */
  INCEPTION_V3("Inception-v3", 64),
  /** ResNet-101; like the authors' own, without batch normalisation. */
  RESNET_101("ResNet-101", 64, "norm=0"),
  /** Text classification with four LSTM layers. */
  RNNTC("RNNTC", 64),
  /** A language model with two LSTM layers. */
  RNNLM("RNNLM", 64),
  /** Translation with four LSTM layers and attention. */
  NMT("NMT", 64);

  private final String title;
  private final int samplesPerDevice;
  private final String settings;

  PaperNetwork(String title, int samplesPerDevice) {
    this(title, samplesPerDevice, "");
  }

  PaperNetwork(String title, int samplesPerDevice, String settings) {
    this.title = title;
    this.samplesPerDevice = samplesPerDevice;
    this.settings = settings;
  }

  /** {@return the name in the paper} */
  public String title() {
    return title;
  }

  /** {@return the name in the zoo} */
  public String modelName() {
    return title.toLowerCase(Locale.ROOT);
  }

  /** {@return the samples of a step for each GPU} */
  public int samplesPerDevice() {
    return samplesPerDevice;
  }

  /** {@return the networks that the zoo has, in the order of the paper} */
  public static List<PaperNetwork> inTheZoo() {
    return Arrays.stream(values())
        .filter(network -> Zoo.names().contains(network.modelName()))
        .toList();
  }

  /**
   * {@return a network of the zoo}
   *
   * @param name its name in the paper or the zoo; case does not matter
   * @throws IllegalArgumentException if there is no such network of the paper in the zoo
   */
  public static PaperNetwork named(String name) {
    return inTheZoo().stream()
        .filter(network -> network.modelName().equals(name.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "'%s' is no network of the paper's tables; take one of %s"
                    .formatted(name, inTheZoo().stream().map(PaperNetwork::modelName).toList())));
  }

  private ZooModel model() {
    ZooModel model = Zoo.find(modelName());
    return settings.isEmpty() ? model : model.with(settings);
  }

  /**
   * {@return the network, ready to be split} Its weights are updated by plain gradient descent, the
   * paper's synchronous SGD.
   *
   * @param devices the number of GPUs, which the batch grows with
   */
  LoweredModel lower(int devices) {
    return LoweredModel.of(
        model().build((long) samplesPerDevice * devices, FieldType.FLOAT32),
        new Sgd(0.01, 0, 0),
        0);
  }
}
