package org.soapstone.dnn.kernels;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.List;
import jdk.incubator.vector.FloatVector;
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
      int whole = SPECIES.loopBound(runs.length());
      update(step, segments, offsets, 0, whole);
      update(step, segments, offsets, whole, runs.length());
    }
  }

  /** Updates a part of a run: whole vectors, or less than one. */
  private static void update(
      UpdateStep step, MemorySegment[] segments, long[] offsets, int from, int to) {
    switch (step) {
      case UpdateStep.Descent descent when descent.momentum() == 0 ->
          descend(descent, segments, offsets, from, to);
      case UpdateStep.Descent descent -> descendWithMomentum(descent, segments, offsets, from, to);
      case UpdateStep.Adam adam -> adam(adam, segments, offsets, from, to);
    }
  }

  /** {@return whether a vector at a place is whole, which is faster without a mask} */
  private static boolean isWhole(int at, int to) {
    return to - at >= SPECIES.length();
  }

  private static FloatVector load(MemorySegment segment, long offset, int i, int to) {
    return isWhole(i, to)
        ? FloatVector.fromMemorySegment(SPECIES, segment, offset + 4L * i, ORDER)
        : FloatVector.fromMemorySegment(
            SPECIES, segment, offset + 4L * i, ORDER, SPECIES.indexInRange(i, to));
  }

  private static void store(FloatVector values, MemorySegment segment, long offset, int i, int to) {
    if (isWhole(i, to)) {
      values.intoMemorySegment(segment, offset + 4L * i, ORDER);
    } else {
      values.intoMemorySegment(segment, offset + 4L * i, ORDER, SPECIES.indexInRange(i, to));
    }
  }

  private static void descend(
      UpdateStep.Descent step, MemorySegment[] segments, long[] offsets, int from, int to) {
    MemorySegment weights = segments[0];
    MemorySegment gradients = segments[1];
    long w = offsets[0];
    long g = offsets[1];
    float scale = (float) step.gradientScale();
    float decay = (float) step.decay();
    float rate = (float) step.rate();
    for (int i = from; i < to; i += SPECIES.length()) {
      FloatVector weight = load(weights, w, i, to);
      FloatVector direction = load(gradients, g, i, to).mul(scale).add(weight.mul(decay));
      store(weight.sub(direction.mul(rate)), weights, w, i, to);
    }
  }

  private static void descendWithMomentum(
      UpdateStep.Descent step, MemorySegment[] segments, long[] offsets, int from, int to) {
    MemorySegment weights = segments[0];
    MemorySegment gradients = segments[1];
    MemorySegment velocities = segments[2];
    long w = offsets[0];
    long g = offsets[1];
    long v = offsets[2];
    float scale = (float) step.gradientScale();
    float decay = (float) step.decay();
    float momentum = (float) step.momentum();
    float rate = (float) step.rate();
    boolean nesterov = step.nesterov();
    for (int i = from; i < to; i += SPECIES.length()) {
      FloatVector weight = load(weights, w, i, to);
      FloatVector gradient = load(gradients, g, i, to).mul(scale).add(weight.mul(decay));
      FloatVector velocity = load(velocities, v, i, to).mul(momentum).add(gradient);
      store(velocity, velocities, v, i, to);
      FloatVector direction = nesterov ? gradient.add(velocity.mul(momentum)) : velocity;
      store(weight.sub(direction.mul(rate)), weights, w, i, to);
    }
  }

  private static void adam(
      UpdateStep.Adam step, MemorySegment[] segments, long[] offsets, int from, int to) {
    MemorySegment weights = segments[0];
    MemorySegment gradients = segments[1];
    MemorySegment means = segments[2];
    MemorySegment squares = segments[3];
    long w = offsets[0];
    long g = offsets[1];
    long m = offsets[2];
    long q = offsets[3];
    float scale = (float) step.gradientScale();
    float decay = (float) step.decay();
    float beta1 = (float) step.beta1();
    float rest1 = (float) (1 - step.beta1());
    float beta2 = (float) step.beta2();
    float rest2 = (float) (1 - step.beta2());
    float correction = (float) step.rootCorrection();
    float epsilon = (float) step.epsilon();
    float keep = (float) step.keep();
    float size = (float) step.stepSize();
    for (int i = from; i < to; i += SPECIES.length()) {
      FloatVector weight = load(weights, w, i, to);
      FloatVector gradient = load(gradients, g, i, to).mul(scale).add(weight.mul(decay));
      FloatVector mean = load(means, m, i, to).mul(beta1).add(gradient.mul(rest1));
      FloatVector square =
          load(squares, q, i, to).mul(beta2).add(gradient.mul(gradient).mul(rest2));
      store(mean, means, m, i, to);
      store(square, squares, q, i, to);
      FloatVector root = square.sqrt().div(correction).add(epsilon);
      store(weight.mul(keep).sub(mean.div(root).mul(size)), weights, w, i, to);
    }
  }
}
