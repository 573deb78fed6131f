package org.soapstone.dnn;

import static java.util.Objects.requireNonNull;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import com.google.common.primitives.ImmutableLongArray;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.soapstone.dnn.data.SampleForm;
import org.soapstone.dnn.operators.Input;
import org.soapstone.dnn.operators.InputForms;
import org.soapstone.dnn.operators.Labels;
import org.soapstone.dnn.operators.Loss;
import org.soapstone.dnn.operators.ModelException;
import org.soapstone.dnn.operators.Operator;
import org.soapstone.dnn.operators.Positions;
import org.soapstone.dnn.operators.Target;
import org.soapstone.dnn.operators.Tensor;
import org.soapstone.dnn.operators.Tokens;
import org.soapstone.dnn.operators.Weight;
import org.soapstone.regions.FieldType;

/**
 * A network: layers in the order in which they are added, from inputs to a loss, or several that
 * add up.
 *
 * <pre>{@code
 * Model model = Model.named("tiny").batch(64);
 * Tensor x = model.input("image", 28, 28, 1);
 * x = model.relu(model.conv2d("conv1", x, 6, Kernel.of(5).pad(2)));
 * x = model.maxPool2d("pool1", x, Kernel.of(2).stride(2));
 * x = model.linear("fc", model.flatten(x), 10);
 * model.softmaxCrossEntropy("loss", x);
 * }</pre>
 *
 * <p>Shapes are checked as layers are added. Nothing here says how the network is split or where it
 * runs. Not thread-safe while it is built.
 */
public final class Model extends Block {
  /** The samples of a batch unless told. */
  public static final long DEFAULT_BATCH = 32;

  private final String name;
  private final List<Operator> operators = new ArrayList<>();
  private final Map<String, Tensor> tensors = new HashMap<>();
  private final Map<Tensor, Tensor> shared = new LinkedHashMap<>();
  private long batch = DEFAULT_BATCH;
  private FieldType type = FieldType.FLOAT32;
  private Optional<Input> input = Optional.empty();

  private Model(String name) {
    this.name = requireNonNull(name, "name");
    if (name.isBlank()) {
      throw new ModelException("the model's name is blank; give it a name");
    }
  }

  /**
   * {@return a model without layers, of batch {@value #DEFAULT_BATCH} and element type FLOAT32}
   *
   * @param name the name, which strategies and checkpoints carry
   */
  public static Model named(String name) {
    return new Model(name);
  }

  /**
   * Sets the number of samples of a batch, over all processors.
   *
   * @param samples at least 1
   * @return this model
   * @throws ModelException if it is less, or there are layers already
   */
  public Model batch(long samples) {
    requireNoLayers("batch");
    if (samples < 1) {
      throw new ModelException(
          "model '%s': batch %d; it must be at least 1".formatted(name, samples));
    }
    batch = samples;
    return this;
  }

  /**
   * Sets the type of the elements.
   *
   * @param elements {@code FLOAT32} or {@code FLOAT64}
   * @return this model
   * @throws ModelException if it is another, or there are layers already
   */
  public Model elementType(FieldType elements) {
    requireNoLayers("element type");
    if (elements != FieldType.FLOAT32 && elements != FieldType.FLOAT64) {
      throw new ModelException(
          "model '%s': element type %s; it must be FLOAT32 or FLOAT64".formatted(name, elements));
    }
    type = elements;
    return this;
  }

  /**
   * Adds the input of values, for example images and their labels. A model has at most one.
   *
   * @param layer the layer's name
   * @param extents the extents for one sample: of an image its height, width and channels
   * @return the values [sample, extents]
   * @throws ModelException if there is one already, or an extent is less than 1
   */
  public Tensor input(String layer, long... extents) {
    input.ifPresent(first -> {
      throw ModelException.of(
          layer, "input", "the model has the input '%s' already".formatted(first.name()));
    });
    return add("input", layer, List.of(), full -> new Input(full, type, withBatch(extents)));
  }

  /**
   * Adds an input of indices: the words of a text, or rows of a table. A model may have several;
   * the first takes the first sequence of each sample of a data set, and so on.
   *
   * @param layer the layer's name
   * @param length the indices of a sample, at least 1
   * @param vocabulary the indices run from 0 to one less
   * @return the indices [sample, position], INT32
   * @throws ModelException if a number is less than 1
   */
  public Tensor tokens(String layer, long length, long vocabulary) {
    int sequence = Math.toIntExact(operators.stream().filter(Tokens.class::isInstance).count());
    return add(
        "tokens", layer, List.of(), full -> new Tokens(full, batch, sequence, length, vocabulary));
  }

