package org.soapstone.dnn.kernels;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.List;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;
import org.soapstone.tasks.instances.FieldView;

/**
 * Update rules on {@code FLOAT32} views, in one pass over memory. What is left of a run is done by
 * the same operations under a mask, none of them fused, so that an element's bits do not depend on
 * its place in a run.
 */
final class UpdateFloats {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

  private UpdateFloats() {}

  static void update(UpdateStep step, FieldView weight, FieldView gradient, List<FieldView> state) {
    FieldView[] views = UpdateReference.views(step, weight, gradient, state);
    MemorySegment[] segments = new MemorySegment[views.length];
    for (int v = 0; v < views.length; v++) {
      segments[v] = views[v].segment();
    }
    long[] offsets = new long[views.length];
    Runs runs = new Runs(weight.rect(), views);
    while (runs.next()) {
      for (int v = 0; v < views.length; v++) {
        offsets[v] = runs.offset(v);
      }
      for (int i = 0; i < runs.length(); i += SPECIES.length()) {
        VectorMask<Float> mask = SPECIES.indexInRange(i, runs.length());
        switch (step) {
          case UpdateStep.Descent descent -> descend(descent, segments, offsets, 4L * i, mask);
          case UpdateStep.Adam adam -> adam(adam, segments, offsets, 4L * i, mask);
        }
      }
    }
  }

  private static FloatVector load(
      MemorySegment[] segments, long[] offsets, int view, long at, VectorMask<Float> mask) {
    return FloatVector.fromMemorySegment(SPECIES, segments[view], offsets[view] + at, ORDER, mask);
  }

  private static void descend(
      UpdateStep.Descent step,
      MemorySegment[] segments,
      long[] offsets,
      long at,
      VectorMask<Float> mask) {
    FloatVector weight = load(segments, offsets, 0, at, mask);
    FloatVector direction =
        load(segments, offsets, 1, at, mask)
            .mul((float) step.gradientScale())
            .add(weight.mul((float) step.decay()));
    if (step.momentum() != 0) {
      float momentum = (float) step.momentum();
      FloatVector velocity = load(segments, offsets, 2, at, mask).mul(momentum).add(direction);
      velocity.intoMemorySegment(segments[2], offsets[2] + at, ORDER, mask);
      direction = step.nesterov() ? direction.add(velocity.mul(momentum)) : velocity;
    }
    weight
        .sub(direction.mul((float) step.rate()))
        .intoMemorySegment(segments[0], offsets[0] + at, ORDER, mask);
  }

  private static void adam(
      UpdateStep.Adam step,
      MemorySegment[] segments,
      long[] offsets,
      long at,
      VectorMask<Float> mask) {
    FloatVector weight = load(segments, offsets, 0, at, mask);
    FloatVector gradient =
        load(segments, offsets, 1, at, mask)
            .mul((float) step.gradientScale())
            .add(weight.mul((float) step.decay()));
    FloatVector mean =
        load(segments, offsets, 2, at, mask)
            .mul((float) step.beta1())
            .add(gradient.mul((float) (1 - step.beta1())));
    FloatVector square =
        load(segments, offsets, 3, at, mask)
            .mul((float) step.beta2())
            .add(gradient.mul(gradient).mul((float) (1 - step.beta2())));
    mean.intoMemorySegment(segments[2], offsets[2] + at, ORDER, mask);
    square.intoMemorySegment(segments[3], offsets[3] + at, ORDER, mask);
    FloatVector root = square.sqrt().div((float) step.rootCorrection()).add((float) step.epsilon());
    weight
        .mul((float) step.keep())
        .sub(mean.div(root).mul((float) step.stepSize()))
        .intoMemorySegment(segments[0], offsets[0] + at, ORDER, mask);
  }
}
