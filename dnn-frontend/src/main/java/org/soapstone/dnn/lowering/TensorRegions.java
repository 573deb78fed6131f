package org.soapstone.dnn.lowering;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.soapstone.dnn.operators.Access.Part;
import org.soapstone.dnn.operators.Operator;
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

  private final Map<Key, LogicalRegion> regions = new LinkedHashMap<>();

  TensorRegions(List<Operator> operators) {
    RegionForest forest = new RegionForest();
    for (Operator operator : operators) {
      for (Tensor output : operator.outputs()) {
        create(forest, output, Part.VALUE);
        if (output.differentiable()) {
          create(forest, output, Part.GRADIENT);
        }
      }
      for (Weight weight : operator.weights()) {
        for (Part part : Part.values()) {
          create(forest, weight.tensor(), part);
        }
      }
    }
  }

  private void create(RegionForest forest, Tensor tensor, Part part) {
    String name =
        part == Part.VALUE
            ? tensor.name()
            : tensor.name() + "." + part.name().toLowerCase(Locale.ROOT);
    LogicalRegion region =
        forest.createRegion(
            name, IndexSpace.of(tensor.rect()), FieldSpace.of(FIELD, tensor.type()));
    regions.put(new Key(tensor, part), region);
  }

  LogicalRegion region(Tensor tensor, Part part) {
    LogicalRegion region = regions.get(new Key(tensor, part));
    if (region == null) {
      throw new IllegalArgumentException(
          "tensor %s has no %s in this model".formatted(tensor, part));
    }
    return region;
  }

  /** {@return the regions of one part, in program order} */
  List<LogicalRegion> all(Part part) {
    List<LogicalRegion> all = new ArrayList<>();
    regions.forEach((key, region) -> {
      if (key.part == part) {
        all.add(region);
      }
    });
    return all;
  }
}
