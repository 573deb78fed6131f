package org.soapstone.dnn.operators;

import com.google.common.primitives.ImmutableLongArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.soapstone.dnn.kernels.RecurrentCell;

/**
 * What a recurrent layer makes and keeps. States have one step more than the layer: the first is
 * the initial one.
 *
 * @param output the hidden state after each step [sample, step, unit]
 * @param lastHidden the hidden state after the last step [sample, unit]
 * @param lastCell the cell state after the last step, of an LSTM
 * @param inputGates the input's part of the gates [sample, step, unit, gate]
 * @param kept what the backward pass needs [sample, step, unit, 4]
 * @param states the hidden state before and after each step [sample, step + 1, unit]
 * @param cells the cell state likewise, of an LSTM
 * @param inputGateGradients the gradients of the input's part of the gates
 * @param hiddenGateGradients the gradients of the hidden state's part, of a GRU: those of an LSTM
 *     are the same
 * @param hiddenCarries for each step but the first, the hidden state's gradient before it [sample,
 *     unit]
 * @param cellCarries the cell state's gradients likewise, of an LSTM
 */
record RecurrentTensors(
    Tensor output,
    Tensor lastHidden,
    Optional<Tensor> lastCell,
    Tensor inputGates,
    Tensor kept,
    Tensor states,
    Optional<Tensor> cells,
    Tensor inputGateGradients,
    Optional<Tensor> hiddenGateGradients,
    List<Tensor> hiddenCarries,
    List<Tensor> cellCarries) {

  static RecurrentTensors of(String name, RecurrentCell cell, Tensor input, long units) {
    long samples = input.extent(0);
    long steps = input.extent(1);
    boolean lstm = cell == RecurrentCell.LSTM;
    ImmutableLongArray state = ImmutableLongArray.of(samples, units);
    ImmutableLongArray gates = ImmutableLongArray.of(samples, steps, units, cell.gates());
    ImmutableLongArray kept = ImmutableLongArray.of(samples, steps, units, RecurrentCell.KEPT);
    ImmutableLongArray states = ImmutableLongArray.of(samples, steps + 1, units);
    List<Tensor> hiddenCarries = new ArrayList<>();
    List<Tensor> cellCarries = new ArrayList<>();
    for (int t = 1; t < steps; t++) {
      hiddenCarries.add(Tensor.kept(name + ".hiddenCarry." + t, input.type(), state));
      if (lstm) {
        cellCarries.add(Tensor.kept(name + ".cellCarry." + t, input.type(), state));
      }
    }
    return new RecurrentTensors(
        new Tensor(name, input.type(), ImmutableLongArray.of(samples, steps, units), true),
        new Tensor(name + ".lastHidden", input.type(), state, true),
        lstm
            ? Optional.of(new Tensor(name + ".lastCell", input.type(), state, true))
            : Optional.empty(),
        Tensor.kept(name + ".inputGates", input.type(), gates),
        Tensor.kept(name + ".kept", input.type(), kept),
        Tensor.kept(name + ".states", input.type(), states),
        lstm ? Optional.of(Tensor.kept(name + ".cells", input.type(), states)) : Optional.empty(),
        Tensor.kept(name + ".inputGateGradients", input.type(), gates),
        lstm
            ? Optional.empty()
            : Optional.of(Tensor.kept(name + ".hiddenGateGradients", input.type(), gates)),
        List.copyOf(hiddenCarries),
        List.copyOf(cellCarries));
  }

  /** {@return the gradient of the hidden state before a step from 1} */
  Tensor hiddenCarry(int step) {
    return hiddenCarries.get(step - 1);
  }

  /** {@return the gradient of the cell state before a step from 1} */
  Tensor cellCarry(int step) {
    return cellCarries.get(step - 1);
  }

  /** {@return all tensors, the output first} */
  List<Tensor> all() {
    List<Tensor> all = new ArrayList<>();
    all.add(output);
    all.add(lastHidden);
    lastCell.ifPresent(all::add);
    all.add(inputGates);
    all.add(kept);
    all.add(states);
    cells.ifPresent(all::add);
    all.add(inputGateGradients);
    hiddenGateGradients.ifPresent(all::add);
    all.addAll(hiddenCarries);
    all.addAll(cellCarries);
    return all;
  }
}
