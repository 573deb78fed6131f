package org.soapstone.dnn.lowering;

import com.google.common.primitives.ImmutableLongArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.soapstone.dnn.Kernel;
import org.soapstone.dnn.kernels.BinaryFunction;
import org.soapstone.dnn.kernels.Kernels.Pooling;
import org.soapstone.dnn.kernels.RecurrentCell;
import org.soapstone.dnn.kernels.UnaryFunction;
import org.soapstone.dnn.operators.Aggregate;
import org.soapstone.dnn.operators.BatchNorm;
import org.soapstone.dnn.operators.Binary;
import org.soapstone.dnn.operators.Cast;
import org.soapstone.dnn.operators.Conv;
import org.soapstone.dnn.operators.Dropout;
import org.soapstone.dnn.operators.Embedding;
import org.soapstone.dnn.operators.Embedding.Bag;
import org.soapstone.dnn.operators.ExpertLinear;
import org.soapstone.dnn.operators.Gather;
import org.soapstone.dnn.operators.GroupBy;
import org.soapstone.dnn.operators.GroupNorm;
import org.soapstone.dnn.operators.Initializer;
import org.soapstone.dnn.operators.LayerNorm;
import org.soapstone.dnn.operators.Linear;
import org.soapstone.dnn.operators.MatMul;
import org.soapstone.dnn.operators.Operator;
import org.soapstone.dnn.operators.Pad;
import org.soapstone.dnn.operators.Pool;
import org.soapstone.dnn.operators.Recurrent;
import org.soapstone.dnn.operators.Reduce;
import org.soapstone.dnn.operators.Reshape;
import org.soapstone.dnn.operators.RmsNorm;
import org.soapstone.dnn.operators.ScaledDotProductAttention;
import org.soapstone.dnn.operators.Slice;
import org.soapstone.dnn.operators.Softmax;
import org.soapstone.dnn.operators.Split;
import org.soapstone.dnn.operators.Tensor;
import org.soapstone.dnn.operators.TopK;
import org.soapstone.dnn.operators.Transpose;
import org.soapstone.dnn.operators.Unary;
import org.soapstone.regions.FieldType;

/** The operators that are not of images alone. */
final class OperatorCases {
  private static final long[] MATRIX = {5, 11};
  private static final long[] CUBE = {5, 7, 6};
  private static final long[] IMAGE = {3, 5, 7, 6};

  private OperatorCases() {}

  static List<OperatorCase> all() {
    List<OperatorCase> cases = new ArrayList<>();
    elements(cases);
    movement(cases);
    sums(cases);
    normalisations(cases);
    lookups(cases);
    sequences(cases);
    windows(cases);
    return cases;
  }

  private static OperatorCase of(
      String name, Function<Source, Operator> operator, long[]... shapes) {
    return new OperatorCase(name, type -> Source.of(type, shapes), operator);
  }

  private static OperatorCase positive(
      String name, Function<Source, Operator> operator, long[]... shapes) {
    return new OperatorCase(name, type -> Source.of(type, shapes).positive(), operator);
  }

  private static Tensor x(Source source, int index) {
    return source.outputs().get(index);
  }

  private static void elements(List<OperatorCase> cases) {
    List<UnaryFunction> any =
        List.of(
            new UnaryFunction.Relu(),
            new UnaryFunction.Sigmoid(),
            new UnaryFunction.Tanh(),
            new UnaryFunction.Gelu(false),
            new UnaryFunction.Gelu(true),
            new UnaryFunction.Elu(0.7),
            new UnaryFunction.LeakyRelu(0.1),
            new UnaryFunction.Softplus(),
            new UnaryFunction.Silu(),
            new UnaryFunction.Exp(),
            new UnaryFunction.Abs(),
            new UnaryFunction.Clip(-0.5, 0.3),
            new UnaryFunction.Affine(-2, 0.5));
    List<UnaryFunction> ofPositive =
        List.of(
            new UnaryFunction.Log(),
            new UnaryFunction.Sqrt(),
            new UnaryFunction.Rsqrt(),
            new UnaryFunction.Pow(2.5));
    for (UnaryFunction function : any) {
      cases.add(of(function.toString(), s -> new Unary("op", s.output(), function), CUBE));
    }
    for (UnaryFunction function : ofPositive) {
      cases.add(positive(function.toString(), s -> new Unary("op", s.output(), function), MATRIX));
    }
    for (BinaryFunction function : BinaryFunction.values()) {
      cases.add(
          positive(
              function + " of images",
              s -> new Binary("op", function, x(s, 0), x(s, 1)),
              IMAGE,
              IMAGE));
      cases.add(
          positive(
              function + " with broadcasting",
              s -> new Binary("op", function, x(s, 0), x(s, 1)),
              new long[] {5, 1, 6},
              new long[] {7, 1}));
    }
    cases.add(
        of(
            "mul of a tensor by itself",
            s -> new Binary("op", BinaryFunction.MUL, x(s, 0), x(s, 0)),
            MATRIX));
    cases.add(of("dropout", s -> new Dropout("op", s.output(), 0.4, 3), CUBE));
    cases.add(of("cast", s -> new Cast("op", s.output(), FieldType.FLOAT64), CUBE));
    cases.add(of("cast to integers", s -> new Cast("op", s.output(), FieldType.INT32), CUBE));
  }

