package org.soapstone.dnn.operators;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.soapstone.mapper.soap.OperatorSpace;
import org.soapstone.mapper.soap.OperatorSpace.Dimension;

/**
 * An operator of a network: its tensors, the dimensions along which its computation may be split,
 * and the tasks that carry it out on a tile.
 *
 * <p>A tile is a rect of iterations; the needed rects of all tensors follow from it by the maps of
 * the {@link Access accesses}. Everything else (partitions, movement, synchronisation, memory,
 * cost) follows from the phases and is no operator's business. Immutable and thread-safe.
 */
public abstract class Operator {
  private final String name;
  private final String kind;
  private final List<Dimension> dimensions;
  private final List<Tensor> inputs;
  private final List<Weight> weights;
  private final List<Tensor> outputs;

  /**
   * Describes an operator.
   *
   * @param name unique in the model
   * @param kind the kind of operator, for people
   * @param dimensions its iterations, outermost first
   * @param inputs the tensors it reads, weights apart
   * @param weights the tensors that training changes
   * @param outputs the tensors it makes, the main one first
   */
  protected Operator(
      String name,
      String kind,
      List<Dimension> dimensions,
      List<Tensor> inputs,
      List<Weight> weights,
      List<Tensor> outputs) {
    this.name = requireNonNull(name, "name");
    this.kind = requireNonNull(kind, "kind");
    this.dimensions = List.copyOf(dimensions);
    this.inputs = List.copyOf(inputs);
    this.weights = List.copyOf(weights);
    this.outputs = List.copyOf(outputs);
  }

  /** {@return the tasks of the forward pass, in order} */
  public abstract List<Phase> forward();

  /**
   * {@return the tasks of the backward pass, in order; empty when there is no gradient to compute}
   */
  public abstract List<Phase> backward();

  /**
   * {@return the tasks of the forward pass when the network is used and not trained, in order;
   * those of {@link #forward} unless overridden}
   */
  public List<Phase> evaluation() {
    return forward();
  }

  /**
   * {@return what is kept from step to step besides weights, for example running means; nothing
   * unless overridden}
   */
  public List<State> states() {
    return List.of();
  }

  /**
   * {@return what else than shapes and connections defines the operator, for people and
   * fingerprints}
   */
  public String attributes() {
    return "";
  }

  /**
   * {@return the floating-point operations of the forward pass over the whole batch as they are
   * usually counted: two for each multiply-add of convolutions and matrix products, nothing for the
   * rest}
   */
  public double forwardFlops() {
    return 0;
  }

  /** {@return the name, unique in the model} */
  public final String name() {
    return name;
  }

  /** {@return the kind of operator, for example {@code conv2d}} */
  public final String kind() {
    return kind;
  }

  /** {@return the dimensions of the iterations, outermost first} */
  public final List<Dimension> dimensions() {
    return dimensions;
  }

  /** {@return the tensors it reads, weights apart} */
  public final List<Tensor> inputs() {
    return inputs;
  }

  /** {@return the first of the tensors it reads} */
  public final Tensor input() {
    return inputs.getFirst();
  }

  /** {@return the tensors that training changes} */
  public final List<Weight> weights() {
    return weights;
  }

  /** {@return the tensors it makes, the main one first} */
  public final List<Tensor> outputs() {
    return outputs;
  }

  /** {@return the main output} */
  public final Tensor output() {
    return outputs.getFirst();
  }

  /** {@return the number of elements of all weights} */
  public final long parameters() {
    return weights.stream().mapToLong(weight -> weight.tensor().volume()).sum();
  }

  /** {@return the ways in which the operator can be split, when it updates all its weights} */
  public final OperatorSpace space() {
    return space(weights);
  }

  /**
   * {@return the ways in which the operator can be split}
   *
   * @param updated those of its weights that no other operator updates
   */
  public final OperatorSpace space(List<Weight> updated) {
    return new OperatorSpace(name, kind, dimensions, Dimensions.update(updated));
  }

  /** {@return whether the loss's gradient with respect to some tensor is computed here} */
  final boolean hasBackward() {
    return !weights.isEmpty() || inputs.stream().anyMatch(Tensor::differentiable);
  }

  /** {@return a line for people: the name, the kind and the shapes} */
  @Override
  public String toString() {
    return "%s %s: %s -> %s".formatted(kind, name, inputs, outputs);
  }
}
