package org.soapstone.dnn.kernels;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.instances.FieldView;

/**
 * Sums of {@code FLOAT32} elements over some dimensions, added up as doubles, and their gradients.
 */
final class FloatReductions {
  private static final int WIDE = Lanes.DOUBLES.length();

  private FloatReductions() {}

  /** {@return whether both views have elements, and lie in rows} */
  static boolean takes(FieldView elements, FieldView sums) {
    return Lanes.takes(elements, sums) && !elements.rect().isEmpty() && !sums.rect().isEmpty();
  }

  static void sum(int[] axes, double scale, FieldView input, FieldView output) {
    Checks.sameType("reduce", output, input);
    FieldView kept = ReductionReference.kept(axes, input, output);
    double[] sums = Elements.zeros(kept, Scratch.begin());
    Rect box = input.rect();
    Blocks blocks = new Blocks(box, Blocks.in(box, input), Blocks.of(box, kept.rect()));
    MemorySegment in = input.segment();
    while (blocks.next()) {
      int n = blocks.length();
      for (int r = 0; r < blocks.rows(); r++) {
        int at = (int) blocks.at(1, r);
        if (blocks.step(1) == 0) {
          sums[at] += FloatSoftmax.sum(in, blocks.at(0, r), n);
        } else {
          addRow(in, blocks.at(0, r), n, sums, at);
        }
      }
    }
    for (int i = 0; i < kept.rect().volume(); i++) {
      sums[i] *= scale;
    }
    Elements.store(sums, kept);
  }

  private static void addRow(MemorySegment in, long start, int n, double[] sums, int at) {
    for (int i = 0; i < n; i += WIDE) {
      DoubleVector x = Lanes.widen(Lanes.loadHalf(in, start, i, n));
      Lanes.store(Lanes.load(sums, at + i, at + n).add(x), sums, at + i, at + n);
    }
  }

  static void sumBackward(
      int[] axes, double scale, FieldView outputGradient, FieldView inputGradient) {
    FieldView kept = ReductionReference.kept(axes, inputGradient, outputGradient);
    Rect box = inputGradient.rect();
    Blocks blocks = new Blocks(box, Blocks.in(box, inputGradient), Blocks.in(box, kept));
    MemorySegment out = kept.segment();
    float factor = (float) scale;
    while (blocks.next()) {
      int n = blocks.length();
      for (int r = 0; r < blocks.rows(); r++) {
        long from = blocks.at(1, r);
        boolean one = blocks.step(1) == 0;
        float only = one ? out.get(JAVA_FLOAT, from) : 0;
        for (int i = 0; i < n; i += Lanes.LENGTH) {
          FloatVector x = one ? Lanes.broadcast(only) : Lanes.load(out, from, i, n);
          Lanes.store(x.mul(factor), inputGradient.segment(), blocks.at(0, r), i, n);
        }
      }
    }
  }
}
