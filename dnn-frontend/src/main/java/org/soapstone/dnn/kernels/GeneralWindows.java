package org.soapstone.dnn.kernels;

import org.soapstone.dnn.kernels.Kernels.Pooling;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.instances.FieldView;

/**
 * Convolution and pooling of any number of dimensions, with groups, dilation and uneven padding, as
 * nested loops in double precision: for the cases that nothing faster takes, and what faster ones
 * are checked against.
 */
final class GeneralWindows {
  private GeneralWindows() {}

  /** The places of an input tile that the elements of a window lie at. */
  private static final class Places {
    private final Window window;
    private final Rect input;
    private final Rect output;
    private final int[] inputStrides;

    /** For each element of the window, its place at the current output; −1 in the padding. */
    final int[] at;

    /** How many elements of the current window lie inside the padded tensor. */
    int padded;

    Places(Window window, FieldView input, FieldView output) {
      this.window = window;
      this.input = input.rect();
      this.output = output.rect();
      inputStrides = Walk.strides(input.rect());
      at = new int[window.volume()];
    }

    /** Walks over samples and output positions; a walk's rows are the channels. */
    Walk walk() {
      return new Walk(Walk.extents(output));
    }

    /** Finds the places for the walk's current position. */
    void find(Walk walk, long[] extents) {
      padded = 0;
      for (int element = 0; element < at.length; element++) {
        int rest = element;
        int place = walk.index(0) * inputStrides[0];
        boolean inside = true;
        boolean counted = true;
        for (int d = window.dims() - 1; d >= 0; d--) {
          int k = rest % window.kernel().get(d);
          rest /= window.kernel().get(d);
          long index =
              (output.lo(d + 1) + walk.index(d + 1)) * window.stride().get(d)
                  - window.padBefore().get(d)
                  + (long) k * window.dilation().get(d);
          inside &= index >= input.lo(d + 1) && index <= input.hi(d + 1);
          counted &= extents.length == 0 || index < extents[d] + window.padAfter().get(d);
          place += (int) (index - input.lo(d + 1)) * inputStrides[d + 1];
        }
        at[element] = inside ? place : -1;
        padded += counted ? 1 : 0;
      }
    }
  }

  /** Which of the three products of a convolution is computed. */
  private enum Product {
    OUTPUT,
    INPUT_GRADIENT,
    WEIGHT_GRADIENT
  }

  static void convolutionForward(
      Convolution convolution,
      FieldView input,
      FieldView weight,
      FieldView bias,
      FieldView output) {
    Checks.sameType("convolution", output, input, weight);
    Checks.bias("convolution", bias, output);
    Scratch scratch = Scratch.begin();
    double[] in = Elements.load(input, scratch);
    double[] weights = Elements.load(weight, scratch);
    double[] out = Elements.zeros(output, scratch);
    if (!bias.rect().isEmpty()) {
      double[] start = Elements.load(bias, scratch);
      int channels = Math.toIntExact(bias.rect().volume());
      for (int i = 0; i < output.rect().volume(); i++) {
        out[i] = start[i % channels];
      }
    }
    products(Product.OUTPUT, convolution, input, weight, output, in, weights, out);
    Elements.store(out, output);
  }

  static void convolutionBackwardInput(
      Convolution convolution,
      FieldView outputGradient,
      FieldView weight,
      FieldView inputGradient) {
    Scratch scratch = Scratch.begin();
    double[] in = Elements.zeros(inputGradient, scratch);
    double[] weights = Elements.load(weight, scratch);
    double[] out = Elements.load(outputGradient, scratch);
    products(
        Product.INPUT_GRADIENT,
        convolution,
        inputGradient,
        weight,
        outputGradient,
        in,
        weights,
        out);
    Elements.store(in, inputGradient);
  }

  static void convolutionBackwardWeight(
      Convolution convolution,
      FieldView input,
      FieldView outputGradient,
      FieldView weightGradient,
      FieldView biasGradient) {
    Scratch scratch = Scratch.begin();
    double[] in = Elements.load(input, scratch);
    double[] weights = Elements.zeros(weightGradient, scratch);
    double[] out = Elements.load(outputGradient, scratch);
    products(
        Product.WEIGHT_GRADIENT,
        convolution,
        input,
        weightGradient,
        outputGradient,
        in,
        weights,
        out);
    Elements.store(weights, weightGradient);
    if (!biasGradient.rect().isEmpty()) {
      int channels = Math.toIntExact(biasGradient.rect().volume());
      double[] sums = scratch.zeros(channels);
      for (int i = 0; i < outputGradient.rect().volume(); i++) {
        sums[i % channels] += out[i];
      }
      Elements.store(sums, biasGradient);
    }
  }

