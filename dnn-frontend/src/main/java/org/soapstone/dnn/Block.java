package org.soapstone.dnn;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.soapstone.dnn.kernels.BinaryFunction;
import org.soapstone.dnn.kernels.Kernels.Pooling;
import org.soapstone.dnn.kernels.UnaryFunction;
import org.soapstone.dnn.operators.Add;
import org.soapstone.dnn.operators.Binary;
import org.soapstone.dnn.operators.Concat;
import org.soapstone.dnn.operators.Conv;
import org.soapstone.dnn.operators.Initializer;
import org.soapstone.dnn.operators.Linear;
import org.soapstone.dnn.operators.ModelException;
import org.soapstone.dnn.operators.Operator;
import org.soapstone.dnn.operators.Pool;
import org.soapstone.dnn.operators.Reshape;
import org.soapstone.dnn.operators.Tensor;
import org.soapstone.dnn.operators.Unary;
import org.soapstone.regions.FieldType;

/**
 * A part of a model with names of its own: what the layers of a {@code block("mixed_5b")} are
 * called begins with {@code mixed_5b/}. The {@link Model} is the outermost block.
 *
 * <p><b>Names.</b> A layer that is not named is called after its kind and its place among the
 * layers of that kind in its block, as in {@code relu_2}. Such a name does not change when layers
 * are added in other blocks, behind it, or of other kinds. Strategies and checkpoints refer to
 * layers by name, so name the layers of a model that you will change.
 *
 * <p>Each method adds a layer and returns its output. A layer that cannot be is refused with a
 * {@link ModelException} that names it, the shapes and the rule; the model is then as before. Not
 * thread-safe.
 */
