package org.soapstone.dnn.kernels;

import java.util.Optional;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.soapstone.natives.onednn.Eltwise;
import org.soapstone.natives.onednn.Eltwise.Algorithm;
import org.soapstone.natives.onednn.EltwiseBackward;
import org.soapstone.natives.onednn.EltwiseForward;
import org.soapstone.natives.onednn.Write;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.instances.FieldView;

/** Functions of single {@code FLOAT32} elements: which are oneDNN's, and dropout with vectors. */
final class FloatElements {
  private static final VectorSpecies<Long> LONGS = LongVector.SPECIES_PREFERRED;
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private FloatElements() {}

  /** {@return oneDNN's function, if it has this one} */
  static Optional<Eltwise> eltwise(UnaryFunction function) {
    return switch (function) {
      case UnaryFunction.Relu _ -> Optional.of(Eltwise.RELU);
      case UnaryFunction.Sigmoid _ -> of(Algorithm.LOGISTIC, 0, 0);
      case UnaryFunction.Tanh _ -> of(Algorithm.TANH, 0, 0);
      case UnaryFunction.Gelu gelu ->
          of(gelu.approximate() ? Algorithm.GELU_TANH : Algorithm.GELU_ERF, 0, 0);
      case UnaryFunction.Elu elu -> of(Algorithm.ELU, elu.alpha(), 0);
      case UnaryFunction.LeakyRelu leaky -> of(Algorithm.RELU, leaky.slope(), 0);
      case UnaryFunction.Softplus _ -> of(Algorithm.SOFT_RELU, 1, 0);
      case UnaryFunction.Silu _ -> of(Algorithm.SWISH, 1, 0);
      case UnaryFunction.Exp _ -> of(Algorithm.EXP, 0, 0);
      case UnaryFunction.Log _ -> of(Algorithm.LOG, 0, 0);
      case UnaryFunction.Sqrt _ -> of(Algorithm.SQRT, 0, 0);
      case UnaryFunction.Abs _ -> of(Algorithm.ABS, 0, 0);
      case UnaryFunction.Clip clip -> of(Algorithm.CLIP, clip.low(), clip.high());
      case UnaryFunction.Affine affine -> of(Algorithm.LINEAR, affine.scale(), affine.shift());
      case UnaryFunction.Pow pow -> of(Algorithm.POW, 1, pow.exponent());
      case UnaryFunction.Rsqrt _ -> of(Algorithm.POW, 1, -0.5);
    };
  }

  private static Optional<Eltwise> of(Algorithm algorithm, double alpha, double beta) {
    return Optional.of(new Eltwise(algorithm, (float) alpha, (float) beta));
  }

  /**
   * {@return oneDNN's function, if it can differentiate this one by what is kept of it} A clip's
   * bounds are outside for oneDNN.
   */
  static Optional<Eltwise> differentiable(UnaryFunction function) {
    return function instanceof UnaryFunction.Clip
        ? Optional.empty()
        : eltwise(function)
            .filter(found -> found.algorithm().worksFromResult() || !function.keepsResult());
  }

  static boolean takes(UnaryFunction function, FieldView output) {
    return isFloat(output) && eltwise(function).isPresent();
  }

  static boolean takesBackward(UnaryFunction function, FieldView inputGradient) {
    return isFloat(inputGradient) && differentiable(function).isPresent();
  }

  private static boolean isFloat(FieldView view) {
    return view.type() == FieldType.FLOAT32 && !view.rect().isEmpty();
  }

  static void unary(UnaryFunction function, FieldView input, FieldView output) {
    Checks.alike(function.name(), output, input);
    Eltwise eltwise = eltwise(function).orElseThrow();
    EltwiseForward.of(
            eltwise, OneDnnViews.tensor(input), OneDnnViews.tensor(output), Write.OVERWRITE)
        .execute(OneDnnViews.data(input), OneDnnViews.data(output));
  }

  static void unaryBackward(
      UnaryFunction function, FieldView kept, FieldView outputGradient, FieldView inputGradient) {
    Checks.alike(function.name(), inputGradient, kept, outputGradient);
    Eltwise eltwise = differentiable(function).orElseThrow();
    // A rectifier's result is positive where its argument is.
    boolean fromResult = function.keepsResult() && eltwise.algorithm() != Algorithm.RELU;
    EltwiseBackward.of(
            eltwise,
            fromResult,
            OneDnnViews.tensor(kept),
            OneDnnViews.tensor(outputGradient),
            OneDnnViews.tensor(inputGradient),
            Write.OVERWRITE)
        .execute(
            OneDnnViews.data(kept),
            OneDnnViews.data(outputGradient),
            OneDnnViews.data(inputGradient));
  }

  /** As {@link ElementReference#dropout}: the same elements become 0. */
  static void dropout(long[] shape, long key, double rate, FieldView input, FieldView output) {
    Checks.alike("dropout", output, input);
    Rect box = output.rect();
    long[] places = new long[shape.length];
    long stride = 1;
    long first = 0;
    for (int d = shape.length - 1; d >= 0; d--) {
      places[d] = stride;
      first += box.isEmpty() ? 0 : stride * box.lo(d);
      stride *= shape[d];
    }
    Blocks blocks =
        new Blocks(
            box, Blocks.in(box, input), Blocks.in(box, output), new Blocks.Place(first, 1, places));
    long least = (long) Math.ceil(rate * 0x1p53);
    float scale = (float) (1 / (1 - rate));
    while (blocks.next()) {
      for (int r = 0; r < blocks.rows(); r++) {
        drop(
            input,
            blocks.at(0, r),
            output,
            blocks.at(1, r),
            blocks.length(),
            key + (blocks.at(2, r) + 1) * GOLDEN_GAMMA,
            least,
            scale);
      }
    }
  }

  private static void drop(
      FieldView input,
      long from,
      FieldView output,
      long to,
      int n,
      long counter,
      long least,
      float scale) {
    LongVector steps = LongVector.broadcast(LONGS, 0).addIndex(1).mul(GOLDEN_GAMMA);
    int wide = LONGS.length();
    for (int i = 0; i < n; i += wide) {
      LongVector z = steps.add(counter + i * GOLDEN_GAMMA);
      z =
          z.lanewise(VectorOperators.LSHR, 30)
              .lanewise(VectorOperators.XOR, z)
              .mul(0xBF58476D1CE4E5B9L);
      z =
          z.lanewise(VectorOperators.LSHR, 27)
              .lanewise(VectorOperators.XOR, z)
              .mul(0x94D049BB133111EBL);
      z = z.lanewise(VectorOperators.LSHR, 31).lanewise(VectorOperators.XOR, z);
      VectorMask<Float> kept =
          z.lanewise(VectorOperators.LSHR, 11).compare(VectorOperators.GE, least).cast(Lanes.HALF);
      FloatVector x = Lanes.loadHalf(input.segment(), from, i, n).mul(scale);
      Lanes.storeHalf(FloatVector.zero(Lanes.HALF).blend(x, kept), output.segment(), to, i, n);
    }
  }
}
