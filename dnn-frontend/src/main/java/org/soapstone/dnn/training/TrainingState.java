package org.soapstone.dnn.training;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.soapstone.dnn.lowering.LoweredModel;
import org.soapstone.dnn.operators.Access.Part;
import org.soapstone.dnn.operators.State;
import org.soapstone.dnn.operators.Tensor;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.tasks.Runtime;
import org.soapstone.tasks.instances.FieldData;

/**
 * The regions that a training carries from step to step: weights, what the update rule keeps of
 * them, and what operators keep, like running means.
 *
 * @param model the model
 * @param runtime where it runs
 */
record TrainingState(LoweredModel model, Runtime runtime) {

  /** {@return the present values, by the names of the regions} Waits for them. */
  Map<String, FieldData> read() {
    return of(model.rule().optimizer().state(), region -> runtime.read(region, 0));
  }

  /** {@return what values of weights and of what is kept of them must be} */
  Map<String, Checkpoint.Shape> shapes() {
    return of(model.rule().optimizer().state(), TrainingState::shape);
  }

  /** {@return what values of weights, and of what operators keep, must be} */
  Map<String, Checkpoint.Shape> weightShapes() {
    return of(List.of(), TrainingState::shape);
  }

  /** Sets everything. */
  void write(Map<String, FieldData> values) {
    write(model.rule().optimizer().state(), values);
  }

  /** Sets the weights and what operators keep. */
  void writeWeights(Map<String, FieldData> values) {
    write(List.of(), values);
  }

  private void write(List<Part> kept, Map<String, FieldData> values) {
    of(kept, Function.identity())
        .forEach((name, region) -> runtime.write(region, 0, values.get(name)));
  }

  private <T> Map<String, T> of(List<Part> kept, Function<LogicalRegion, T> what) {
    Map<String, T> all = new LinkedHashMap<>();
    for (Tensor weight : model.weights()) {
      LogicalRegion value = model.region(weight, Part.VALUE);
      all.put(value.name(), what.apply(value));
      for (Part part : kept) {
        LogicalRegion region = model.region(weight, part);
        all.put(region.name(), what.apply(region));
      }
    }
    for (State state : model.states()) {
      LogicalRegion region = model.region(state.tensor(), Part.VALUE);
      all.put(region.name(), what.apply(region));
    }
    return all;
  }

  private static Checkpoint.Shape shape(LogicalRegion region) {
    return new Checkpoint.Shape(region.fieldSpace().field(0).type(), region.indexSpace().bounds());
  }
}
