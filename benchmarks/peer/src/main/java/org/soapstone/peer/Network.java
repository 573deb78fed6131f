package org.soapstone.peer;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.training.GradientCollector;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A network in PyTorch, its batch of data, and its training step. */
final class Network implements AutoCloseable {
  private static final String PYTORCH = "PyTorch";

  /** The learning rate of plain gradient descent, as on the other side. */
  private static final float RATE = 1e-3f;

  private final NDManager manager;
  private final List<Layer> layers;
  private final Map<String, NDArray> data = new LinkedHashMap<>();
  private final Map<String, NDArray> weights = new LinkedHashMap<>();

  private Network(NDManager manager, List<Layer> layers) {
    this.manager = manager;
    this.layers = layers;
  }

  /** Reads a description, and the data of inputs and weights in its order. */
  static Network read(Path folder) throws IOException {
    List<Layer> layers =
        Files.readAllLines(folder.resolve("network.txt"), StandardCharsets.UTF_8).stream()
            .map(Layer::parse)
            .toList();
    Network network = new Network(NDManager.newBaseManager(Device.cpu(), PYTORCH), layers);
    try (FileChannel file = FileChannel.open(folder.resolve("tensors.bin"))) {
      for (Layer layer : layers) {
        if (layer.inputs().isEmpty()) {
          for (Layer.Array array : layer.outputs()) {
            network.data.put(array.name(), Layouts.data(network.load(file, array)));
          }
        }
      }
      for (Layer layer : layers) {
        for (Layer.Array array : layer.weights()) {
          if (!network.weights.containsKey(array.name())) {
            NDArray weight = Layouts.weight(layer, network.load(file, array)).duplicate();
            weight.setRequiresGradient(true);
            network.weights.put(array.name(), weight);
          }
        }
      }
    }
    return network;
  }

  private NDArray load(FileChannel file, Layer.Array array) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(Math.toIntExact(array.shape().size() * Float.BYTES))
            .order(ByteOrder.nativeOrder());
    while (bytes.hasRemaining()) {
      if (file.read(bytes) < 0) {
        throw new IOException("tensors.bin ends before '" + array.name() + "'");
      }
    }
    bytes.flip();
    return array.isInteger()
        ? manager.create(bytes.asIntBuffer(), array.shape(), DataType.INT32)
        : manager.create(bytes.asFloatBuffer(), array.shape(), DataType.FLOAT32);
  }

  /** {@return the loss of the network as it is} */
  float loss() {
    try (NDManager scope = manager.newSubManager()) {
      return forward(scope).getFloat();
    }
  }

  /** One step: forward, backward, update. */
  void step() {
    try (NDManager scope = manager.newSubManager()) {
      try (GradientCollector gradients = Engine.getEngine(PYTORCH).newGradientCollector()) {
        gradients.backward(forward(scope));
      }
      for (NDArray weight : weights.values()) {
        try (NDArray gradient = weight.getGradient()) {
          weight
              .getNDArrayInternal()
              .sgdUpdate(
                  new NDList(weight, gradient), new NDList(weight), RATE, 0, 1, -1, 0, false);
        }
      }
    }
  }

  /** Computes all layers; the sum of the losses. */
  private NDArray forward(NDManager scope) {
    // What is computed belongs to the scope of what it is computed from.
    data.values().forEach(array -> array.tempAttach(scope));
    weights.values().forEach(array -> array.tempAttach(scope));
    Map<String, NDArray> values = new LinkedHashMap<>(data);
    List<NDArray> losses = new ArrayList<>();
    for (Layer layer : layers) {
      if (!layer.inputs().isEmpty()) {
        List<NDArray> inputs = layer.inputs().stream().map(values::get).toList();
        List<NDArray> own =
            layer.weights().stream().map(array -> weights.get(array.name())).toList();
        NDList outputs = Kinds.compute(layer, inputs, own);
        if (layer.kind().equals(Kinds.LOSS)) {
          losses.add(outputs.singletonOrThrow());
          continue;
        }
        for (int i = 0; i < outputs.size(); i++) {
          Layouts.check(layer, layer.outputs().get(i), outputs.get(i));
          values.put(layer.outputs().get(i).name(), outputs.get(i));
        }
      }
    }
    return losses.stream().reduce(NDArray::add).orElseThrow();
  }

  @Override
  public void close() {
    manager.close();
  }
}