  private static void movement(List<OperatorCase> cases) {
    cases.add(of("transpose", s -> new Transpose("op", s.output(), 2, 0, 1), CUBE));
    cases.add(of("transpose of images", s -> new Transpose("op", s.output(), 0, 3, 1, 2), IMAGE));
    cases.add(of("reshape 5x7x6 to 5x42", s -> new Reshape("op", s.output(), 5, -1), CUBE));
    cases.add(of("reshape 5x7x6 to 5x7x2x3", s -> new Reshape("op", s.output(), 5, 7, 2, 3), CUBE));
    cases.add(of("reshape 5x7x6 to 35x6", s -> new Reshape("op", s.output(), 35, 6), CUBE));
    cases.add(of("reshape 5x7x6 to 14x15", s -> new Reshape("op", s.output(), 14, 15), CUBE));
    cases.add(
        of("reshape 5x11 to 1x5x1x11", s -> new Reshape("op", s.output(), 1, 5, 1, 11), MATRIX));
    cases.add(
        of(
            "slice",
            s ->
                new Slice(
                    "op",
                    s.output(),
                    new long[] {1, 0, 2},
                    new long[] {5, 7, 6},
                    new long[] {1, 1, 1}),
            CUBE));
    cases.add(
        of(
            "slice with steps",
            s ->
                new Slice(
                    "op",
                    s.output(),
                    new long[] {0, 1, 0},
                    new long[] {5, 7, 5},
                    new long[] {1, 2, 3}),
            CUBE));
    cases.add(of("split", s -> new Split("op", s.output(), 1, 2, 4, 1), CUBE));
    cases.add(of("split of samples", s -> new Split("op", s.output(), 0, 3, 2), CUBE));
    cases.add(
        of(
            "pad",
            s -> new Pad("op", s.output(), new long[] {0, 2, 1}, new long[] {1, 0, 3}, 0.25),
            CUBE));
  }

  private static void sums(List<OperatorCase> cases) {
    for (Reduce.Kind kind : Reduce.Kind.values()) {
      cases.add(of(kind + " of one", s -> new Reduce("op", s.output(), kind, false, 1), CUBE));
      cases.add(
          of(kind + " of two, kept", s -> new Reduce("op", s.output(), kind, true, 0, -1), CUBE));
      cases.add(of(kind + " of all", s -> new Reduce("op", s.output(), kind, false), MATRIX));
    }
    cases.add(
        of(
            "matmul of matrices",
            s -> new MatMul("op", x(s, 0), x(s, 1)),
            MATRIX,
            new long[] {11, 7}));
    cases.add(
        of(
            "matmul of batches",
            s -> new MatMul("op", x(s, 0), x(s, 1)),
            new long[] {3, 2, 5, 7},
            new long[] {3, 2, 7, 4}));
    cases.add(
        of(
            "linear of positions",
            s -> new Linear("op", s.output(), 5, Initializer.GLOROT_UNIFORM),
            CUBE));
    cases.add(
        of(
            "linear without bias",
            s -> new Linear("op", s.output(), 7, Initializer.GLOROT_UNIFORM, false),
            MATRIX));
  }

  private static void normalisations(List<OperatorCase> cases) {
    for (boolean log : new boolean[] {false, true}) {
      String name = log ? "log-softmax" : "softmax";
      cases.add(of(name, s -> new Softmax("op", s.output(), -1, log), MATRIX));
      cases.add(of(name + " of the middle", s -> new Softmax("op", s.output(), 1, log), CUBE));
    }
    cases.add(of("layer norm", s -> new LayerNorm("op", s.output(), 1, 1e-5), CUBE));
    cases.add(of("layer norm of two", s -> new LayerNorm("op", s.output(), 2, 1e-5), CUBE));
    cases.add(of("rms norm", s -> new RmsNorm("op", s.output(), 1e-5), CUBE));
    cases.add(of("group norm", s -> new GroupNorm("op", s.output(), 3, 1e-5), IMAGE));
    cases.add(of("instance norm", s -> new GroupNorm("op", s.output(), 6, 1e-5), IMAGE));
    cases.add(of("batch norm", s -> new BatchNorm("op", s.output(), 1e-5, 0.1), IMAGE));
    cases.add(of("batch norm of a matrix", s -> new BatchNorm("op", s.output(), 1e-5, 1), MATRIX));
  }

