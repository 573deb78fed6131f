package org.soapstone.dnn.operators;

import com.google.common.primitives.ImmutableLongArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.soapstone.dnn.kernels.RecurrentCell;
import org.soapstone.mapper.soap.DimensionRole;
import org.soapstone.mapper.soap.OperatorSpace.Dimension;
import org.soapstone.regions.deppart.AffineRectMap;
import org.soapstone.regions.deppart.RectMap;

/**
 * A recurrent layer over a block of time steps: input [sample, step, inChannel], output [sample,
 * step, channel].
 *
 * <p>Iterates over samples and hidden units. The input's part of all gates is one product over all
 * steps; then there is a phase for each step, whose tiles read the whole hidden state of the step
 * before and their own units' weights: [channel, gate, ...], so that units are split with them.
 * Backward likewise, from the last step to the first, and then the weights' gradients over all
 * steps at once. A longer sequence is unrolled into several blocks (Jia et al., MLSys 2019): the
 * last states of one are the first of the next.
 */
public final class Recurrent extends Operator {
  private static final int TILE = 2;
  private static final int UNIT = 1;
  private static final int GATE_DIMS = 4;

  private final RecurrentCell cell;
  private final RecurrentTensors tensors;

  /**
   * Describes a recurrent layer.
   *
   * @param name the layer's name
   * @param cell what a step computes
   * @param input [sample, step, inChannel]
   * @param units the hidden units, at least 1
   * @param initial the hidden state before the first step [sample, channel]; LSTM: that and the
   *     cell state; empty: zeros
   * @param initializer where the weights start; biases start at zero
   * @throws ModelException if a shape or the number of states does not fit
   */
  public Recurrent(
      String name,
      RecurrentCell cell,
      Tensor input,
      long units,
      List<Tensor> initial,
      Initializer initializer) {
    String kind = cell.name().toLowerCase(Locale.ROOT);
    requireFit(name, kind, cell, input, units, initial);
    RecurrentTensors tensors = RecurrentTensors.of(name, cell, input, units);
    List<Tensor> inputs = new ArrayList<>();
    inputs.add(input);
    inputs.addAll(initial);
    this.cell = cell;
    this.tensors = tensors;
    super(
        name,
        kind,
        List.of(
            new Dimension(Dimensions.SAMPLE, input.extent(0), DimensionRole.SAMPLE),
            new Dimension(Dimensions.CHANNEL, units, DimensionRole.PARAMETER)),
        inputs,
        weights(name, cell, input, units, initializer),
        tensors.all());
  }

  private static void requireFit(
      String name,
      String kind,
      RecurrentCell cell,
      Tensor input,
      long units,
      List<Tensor> initial) {
    Shapes.requireFloats(name, kind, input);
    int states = cell == RecurrentCell.LSTM ? 2 : 1;
    if (input.dims() != 3 || units < 1) {
      throw ModelException.of(
          name,
          kind,
          "input %s and %d units; it takes [sample, step, channel] and at least 1"
              .formatted(input, units));
    }
    boolean fits = initial.isEmpty() || initial.size() == states;
    for (Tensor state : initial) {
      fits &= state.shape().equals(ImmutableLongArray.of(input.extent(0), units));
      fits &= state.type() == input.type() && state.differentiable();
    }
    if (!fits) {
      throw ModelException.of(
          name,
          kind,
          ("states %s; give it none, or %d of shape %dx%d that layers or earlier blocks have"
                  + " computed")
              .formatted(initial, states, input.extent(0), units));
    }
  }

  private static List<Weight> weights(
      String name, RecurrentCell cell, Tensor input, long units, Initializer initializer) {
    long gates = cell.gates();
    long inputs = input.extent(2);
    List<Weight> weights = new ArrayList<>();
    weights.add(
        Weight.of(
            name + ".weight",
            input.type(),
            ImmutableLongArray.of(units, gates, inputs),
            initializer,
            inputs,
            units));
    weights.add(
        Weight.of(
            name + ".hiddenWeight",
            input.type(),
            ImmutableLongArray.of(units, gates, units),
            initializer,
            units,
            units));
    ImmutableLongArray bias = ImmutableLongArray.of(units, gates);
    weights.add(Weight.of(name + ".bias", input.type(), bias, Initializer.ZERO, inputs, units));
    if (cell == RecurrentCell.GRU) {
      weights.add(
          Weight.of(name + ".hiddenBias", input.type(), bias, Initializer.ZERO, units, units));
    }
    return weights;
  }