public class Block extends LossLayers {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]+");

  private final Model model;
  private final String prefix;
  private final Map<String, Integer> kinds = new HashMap<>();
  private final Set<String> blocks = new HashSet<>();

  /** Starts the outermost block of a model, which the new object must be. */
  Block() {
    this.model = (Model) this;
    this.prefix = "";
  }

  private Block(Model model, String prefix) {
    this.model = model;
    this.prefix = prefix;
  }

  /**
   * {@return a new block inside this one}
   *
   * @param name its name, unique among the blocks of this block
   * @throws ModelException if the name is taken or has other characters than letters, digits and
   *     {@code _.-}
   */
  @Override
  public Block block(String name) {
    checkName("block", name);
    if (!blocks.add(name)) {
      throw new ModelException(
          "block '%s' is there already; choose another name".formatted(prefix + name));
    }
    return new Block(model, prefix + name + "/");
  }

  /**
   * Adds a convolution with bias, its weight starting Kaiming-uniform.
   *
   * @param name the layer's name
   * @param input [sample, height, width, channel]
   * @param outChannels the channels of the output
   * @param kernel the window
   * @return [sample, height', width', outChannels]
   */
  public Tensor conv2d(String name, Tensor input, long outChannels, Kernel kernel) {
    return conv2d(name, input, outChannels, kernel, Initializer.KAIMING_UNIFORM);
  }

  /**
   * Adds a convolution with bias, its weight starting Kaiming-uniform, named after its place.
   *
   * @param input [sample, height, width, channel]
   * @param outChannels the channels of the output
   * @param kernel the window
   * @return [sample, height', width', outChannels]
   */
  public Tensor conv2d(Tensor input, long outChannels, Kernel kernel) {
    return conv2d(nextName("conv2d"), input, outChannels, kernel);
  }

  /**
   * Adds a convolution with bias.
   *
   * @param name the layer's name
   * @param input [sample, height, width, channel]
   * @param outChannels the channels of the output
   * @param kernel the window
   * @param initializer where the weight starts
   * @return [sample, height', width', outChannels]
   */
  public Tensor conv2d(
      String name, Tensor input, long outChannels, Kernel kernel, Initializer initializer) {
    return add(
        "conv2d",
        name,
        List.of(input),
        full -> new Conv(full, input, outChannels, kernel.window(), initializer));
  }

  /**
   * Adds a convolution over one dimension, with bias, its weight starting Kaiming-uniform.
   *
   * @param name the layer's name
   * @param input [sample, position, channel]
   * @param outChannels the channels of the output
   * @param kernel the window, of one dimension
   * @return [sample, position', outChannels]
   */
  public Tensor conv1d(String name, Tensor input, long outChannels, Kernel kernel) {
    return conv("conv1d", name, input, outChannels, kernel, 1, true);
  }

  /**
   * Adds a convolution over three dimensions, with bias, its weight starting Kaiming-uniform.
   *
   * @param name the layer's name
   * @param input [sample, depth, height, width, channel]
   * @param outChannels the channels of the output
   * @param kernel the window, of three dimensions
   * @return [sample, depth', height', width', outChannels]
   */
  public Tensor conv3d(String name, Tensor input, long outChannels, Kernel kernel) {
    return conv("conv3d", name, input, outChannels, kernel, 1, true);
  }

  /**
   * Adds a convolution, its weight starting Kaiming-uniform.
   *
   * @param name the layer's name
   * @param input [sample, height, width, channel]
   * @param outChannels the channels of the output
   * @param kernel the window
   * @param groups divides the channels of input and output; each group of outputs sees its own
   *     inputs
   * @param bias whether there is a bias
   * @return [sample, height', width', outChannels]
   */
  public Tensor conv2d(
      String name, Tensor input, long outChannels, Kernel kernel, long groups, boolean bias) {
    return conv("conv2d", name, input, outChannels, kernel, groups, bias);
  }

  private Tensor conv(
      String kind,
      String name,
      Tensor input,
      long outChannels,
      Kernel kernel,
      long groups,
      boolean bias) {
    return add(
        kind,
        name,
        List.of(input),
        full ->
            new Conv(
                full,
                input,
                outChannels,
                kernel.window(),
                groups,
                bias,
                Initializer.KAIMING_UNIFORM));
  }

  /**
   * Adds a pooling of each channel over all positions.
   *
   * @param name the layer's name
   * @param input [sample, ..., channel]
   * @param pooling maximum or average
   * @return [sample, 1..., channel]
   */
  public Tensor globalPool(String name, Tensor input, Pooling pooling) {
    return add("pool", name, List.of(input), full -> Pool.global(full, input, pooling));
  }

  /**
   * Adds a pooling that takes the maximum of each window.
   *
   * @param name the layer's name
   * @param input [sample, height, width, channel]
   * @param kernel the window
   * @return [sample, height', width', channel]
   */
  public Tensor maxPool2d(String name, Tensor input, Kernel kernel) {
    return pool2d(name, input, Pooling.MAX, kernel);
  }

  /**
   * Adds a pooling that takes the average of each window's elements inside the image.
   *
   * @param name the layer's name
   * @param input [sample, height, width, channel]
   * @param kernel the window
   * @return [sample, height', width', channel]
   */
  public Tensor averagePool2d(String name, Tensor input, Kernel kernel) {
    return pool2d(name, input, Pooling.AVERAGE, kernel);
  }

  /**
   * Adds a pooling.
   *
   * @param name the layer's name
   * @param input [sample, height, width, channel]
   * @param pooling maximum or average
   * @param kernel the window
   * @return [sample, height', width', channel]
   */
  public Tensor pool2d(String name, Tensor input, Pooling pooling, Kernel kernel) {
    return add(
        "pool2d", name, List.of(input), full -> new Pool(full, input, pooling, kernel.window()));
  }

  /**
   * Adds a pooling named after its place.
   *
   * @param input [sample, height, width, channel]
   * @param pooling maximum or average
   * @param kernel the window
   * @return [sample, height', width', channel]
   */
  public Tensor pool2d(Tensor input, Pooling pooling, Kernel kernel) {
    return pool2d(nextName("pool2d"), input, pooling, kernel);
  }

  /**
   * Adds a fully connected layer with bias, its weight starting Kaiming-uniform.
   *
   * @param name the layer's name
   * @param input [sample, ..., channel]
   * @param outChannels the channels of the output
   * @return [sample, ..., outChannels]
   */
  public Tensor linear(String name, Tensor input, long outChannels) {
    return linear(name, input, outChannels, Initializer.KAIMING_UNIFORM);
  }

  /**
   * Adds a fully connected layer with bias, its weight starting Kaiming-uniform, named after its
   * place.
   *
   * @param input [sample, ..., channel]
   * @param outChannels the channels of the output
   * @return [sample, ..., outChannels]
   */
  public Tensor linear(Tensor input, long outChannels) {
    return linear(nextName("linear"), input, outChannels);
  }

  /**
   * Adds a fully connected layer with bias.
   *
   * @param name the layer's name
   * @param input [sample, channel]
   * @param outChannels the channels of the output
   * @param initializer where the weight starts
   * @return [sample, outChannels]
   */
  public Tensor linear(String name, Tensor input, long outChannels, Initializer initializer) {
    return add(
        "linear", name, List.of(input), full -> new Linear(full, input, outChannels, initializer));
  }

  /**
   * Adds a fully connected layer without bias.
   *
   * @param name the layer's name
   * @param input [sample, ..., channel]
   * @param outChannels the channels of the output
   * @param initializer where the weight starts
   * @return [sample, ..., outChannels]
   */
  public Tensor linearWithoutBias(
      String name, Tensor input, long outChannels, Initializer initializer) {
    return add(
        "linear",
        name,
        List.of(input),
        full -> new Linear(full, input, outChannels, initializer, false));
  }

  /**
   * Adds a rectified linear unit.
   *
   * @param name the layer's name
   * @param input any tensor
   * @return the same shape
   */
  public Tensor relu(String name, Tensor input) {
    return add(
        "relu", name, List.of(input), full -> new Unary(full, input, new UnaryFunction.Relu()));
  }

  /**
   * Adds a rectified linear unit named after its place.
   *
   * @param input any tensor
   * @return the same shape
   */
  public Tensor relu(Tensor input) {
    return relu(nextName("relu"), input);
  }

  /**
   * Adds a layer that makes each image a row of features.
   *
   * @param name the layer's name
   * @param input [sample, height, width, channel]
   * @return [sample, height · width · channel]
   */
  public Tensor flatten(String name, Tensor input) {
    return add("flatten", name, List.of(input), full -> Reshape.flatten(full, input));
  }

  /**
   * Adds a layer that makes each image a row of features, named after its place.
   *
   * @param input [sample, height, width, channel]
   * @return [sample, height · width · channel]
   */
  public Tensor flatten(Tensor input) {
    return flatten(nextName("flatten"), input);
  }

  /**
   * Adds a sum of tensors.
   *
   * @param name the layer's name
   * @param inputs at least two, of one shape; or two that are broadcast
   * @return the same shape, or the broadcast one
   */
  public Tensor add(String name, Tensor... inputs) {
    List<Tensor> list = List.of(inputs);
    boolean broadcast = inputs.length == 2 && !inputs[0].shape().equals(inputs[1].shape());
    return add(
        "add",
        name,
        list,
        full ->
            broadcast
                ? new Binary(full, BinaryFunction.ADD, inputs[0], inputs[1])
                : new Add(full, list));
  }

  /**
   * Adds a sum of tensors, named after its place.
   *
   * @param inputs at least two, of one shape; or two that are broadcast
   * @return the same shape, or the broadcast one
   */
  public Tensor add(Tensor... inputs) {
    return add(nextName("add"), inputs);
  }

  /**
   * Adds a layer that puts the channels of tensors behind one another.
   *
   * @param name the layer's name
   * @param inputs at least one, alike but for their channels
   * @return the same shape, with the sum of the channels
   */
  public Tensor concat(String name, Tensor... inputs) {
    List<Tensor> list = List.of(inputs);
    return concat(name, -1, list);
  }

  /**
   * Adds a layer that puts tensors behind one another along a dimension.
   *
   * @param name the layer's name
   * @param axis the dimension; negative counts from the end
   * @param inputs at least one, alike but for that dimension
   * @return the same shape, with the sum of that dimension's extents
   */
  public Tensor concat(String name, int axis, List<Tensor> inputs) {
    return add("concat", name, inputs, full -> new Concat(full, axis, inputs));
  }

  /**
   * Adds a layer that puts the channels of tensors behind one another, named after its place.
   *
   * @param inputs at least one, alike but for their channels
   * @return the same shape, with the sum of the channels
   */
  public Tensor concat(Tensor... inputs) {
    return concat(nextName("concat"), inputs);
  }

  /**
   * Adds a layer of one's own.
   *
   * @param kind the kind of operator, as the operator says it
   * @param name the layer's name
   * @param inputs the tensors it reads
   * @param operator makes the operator of its full name
   * @return the operator's main output
   */
  public Tensor operator(
      String kind, String name, List<Tensor> inputs, Function<String, Operator> operator) {
    return add(kind, name, inputs, operator);
  }

  @Override
  final Operator append(
      String kind, String name, List<Tensor> inputs, Function<String, Operator> operator) {
    checkName("layer", name);
    String full = prefix + name;
    model.checkInputs(full, kind, inputs);
    Operator made = operator.apply(full);
    model.append(made);
    kinds.merge(kind, 1, Integer::sum);
    return made;
  }

  @Override
  final Model model() {
    return model;
  }

  @Override
  final FieldType type() {
    return model.elementType();
  }

  @Override
  final String nextName(String kind) {
    return kind + "_" + (kinds.getOrDefault(kind, 0) + 1);
  }

  private void checkName(String what, String name) {
    if (!NAME.matcher(name).matches()) {
      throw new ModelException(
          "%s '%s': a name is made of letters, digits, '_', '.' and '-'"
              .formatted(what, prefix + name));
    }
  }
}
