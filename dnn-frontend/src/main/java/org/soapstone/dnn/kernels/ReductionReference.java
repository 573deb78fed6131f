package org.soapstone.dnn.kernels;

import com.google.common.primitives.Ints;
import java.util.Arrays;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.instances.FieldView;

/** Sums and maxima over some dimensions in double precision, and what their gradients need. */
final class ReductionReference {
  private static final String NAME = "reduce";

  private ReductionReference() {}

  static void sum(int[] axes, double scale, FieldView input, FieldView output) {
    Checks.sameType(NAME, output, input);
    FieldView kept = kept(axes, input, output);
    Scratch scratch = Scratch.begin();
    double[] in = Elements.load(input, scratch);
    double[] sums = Elements.zeros(kept, scratch);
    Walk walk = walk(input, kept);
    for (int at = 0; walk.next(); at += walk.length()) {
      for (int i = 0; i < walk.length(); i++) {
        sums[walk.at(0) + i * walk.step(0)] += in[at + i];
      }
    }
    for (int i = 0; i < kept.rect().volume(); i++) {
      sums[i] *= scale;
    }
    Elements.store(sums, kept);
  }

  static void max(int[] axes, FieldView input, FieldView output) {
    Checks.sameType(NAME, output, input);
    FieldView kept = kept(axes, input, output);
    Scratch scratch = Scratch.begin();
    double[] in = Elements.load(input, scratch);
    double[] greatest = scratch.take(kept.rect().volume());
    Arrays.fill(greatest, 0, (int) kept.rect().volume(), Double.NEGATIVE_INFINITY);
    Walk walk = walk(input, kept);
    for (int at = 0; walk.next(); at += walk.length()) {
      for (int i = 0; i < walk.length(); i++) {
        int place = walk.at(0) + i * walk.step(0);
        greatest[place] = Math.max(greatest[place], in[at + i]);
      }
    }
    Elements.store(greatest, kept);
  }

  static void countGreatest(int[] axes, FieldView input, FieldView output, FieldView count) {
    FieldView keptMax = kept(axes, input, output);
    FieldView keptCount = kept(axes, input, count);
    Scratch scratch = Scratch.begin();
    double[] in = Elements.load(input, scratch);
    double[] greatest = Elements.load(keptMax, scratch);
    double[] counts = Elements.zeros(keptCount, scratch);
    Walk walk = walk(input, keptMax);
    for (int at = 0; walk.next(); at += walk.length()) {
      for (int i = 0; i < walk.length(); i++) {
        int place = walk.at(0) + i * walk.step(0);
        counts[place] += in[at + i] == greatest[place] ? 1 : 0;
      }
    }
    Elements.store(counts, keptCount);
  }

  static void sumBackward(
      int[] axes, double scale, FieldView outputGradient, FieldView inputGradient) {
    FieldView kept = kept(axes, inputGradient, outputGradient);
    Scratch scratch = Scratch.begin();
    double[] out = Elements.load(kept, scratch);
    double[] in = scratch.take(inputGradient.rect().volume());
    Walk walk = walk(inputGradient, kept);
    for (int at = 0; walk.next(); at += walk.length()) {
      for (int i = 0; i < walk.length(); i++) {
        in[at + i] = out[walk.at(0) + i * walk.step(0)] * scale;
      }
    }
    Elements.store(in, inputGradient);
  }

  static void maxBackward(
      int[] axes,
      FieldView input,
      FieldView output,
      FieldView count,
      FieldView outputGradient,
      FieldView inputGradient) {
    Checks.alike(NAME, inputGradient, input);
    FieldView keptMax = kept(axes, input, output);
    Scratch scratch = Scratch.begin();
    double[] in = Elements.load(input, scratch);
    double[] greatest = Elements.load(keptMax, scratch);
    double[] counts = Elements.load(kept(axes, input, count), scratch);
    double[] gradients = Elements.load(kept(axes, input, outputGradient), scratch);
    Walk walk = walk(input, keptMax);
    for (int at = 0; walk.next(); at += walk.length()) {
      for (int i = 0; i < walk.length(); i++) {
        int place = walk.at(0) + i * walk.step(0);
        in[at + i] = in[at + i] == greatest[place] ? gradients[place] / counts[place] : 0;
      }
    }
    Elements.store(in, inputGradient);
  }

  /** The output with its reduced dimensions back, of extent 1. */
  static FieldView kept(int[] axes, FieldView input, FieldView output) {
    int dims = input.rect().dims();
    if (output.rect().dims() == dims) {
      return output;
    }
    long[] lo = new long[dims];
    long[] hi = new long[dims];
    long[] strides = new long[dims];
    int next = 0;
    for (int d = 0; d < dims; d++) {
      if (Ints.contains(axes, d)) {
        continue;
      }
      lo[d] = output.rect().lo(next);
      hi[d] = output.rect().hi(next);
      strides[d] = output.stride(next++);
    }
    return Views.of(output, Rect.of(lo, hi), strides);
  }

  private static Walk walk(FieldView input, FieldView kept) {
    return new Walk(Walk.extents(input.rect()), Walk.broadcast(kept.rect(), input.rect().dims()));
  }
}