  /** {@return the hidden state after the last step [sample, channel]} */
  public Tensor lastHidden() {
    return tensors.lastHidden();
  }

  /**
   * {@return the cell state after the last step [sample, channel]}
   *
   * @throws java.util.NoSuchElementException if it is no LSTM
   */
  public Tensor lastCell() {
    return tensors.lastCell().orElseThrow();
  }

  @Override
  public double forwardFlops() {
    long rows = input().extent(0) * input().extent(1);
    return 2.0 * rows * (weight(0).volume() + weight(1).volume());
  }

  private Tensor weight(int index) {
    return weights().get(index).tensor();
  }

  private int steps() {
    return Math.toIntExact(input().extent(1));
  }

  private Optional<Tensor> initialHidden() {
    return inputs().stream().skip(1).findFirst();
  }

  private Optional<Tensor> initialCell() {
    return inputs().stream().skip(2).findFirst();
  }

  private static RectMap rows(Tensor tensor) {
    return Maps.leading(TILE, tensor, UNIT);
  }

  /** {@return the map to all of a sample} */
  private static RectMap samples(Tensor tensor) {
    return Maps.leading(TILE, tensor, 0);
  }

  /** {@return the map to a tile's units, in a range of steps if the tensor has steps} */
  private static RectMap units(Tensor tensor, long firstStep, long lastStep) {
    AffineRectMap.Builder map = AffineRectMap.builder(TILE).dimension(0, 1, 0, 0);
    if (tensor.dims() > 2) {
      map.all(firstStep, lastStep);
    }
    map.dimension(UNIT, 1, 0, 0);
    if (tensor.dims() == GATE_DIMS) {
      map.all(0, tensor.extent(GATE_DIMS - 1) - 1);
    }
    return map.build();
  }

  private static RectMap step(Tensor tensor, long step) {
    return units(tensor, step, step);
  }

  private static RectMap wholeStep(Tensor tensor, long step) {
    return AffineRectMap.builder(TILE)
        .dimension(0, 1, 0, 0)
        .all(step, step)
        .all(0, tensor.extent(2) - 1)
        .build();
  }

  private static RectMap steps(Tensor tensor) {
    return units(tensor, 0, tensor.dims() > 2 ? tensor.extent(1) - 1 : 0);
  }

  @Override
  public List<Phase> forward() {
    List<Phase> phases = new ArrayList<>();
    List<Access> accesses = new ArrayList<>();
    accesses.add(Access.reads(input(), samples(input())));
    accesses.add(Access.reads(weight(0), rows(weight(0))));
    accesses.add(Access.reads(weight(2), rows(weight(2))));
    accesses.add(Access.writes(tensors.inputGates(), steps(tensors.inputGates())));
    accesses.add(Access.writes(tensors.states(), step(tensors.states(), 0)));
    tensors.cells().ifPresent(cells -> accesses.add(Access.writes(cells, step(cells, 0))));
    initialHidden().ifPresent(state -> accesses.add(Access.reads(state, steps(state))));
    initialCell().ifPresent(state -> accesses.add(Access.reads(state, steps(state))));
    RecurrentBodies.Begin begin =
        new RecurrentBodies.Begin(cell, initialHidden().isPresent(), steps());
    phases.add(new Phase("recurrent.begin", RecurrentBodies::begin, begin, accesses));
    for (int t = 0; t < steps(); t++) {
      phases.add(forward(t));
    }
    return phases;
  }

  private Phase forward(int t) {
    Tensor states = tensors.states();
    boolean last = t == steps() - 1;
    List<Access> accesses = new ArrayList<>();
    accesses.add(Access.reads(tensors.inputGates(), step(tensors.inputGates(), t)));
    accesses.add(Access.reads(states, wholeStep(states, t)));
    accesses.add(Access.reads(weight(1), rows(weight(1))));
    accesses.add(Access.writes(tensors.kept(), step(tensors.kept(), t)));
    accesses.add(Access.writes(states, step(states, t + 1)));
    accesses.add(Access.writes(output(), step(output(), t)));
    tensors
        .cells()
        .ifPresent(cells -> {
          accesses.add(Access.reads(cells, step(cells, t)));
          accesses.add(Access.writes(cells, step(cells, t + 1)));
        });
    if (cell == RecurrentCell.GRU) {
      accesses.add(Access.reads(weight(3), rows(weight(3))));
    }
    if (last) {
      accesses.add(Access.writes(lastHidden(), steps(lastHidden())));
      tensors.lastCell().ifPresent(state -> accesses.add(Access.writes(state, steps(state))));
    }
    return new Phase(
        "recurrent.forward",
        RecurrentBodies::forward,
        new RecurrentBodies.Step(cell, last, false),
        accesses);
  }