  private static void lookups(List<OperatorCase> cases) {
    for (Bag bag : Bag.values()) {
      cases.add(
          new OperatorCase(
              "embedding, bag " + bag,
              type -> Source.of(indices(5, 7)).of(type),
              s ->
                  new Embedding(
                      "op", s.output(), 13, 6, bag, Initializer.GLOROT_UNIFORM, s.type())));
    }
    for (int axis : new int[] {0, 1, 2}) {
      cases.add(
          new OperatorCase(
              "gather along " + axis,
              type -> {
                long[] shape = {3, 4, 5};
                shape[axis] = 11;
                Tensor data = new Tensor("x0", type, ImmutableLongArray.copyOf(shape), true);
                return Source.of(data, indices(2, 3));
              },
              source -> new Gather("op", x(source, 0), x(source, 1), axis)));
    }
    cases.add(
        new OperatorCase(
            "group by expert",
            type ->
                Source.of(new Tensor("x0", type, ImmutableLongArray.of(9, 6), true), indices(9, 2)),
            s -> new GroupBy("op", x(s, 0), x(s, 1), 11, 2)));
    cases.add(
        new OperatorCase(
            "aggregate of experts",
            type ->
                Source.of(
                    new Tensor("x0", type, ImmutableLongArray.of(11, 2, 6), true),
                    indices(9, 2),
                    new Tensor("x2", type, ImmutableLongArray.of(9, 2), true)),
            s -> new Aggregate("op", x(s, 0), x(s, 1), x(s, 2))));
    cases.add(
        of(
            "linear of experts",
            s -> new ExpertLinear("op", s.output(), 5, Initializer.GLOROT_UNIFORM),
            CUBE));
    cases.add(of("top 3 of 11", s -> new TopK("op", s.output(), 3), new long[] {5, 4, 11}));
  }

  private static Tensor indices(long... shape) {
    return new Tensor("indices", FieldType.INT32, ImmutableLongArray.copyOf(shape), false);
  }

  private static void sequences(List<OperatorCase> cases) {
    for (boolean causal : new boolean[] {false, true}) {
      cases.add(
          of(
              "attention" + (causal ? ", causal" : ""),
              s -> new ScaledDotProductAttention("op", x(s, 0), x(s, 1), x(s, 2), causal),
              new long[] {2, 5, 3, 4},
              new long[] {2, 7, 3, 4},
              new long[] {2, 7, 3, 5}));
    }
    for (RecurrentCell cell : RecurrentCell.values()) {
      int states = cell == RecurrentCell.LSTM ? 2 : 1;
      for (int given : new int[] {0, states}) {
        long[][] shapes = new long[1 + given][];
        Arrays.fill(shapes, new long[] {5, 6});
        shapes[0] = new long[] {5, 3, 4};
        cases.add(
            of(
                cell + (given > 0 ? " with states" : ""),
                s ->
                    new Recurrent(
                        "op",
                        cell,
                        s.output(),
                        6,
                        s.outputs().subList(1, 1 + given),
                        Initializer.GLOROT_UNIFORM),
                shapes));
      }
    }
  }

  private static OperatorCase convolution(
      String name, Kernel kernel, long outChannels, long groups, boolean bias, long... shape) {
    return of(
        name,
        s ->
            new Conv(
                "op",
                s.output(),
                outChannels,
                kernel.window(),
                groups,
                bias,
                Initializer.KAIMING_UNIFORM),
        shape);
  }

  private static void windows(List<OperatorCase> cases) {
    Kernel square = Kernel.of(3).pad(1);
    cases.add(convolution("conv1d", Kernel.of1d(3).stride(2).pad(1), 5, 1, true, 3, 11, 4));
    cases.add(convolution("conv1d, dilated", Kernel.of1d(3).dilate(2).pad(2), 5, 1, true, 3, 9, 4));
    cases.add(convolution("conv3d", Kernel.of3d(2, 3, 1), 3, 1, true, 2, 4, 5, 3, 4));
    cases.add(convolution("conv in groups", square, 6, 2, true, 2, 5, 6, 4));
    cases.add(convolution("conv depthwise", square, 4, 4, false, 2, 5, 6, 4));
    cases.add(convolution("conv without bias", square, 5, 1, false, 2, 5, 6, 3));
    cases.add(
        convolution(
            "conv with uneven padding and dilation",
            Kernel.of(3, 2).stride(2, 1).dilate(1, 3).pad(new int[] {2, 0}, new int[] {0, 3}),
            4,
            1,
            true,
            2,
            7,
            8,
            3));
    for (Pooling pooling : Pooling.values()) {
      cases.add(
          of(
              pooling + " pool1d",
              s -> new Pool("op", s.output(), pooling, Kernel.of1d(3).stride(2).pad(1).window()),
              new long[] {3, 11, 4}));
      cases.add(
          of(
              pooling + " pool3d",
              s -> new Pool("op", s.output(), pooling, Kernel.of3d(2, 3, 2).stride(2).window()),
              new long[] {2, 5, 7, 4, 3}));
      cases.add(
          of(
              pooling + " pool rounded up, counting padding",
              s ->
                  new Pool(
                      "op",
                      s.output(),
                      pooling,
                      Kernel.of(3).stride(2).pad(1).window(),
                      true,
                      true),
              new long[] {2, 6, 8, 3}));
      cases.add(
          of(
              pooling + " pool of all positions",
              s -> Pool.global("op", s.output(), pooling),
              new long[] {5, 4, 6, 7}));
    }
  }
}