  /**
   * Adds the numbers of positions, the same for each sample: what an embedding of positions looks
   * up.
   *
   * @param layer the layer's name
   * @param length how many, at least 1
   * @return 0, 1, ... [sample, position], INT32
   */
  public Tensor positions(String layer, long length) {
    return add("positions", layer, List.of(), full -> new Positions(full, batch, length));
  }

  /**
   * Adds the labels of the samples, or of the positions of their sequences, for a model without an
   * {@link #input input} of values.
   *
   * @param layer the layer's name
   * @param extents nothing, or the positions of a sequence
   * @return the labels [sample] or [sample, position], INT32
   * @throws ModelException if there are more extents
   */
  public Tensor labels(String layer, long... extents) {
    return add("labels", layer, List.of(), full -> new Labels(full, withBatch(extents)));
  }

  private ImmutableLongArray withBatch(long... extents) {
    return ImmutableLongArray.builder().add(batch).addAll(extents).build();
  }

  /**
   * Makes a layer use the weights of an earlier one, as the steps of an unrolled network do: there
   * is one region for both, to which the gradients of all uses add up, in the order of the backward
   * pass; the earlier layer updates it.
   *
   * @param layer the layer, of which all weights are shared
   * @param with the earlier layer, with as many weights of the same types and shapes
   * @return this model
   * @throws ModelException if there is no such layer, it is not earlier, or the weights differ
   */
  public Model shareWeights(String layer, String with) {
    List<Weight> own = operator(layer).weights();
    List<Weight> others = operator(with).weights();
    if (own.isEmpty() || own.size() != others.size()) {
      throw ModelException.of(
          layer,
          operator(layer).kind(),
          "%d weights cannot be shared with the %d of '%s'; there must be as many, and at least 1"
              .formatted(own.size(), others.size(), with));
    }
    for (int i = 0; i < own.size(); i++) {
      shareWeight(own.get(i).tensor().name(), others.get(i).tensor().name());
    }
    return this;
  }

  /**
   * Makes a weight one with a weight of an earlier layer, as a decoder's is with an embedding's.
   *
   * @param weight the weight's name, such as {@code fc2.weight}
   * @param with the name of the earlier layer's weight, of the same type and shape
   * @return this model
   * @throws ModelException if there is no such weight, it is not earlier, or they differ
   */
  public Model shareWeight(String weight, String with) {
    Tensor own = weight(weight);
    Tensor other = shared.getOrDefault(weight(with), weight(with));
    List<Tensor> all =
        operators.stream().flatMap(o -> o.weights().stream()).map(Weight::tensor).toList();
    if (all.indexOf(other) >= all.indexOf(own)) {
      throw new ModelException(
          "weight %s cannot be shared with %s, which is not of an earlier layer"
              .formatted(own, other));
    }
    if (own.type() != other.type() || !own.shape().equals(other.shape())) {
      throw new ModelException(
          "weights %s %s and %s %s cannot be shared; they must have one type and shape"
              .formatted(own, own.type(), other, other.type()));
    }
    shared.replaceAll((_, first) -> first.equals(own) ? other : first);
    shared.put(own, other);
    return this;
  }

  private Operator operator(String layer) {
    return operators.stream()
        .filter(operator -> operator.name().equals(layer))
        .findFirst()
        .orElseThrow(
            () -> new ModelException("model '%s' has no layer '%s'".formatted(name, layer)));
  }

  private Tensor weight(String weight) {
    return operators.stream()
        .flatMap(operator -> operator.weights().stream())
        .map(Weight::tensor)
        .filter(tensor -> tensor.name().equals(weight))
        .findFirst()
        .orElseThrow(
            () -> new ModelException("model '%s' has no weight '%s'".formatted(name, weight)));
  }

  /** {@return the weights that are one with an earlier layer's, and with which} */
  public Map<Tensor, Tensor> sharedWeights() {
    return Collections.unmodifiableMap(shared);
  }

  /** {@return the name} */
  public String name() {
    return name;
  }

  /** {@return the samples of a batch, over all processors} */
  public long batch() {
    return batch;
  }

  /** {@return the type of the elements} */
  public FieldType elementType() {
    return type;
  }

  /** {@return the operators, in program order; not to be changed} */
  public List<Operator> operators() {
    return Collections.unmodifiableList(operators);
  }

  /**
   * {@return the input of values}
   *
   * @throws ModelException if there is none
   */
  public Input input() {
    return input.orElseThrow(
        () -> new ModelException("model '%s' has no input; add one".formatted(name)));
  }

  /**
   * {@return the losses, in program order; what a training makes small is their sum}
   *
   * @throws ModelException if there is none
   */
  public List<Loss> losses() {
    List<Loss> losses =
        operators.stream().filter(Loss.class::isInstance).map(Loss.class::cast).toList();
    if (losses.isEmpty()) {
      throw new ModelException(
          "model '%s' has no loss; add one, such as softmaxCrossEntropy".formatted(name));
    }
    return losses;
  }