  @Override
  public List<Phase> backward() {
    List<Phase> phases = new ArrayList<>();
    for (int t = steps() - 1; t >= 0; t--) {
      phases.add(backward(t));
    }
    Tensor gates = tensors.inputGateGradients();
    Tensor hiddenGates = tensors.hiddenGateGradients().orElse(gates);
    List<Access> accesses = new ArrayList<>();
    accesses.add(Access.reads(input(), samples(input())));
    accesses.add(
        Access.reads(
            tensors.states(),
            AffineRectMap.builder(TILE)
                .dimension(0, 1, 0, 0)
                .all(0, steps() - 1L)
                .all(0, output().extent(2) - 1)
                .build()));
    accesses.add(Access.reads(gates, steps(gates)));
    accesses.add(Access.reads(hiddenGates, steps(hiddenGates)));
    accesses.add(Access.contributes(weight(0), rows(weight(0))));
    accesses.add(Access.contributes(weight(1), rows(weight(1))));
    accesses.add(Access.contributes(weight(2), rows(weight(2))));
    if (cell == RecurrentCell.GRU) {
      accesses.add(Access.contributes(weight(3), rows(weight(3))));
    }
    if (input().differentiable()) {
      accesses.add(Access.reads(weight(0), rows(weight(0))));
      accesses.add(Access.contributes(input(), samples(input())));
    }
    RecurrentBodies.End end = new RecurrentBodies.End(cell, input().differentiable());
    phases.add(new Phase("recurrent.end", RecurrentBodies::end, end, accesses));
    return phases;
  }

  private Phase backward(int t) {
    boolean last = t == steps() - 1;
    List<Access> accesses = new ArrayList<>();
    accesses.add(Access.reads(tensors.kept(), step(tensors.kept(), t)));
    accesses.add(Access.reads(tensors.states(), step(tensors.states(), t)));
    accesses.add(Access.reads(weight(1), rows(weight(1))));
    accesses.add(Access.readsGradient(output(), step(output(), t)));
    Tensor gates = tensors.inputGateGradients();
    accesses.add(Access.writes(gates, step(gates, t)));
    accesses.add(carried(last ? lastHidden() : tensors.hiddenCarry(t + 1), last));
    boolean passes = t > 0 || initialHidden().isPresent();
    if (cell == RecurrentCell.LSTM) {
      Tensor cells = tensors.cells().orElseThrow();
      accesses.add(Access.reads(cells, step(cells, t)));
      accesses.add(Access.reads(cells, step(cells, t + 1)));
      accesses.add(carried(last ? lastCell() : tensors.cellCarry(t + 1), last));
      if (passes) {
        accesses.add(
            t > 0
                ? Access.writes(tensors.cellCarry(t), steps(tensors.cellCarry(t)))
                : Access.contributes(initialCell().orElseThrow(), units(inputs().get(2), 0, 0)));
      }
    } else {
      Tensor hiddenGates = tensors.hiddenGateGradients().orElseThrow();
      accesses.add(Access.writes(hiddenGates, step(hiddenGates, t)));
    }
    if (passes) {
      accesses.add(
          t > 0
              ? Access.adds(tensors.hiddenCarry(t), samples(tensors.hiddenCarry(t)))
              : Access.contributes(initialHidden().orElseThrow(), samples(inputs().get(1))));
    }
    return new Phase(
        "recurrent.backward",
        RecurrentBodies::backward,
        new RecurrentBodies.Step(cell, last, passes),
        accesses);
  }

  /** {@return a read of what later steps, or the users of the last state, pass back} */
  private static Access carried(Tensor tensor, boolean last) {
    return last ? Access.readsGradient(tensor, steps(tensor)) : Access.reads(tensor, steps(tensor));
  }
}
