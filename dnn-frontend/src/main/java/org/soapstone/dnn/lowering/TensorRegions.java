package org.soapstone.dnn.lowering;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.soapstone.dnn.operators.Access.Part;
import org.soapstone.dnn.operators.GlobalNorm;
import org.soapstone.dnn.operators.Operator;
import org.soapstone.dnn.operators.State;
import org.soapstone.dnn.operators.StepRule;
import org.soapstone.dnn.operators.Tensor;
import org.soapstone.dnn.operators.Weight;
import org.soapstone.regions.FieldSpace;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.RegionForest;

/**
 * The region tree of each part of each tensor, in program order: a pure function of the operators.
 */
final class TensorRegions {
  private static final String FIELD = "value";

  private record Key(Tensor tensor, Part part) {}

  private final RegionForest forest = new RegionForest();
  private final Map<Key, LogicalRegion> regions = new LinkedHashMap<>();

  private final Set<Tensor> weights = new LinkedHashSet<>();
  private final Map<Tensor, Tensor> shared;

  /**
   * Makes the regions.
   *
   * @param operators in program order
   * @param shared the weights that are one with an earlier operator's, and with which
   * @param rule says what is kept of each weight
   */
  TensorRegions(List<Operator> operators, Map<Tensor, Tensor> shared, StepRule rule) {
    this.shared = Collections.unmodifiableMap(new LinkedHashMap<>(shared));
    for (Operator operator : operators) {
      for (Tensor output : operator.outputs()) {
        create(output, Part.VALUE);
        if (output.differentiable()) {
          create(output, Part.GRADIENT);
        }
      }
      for (State state : operator.states()) {
        create(state.tensor(), Part.VALUE);
      }
      for (Weight weight : owned(operator)) {
        weights.add(weight.tensor());
        create(weight.tensor(), Part.VALUE);
        create(weight.tensor(), Part.GRADIENT);
        rule.optimizer().state().forEach(part -> create(weight.tensor(), part));
      }
    }
    if (rule.clips()) {
      create(GlobalNorm.SQUARES, Part.GRADIENT);
    }
  }

  private void create(Tensor tensor, Part part) {
    String name =
        part == Part.VALUE
            ? tensor.name()
            : tensor.name() + "." + part.name().toLowerCase(Locale.ROOT);
    LogicalRegion region =
        forest.createRegion(
            name, IndexSpace.of(tensor.rect()), FieldSpace.of(FIELD, tensor.type()));
    regions.put(new Key(tensor, part), region);
  }

  /** {@return the forest of all these regions, for more trees} */
  RegionForest forest() {
    return forest;
  }

  /** {@return the weights of an operator that are not an earlier one's} */
  List<Weight> owned(Operator operator) {
    return operator.weights().stream()
        .filter(weight -> !shared.containsKey(weight.tensor()))
        .toList();
  }

  /** {@return the tensor that has the region: of a shared weight, the earlier operator's} */
  Tensor owner(Tensor tensor) {
    return shared.getOrDefault(tensor, tensor);
  }

  LogicalRegion region(Tensor tensor, Part part) {
    LogicalRegion region = regions.get(new Key(owner(tensor), part));
    if (region == null) {
      throw new IllegalArgumentException(
          "tensor %s has no %s in this model".formatted(tensor, part));
    }
    return region;
  }

  /** {@return whether a tensor is a weight} */
  boolean isWeight(Tensor tensor) {
    return weights.contains(owner(tensor));
  }

  /**
   * {@return the gradients that begin anew with a micro-batch: all in the first of a step, then
   * those of activations; in program order}
   */
  List<LogicalRegion> gradients(int microBatch) {
    return all(key ->
        key.part == Part.GRADIENT
            && (microBatch == 0
                || !(isWeight(key.tensor) || key.tensor.equals(GlobalNorm.SQUARES))));
  }

  /** {@return the regions of one part, in program order} */
  List<LogicalRegion> all(Part part) {
    return all(key -> key.part == part);
  }

  private List<LogicalRegion> all(Predicate<Key> wanted) {
    List<LogicalRegion> all = new ArrayList<>();
    regions.forEach((key, region) -> {
      if (wanted.test(key)) {
        all.add(region);
      }
    });
    return all;
  }
}