  /**
   * {@return what a sample of a data set for this model is made of}
   *
   * @throws ModelException if there is no loss
   */
  public SampleForm sampleForm() {
    losses();
    return InputForms.of(operators);
  }

  /** {@return the number of elements of all weights, a shared one counted once} */
  public long parameters() {
    return operators.stream().mapToLong(Operator::parameters).sum()
        - shared.keySet().stream().mapToLong(Tensor::volume).sum();
  }

  /**
   * {@return the floating-point operations of the forward pass for one sample: two for each
   * multiply-add of convolutions and matrix products}
   */
  public double forwardFlopsPerSample() {
    return operators.stream().mapToDouble(Operator::forwardFlops).sum() / batch;
  }

  /**
   * Checks that the network is whole: it has an input and a loss, and every layer is used.
   *
   * @throws ModelException if something is missing or loose
   */
  public void check() {
    if (operators.stream().noneMatch(o -> o instanceof Input || o instanceof Tokens)) {
      throw new ModelException("model '%s' has no input; add one".formatted(name));
    }
    losses();
    Set<Tensor> used = new HashSet<>();
    operators.forEach(operator -> used.addAll(operator.inputs()));
    for (Operator operator : operators) {
      if (!(operator instanceof Loss) && operator.outputs().stream().noneMatch(used::contains)) {
        throw ModelException.of(
            operator.name(), operator.kind(), "no layer uses its output; use it or leave it out");
      }
    }
  }

  /**
   * {@return a digest of the operators, their shapes (the batch included), their geometry and their
   * connections}
   */
  public String fingerprint() {
    Hasher hasher = Hashing.sha256().newHasher();
    for (Operator operator : operators) {
      StringBuilder line = new StringBuilder(operator.kind());
      line.append(' ').append(operator.name()).append(" [").append(operator.attributes());
      line.append(']');
      operator.inputs().forEach(tensor -> line.append(' ').append(tensor));
      operator.weights().forEach(weight -> line.append(" *").append(weight.tensor()));
      operator.outputs().forEach(tensor -> line.append(" >").append(tensor));
      hasher.putString(line.append('\n'), StandardCharsets.UTF_8);
    }
    shared.forEach((own, other) ->
        hasher.putString(own.name() + " = " + other.name() + '\n', StandardCharsets.UTF_8));
    return hasher.hash().toString().substring(0, 16);
  }

  /**
   * {@return a table for people: each layer's kind, output shape, parameters, operations and
   * parallel dimensions}
   */
  public String summary() {
    return ModelSummary.of(this);
  }

  /** {@return the name and the number of operators} */
  @Override
  public String toString() {
    return "model '%s', %d operators, batch %d".formatted(name, operators.size(), batch);
  }

  /**
   * Adds target values, for a loss on values: what the network should predict for each sample. A
   * data set of classes gives 1 for a sample's own class and 0 for the others.
   *
   * @param layer the layer's name
   * @param extents the extents for one sample
   * @return the values [sample, extents]
   */
  public Tensor target(String layer, long... extents) {
    return add("target", layer, List.of(), full -> new Target(full, type, withBatch(extents)));
  }

  /** Checks that a layer's inputs are of this model. */
  void checkInputs(String layer, String kind, List<Tensor> inputs) {
    for (Tensor tensor : inputs) {
      if (!tensor.equals(tensors.get(tensor.name()))) {
        throw ModelException.of(
            layer,
            kind,
            "input %s is no tensor of model '%s'; take what its layers return"
                .formatted(tensor, name));
      }
    }
  }

  /** Adds an operator whose name, and whose tensors' names, are new. */
  Tensor append(Operator operator) {
    List<Tensor> made = new ArrayList<>(operator.outputs());
    operator.weights().forEach(weight -> made.add(weight.tensor()));
    boolean taken = operators.stream().anyMatch(other -> other.name().equals(operator.name()));
    if (taken || made.stream().anyMatch(tensor -> tensors.containsKey(tensor.name()))) {
      throw ModelException.of(
          operator.name(), operator.kind(), "the name is taken; layers have unique names");
    }
    made.forEach(tensor -> tensors.put(tensor.name(), tensor));
    operators.add(operator);
    if (operator instanceof Input added) {
      input = Optional.of(added);
    }
    return operator.output();
  }

  private void requireNoLayers(String what) {
    if (!operators.isEmpty()) {
      throw new ModelException(
          "model '%s': set the %s before adding the first layer".formatted(name, what));
    }
  }
}
