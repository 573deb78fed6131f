package org.soapstone.peer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.internal.NDArrayEx;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import java.util.ArrayList;
import java.util.List;

/** What each kind of layer computes, in PyTorch's operations. Images have channels first. */
final class Kinds {
  /** The kind whose result is the loss. */
  static final String LOSS = "softmax_cross_entropy";

  private static final int IMAGE_DIMS = 4;
  private static final String EPSILON = "epsilon";

  private Kinds() {}

  static NDList compute(Layer layer, List<NDArray> inputs, List<NDArray> weights) {
    NDArray x = inputs.getFirst();
    NDArrayEx on = x.getNDArrayInternal();
    return switch (layer.kind()) {
      case "conv2d" -> conv(layer, x, weights);
      case "pool2d", "max_pool2d", "average_pool2d" -> pool(layer, x);
      case "linear" -> on.linear(x, weights.get(0), bias(weights));
      case "batch_norm" -> batchNorm(layer, x, weights);
      case "layer_norm" ->
          on.layerNorm(
              x,
              weights.getFirst().getShape(),
              weights.get(0),
              weights.get(1),
              layer.number(EPSILON));
      case "relu" -> new NDList(on.relu());
      case "gelu" -> new NDList(on.gelu());
      case "tanh" -> new NDList(x.tanh());
      case "sigmoid" -> new NDList(ai.djl.nn.Activation.sigmoid(x));
      case "add" -> new NDList(inputs.stream().reduce(NDArray::add).orElseThrow());
      case "mul" -> new NDList(x.mul(inputs.get(1)));
      case "concat" -> concat(layer, inputs);
      case "flatten", "reshape" -> new NDList(reshape(layer, x));
      case "slice" -> new NDList(slice(layer, x));
      case "dropout" -> on.dropout(x, layer.number("rate"), true);
      case "embedding" -> on.embedding(x, weights.getFirst(), SparseFormat.DENSE);
      case "lstm" -> lstm(inputs, weights);
      case "attention" -> new NDList(attention(layer, x, inputs.get(1), inputs.get(2)));
      case LOSS -> new NDList(crossEntropy(x, inputs.get(1)));
      default ->
          throw new IllegalArgumentException(
              "layer '%s' is of kind '%s', which PyTorch's side of the comparison does not know;"
                      .formatted(layer.name(), layer.kind())
                  + " add it to org.soapstone.peer.Kinds");
    };
  }

  private static NDArray bias(List<NDArray> weights) {
    return weights.size() > 1 ? weights.get(1) : null;
  }

  private static NDList conv(Layer layer, NDArray x, List<NDArray> weights) {
    int groups = layer.says("groups") ? (int) layer.number("groups") : 1;
    Shape dilation = layer.says("dilation") ? layer.extents("dilation") : new Shape(1, 1);
    return x.getNDArrayInternal()
        .convolution(
            x,
            weights.get(0),
            bias(weights),
            layer.extents("stride"),
            layer.extents("pad"),
            dilation,
            groups);
  }

  private static NDList pool(Layer layer, NDArray x) {
    NDArrayEx on = x.getNDArrayInternal();
    boolean max = layer.says("max");
    Shape kernel = layer.extents(max ? "max" : "average");
    Shape stride = layer.extents("stride");
    Shape pad = layer.extents("pad");
    return new NDList(
        max
            ? on.maxPool(kernel, stride, pad, false)
            : on.avgPool(kernel, stride, pad, false, layer.says("counting padding")));
  }

  private static NDList batchNorm(Layer layer, NDArray x, List<NDArray> weights) {
    NDArray scale = weights.get(0);
    // Running moments are made anew: their values change nothing, their update is timed.
    NDArray mean = x.getManager().zeros(scale.getShape());
    NDArray variance = x.getManager().ones(scale.getShape());
    return x.getNDArrayInternal()
        .batchNorm(x, mean, variance, scale, weights.get(1), 1, 0.9f, layer.number(EPSILON), true);
  }

  private static NDList concat(Layer layer, List<NDArray> inputs) {
    int dims = layer.output().shape().dimension();
    int axis = dims == IMAGE_DIMS ? 1 : dims - 1;
    return new NDList(NDArrays.concat(new NDList(inputs), axis));
  }

  /** Soapstone flattens images channels last. */
  private static NDArray reshape(Layer layer, NDArray x) {
    boolean isImage = x.getShape().dimension() == IMAGE_DIMS && layer.kind().equals("flatten");
    boolean isPixel = isImage && x.getShape().get(2) * x.getShape().get(3) == 1;
    NDArray last = isImage && !isPixel ? Layouts.channelsLast(x) : x;
    return last.reshape(layer.output().shape());
  }

  private static NDArray slice(Layer layer, NDArray x) {
    List<Long> start = layer.list("start");
    NDIndex index = new NDIndex();
    for (int d = 0; d < start.size(); d++) {
      index.addSliceDim(start.get(d), start.get(d) + layer.output().shape().get(d));
    }
    return x.get(index);
  }

  private static NDList lstm(List<NDArray> inputs, List<NDArray> weights) {
    NDArray x = inputs.getFirst();
    NDArray hidden = weights.get(1);
    long units = hidden.getShape().get(1);
    Shape state = new Shape(1, x.getShape().get(0), units);
    NDList states = new NDList();
    for (int s = 1; s <= 2; s++) {
      states.add(inputs.size() > s ? inputs.get(s).reshape(state) : x.getManager().zeros(state));
    }
    NDArray zeros = x.getManager().zeros(weights.get(2).getShape());
    NDList parameters = new NDList(weights.get(0), hidden, weights.get(2), zeros);
    NDList found =
        x.getNDArrayInternal().lstm(x, states, parameters, true, 1, 0, true, false, true);
    Shape plain = new Shape(x.getShape().get(0), units);
    return new NDList(found.get(0), found.get(1).reshape(plain), found.get(2).reshape(plain));
  }

  private static NDArray attention(Layer layer, NDArray query, NDArray key, NDArray value) {
    if (layer.says("causal")) {
      throw new IllegalArgumentException("layer '" + layer.name() + "' has a causal mask");
    }
    float scale = (float) (1 / Math.sqrt((double) query.getShape().get(3)));
    NDArray scores = heads(query).matMul(heads(key).transpose(0, 1, 3, 2)).mul(scale);
    return scores.softmax(-1).matMul(heads(value)).transpose(0, 2, 1, 3);
  }

  /** From [sample, position, head, depth] to [sample, head, position, depth]. */
  private static NDArray heads(NDArray array) {
    return array.transpose(0, 2, 1, 3);
  }

  private static NDArray crossEntropy(NDArray logits, NDArray labels) {
    List<Long> extents = new ArrayList<>();
    for (long extent : labels.getShape().getShape()) {
      extents.add(extent);
    }
    extents.add(1L);
    NDArray index = labels.reshape(new Shape(extents));
    return logits.logSoftmax(-1).gather(index, -1).mean().neg();
  }
}