  private static void products(
      Product product,
      Convolution convolution,
      FieldView input,
      FieldView weight,
      FieldView output,
      double[] in,
      double[] weights,
      double[] out) {
    int dims = output.rect().dims();
    int elements = convolution.window().volume();
    int length = Math.toIntExact(weight.rect().extent(dims - 1));
    long firstInput = weight.rect().lo(dims - 1) - input.rect().lo(dims - 1);
    Places places = new Places(convolution.window(), input, output);
    Walk walk = places.walk();
    for (int row = 0; walk.next(); row += walk.length()) {
      places.find(walk, new long[0]);
      for (int o = 0; o < walk.length(); o++) {
        long group = (output.rect().lo(dims - 1) + o) / convolution.outChannels();
        int channel = Math.toIntExact(group * convolution.inChannels() + firstInput);
        for (int element = 0; element < elements; element++) {
          if (places.at[element] >= 0) {
            int from = places.at[element] + channel;
            int with = (o * elements + element) * length;
            multiply(product, in, from, weights, with, out, row + o, length);
          }
        }
      }
    }
  }

  private static void multiply(
      Product product,
      double[] in,
      int from,
      double[] weights,
      int with,
      double[] out,
      int at,
      int length) {
    switch (product) {
      case OUTPUT -> {
        for (int i = 0; i < length; i++) {
          out[at] += in[from + i] * weights[with + i];
        }
      }
      case INPUT_GRADIENT -> {
        for (int i = 0; i < length; i++) {
          in[from + i] += out[at] * weights[with + i];
        }
      }
      case WEIGHT_GRADIENT -> {
        for (int i = 0; i < length; i++) {
          weights[with + i] += out[at] * in[from + i];
        }
      }
    }
  }

  static void poolForward(PoolGeometry pool, FieldView input, FieldView output) {
    Checks.sameType("pooling", output, input);
    Scratch scratch = Scratch.begin();
    double[] in = Elements.load(input, scratch);
    double[] out = scratch.take(output.rect().volume());
    Places places = new Places(pool.window(), input, output);
    Walk walk = places.walk();
    for (int row = 0; walk.next(); row += walk.length()) {
      places.find(walk, pool.extents().toArray());
      for (int c = 0; c < walk.length(); c++) {
        out[row + c] =
            pool.pooling() == Pooling.MAX
                ? in[greatest(places, in, c)]
                : sum(places, in, c) / divisor(pool, places);
      }
    }
    Elements.store(out, output);
  }

  static void poolBackward(
      PoolGeometry pool, FieldView input, FieldView outputGradient, FieldView inputGradient) {
    Scratch scratch = Scratch.begin();
    double[] in = Elements.load(input, scratch);
    double[] out = Elements.load(outputGradient, scratch);
    double[] gradient = Elements.zeros(inputGradient, scratch);
    Places places = new Places(pool.window(), input, outputGradient);
    Walk walk = places.walk();
    for (int row = 0; walk.next(); row += walk.length()) {
      places.find(walk, pool.extents().toArray());
      for (int c = 0; c < walk.length(); c++) {
        if (pool.pooling() == Pooling.MAX) {
          gradient[greatest(places, in, c)] += out[row + c];
          continue;
        }
        double share = out[row + c] / divisor(pool, places);
        for (int place : places.at) {
          if (place >= 0) {
            gradient[place + c] += share;
          }
        }
      }
    }
    Elements.store(gradient, inputGradient);
  }

  private static int greatest(Places places, double[] in, int channel) {
    int best = -1;
    for (int place : places.at) {
      if (place >= 0 && (best < 0 || in[place + channel] > in[best])) {
        best = place + channel;
      }
    }
    return best;
  }

  private static double sum(Places places, double[] in, int channel) {
    double sum = 0;
    for (int place : places.at) {
      sum += place >= 0 ? in[place + channel] : 0;
    }
    return sum;
  }

  private static int divisor(PoolGeometry pool, Places places) {
    int inside = 0;
    for (int place : places.at) {
      inside += place >= 0 ? 1 : 0;
    }
    return pool.includePadding() ? places.padded : inside;
  }
}
