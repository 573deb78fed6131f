package org.soapstone.dnn.lowering;

import com.google.common.primitives.ImmutableLongArray;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.soapstone.dnn.kernels.Kernels.Pooling;
import org.soapstone.dnn.kernels.LossMeasure;
import org.soapstone.dnn.kernels.Window;
import org.soapstone.dnn.operators.Add;
import org.soapstone.dnn.operators.Concat;
import org.soapstone.dnn.operators.Conv;
import org.soapstone.dnn.operators.DenseLoss;
import org.soapstone.dnn.operators.Initializer;
import org.soapstone.dnn.operators.Input;
import org.soapstone.dnn.operators.Labels;
import org.soapstone.dnn.operators.Linear;
import org.soapstone.dnn.operators.Operator;
import org.soapstone.dnn.operators.Pool;
import org.soapstone.dnn.operators.Positions;
import org.soapstone.dnn.operators.Reshape;
import org.soapstone.dnn.operators.SoftmaxCrossEntropy;
import org.soapstone.dnn.operators.Target;
import org.soapstone.dnn.operators.Tensor;
import org.soapstone.dnn.operators.Tokens;
import org.soapstone.regions.FieldType;

/**
 * An operator to test, small, with extents that 2, 3 and 4 do not divide.
 *
 * @param name what is special about it
 * @param source makes the tensors it reads
 * @param operator makes the operator
 */
record OperatorCase(
    String name, Function<FieldType, Source> source, Function<Source, Operator> operator) {

  private static final long[] IMAGE = {5, 7, 9, 3};
  private static final long[] MATRIX = {5, 11};

  /** {@return all cases: every kind of operator, with the geometries that are hard at borders} */
  static List<OperatorCase> all() {
    List<OperatorCase> all = new ArrayList<>(images());
    all.addAll(OperatorCases.all());
    return all;
  }

  private static List<OperatorCase> images() {
    return List.of(
        new OperatorCase(
            "input",
            _ -> Source.of(),
            _ -> new Input("op", FieldType.FLOAT64, ImmutableLongArray.of(5, 4, 3, 2))),
        convolution("conv 3x3 pad 1", 5, new Window(3, 3, 1, 1, 1, 1)),
        convolution("conv 3x3", 5, new Window(3, 3, 1, 1, 0, 0)),
        convolution("conv 1x1", 6, new Window(1, 1, 1, 1, 0, 0)),
        convolution("conv 5x5 stride 2 pad 2", 5, new Window(5, 5, 2, 2, 2, 2)),
        convolution("conv 1x7 pad 0x3", 5, new Window(1, 7, 1, 1, 0, 3)),
        convolution("conv 7x1 pad 3x0", 5, new Window(7, 1, 1, 1, 3, 0)),
        convolution("conv 3x4 stride 1x3 pad 2x1", 5, new Window(3, 4, 1, 3, 2, 1)),
        convolution("conv 1x1 stride 2 leaves gaps", 5, new Window(1, 1, 2, 2, 0, 0)),
        convolution("conv 2x2 stride 3 leaves gaps", 5, new Window(2, 2, 3, 3, 0, 0)),
        new OperatorCase(
            "conv of the input, which needs no gradient",
            type -> Source.of(new Tensor("x0", type, ImmutableLongArray.copyOf(IMAGE), false)),
            source ->
                new Conv(
                    "op",
                    source.output(),
                    5,
                    new Window(3, 3, 1, 1, 1, 1),
                    Initializer.KAIMING_UNIFORM)),
        pooling("max pool 2x2 stride 2", Pooling.MAX, new Window(2, 2, 2, 2, 0, 0)),
        pooling("max pool 3x3 stride 2", Pooling.MAX, new Window(3, 3, 2, 2, 0, 0)),
        pooling("max pool 3x3 stride 2 pad 1", Pooling.MAX, new Window(3, 3, 2, 2, 1, 1)),
        pooling("average pool 3x3 pad 1", Pooling.AVERAGE, new Window(3, 3, 1, 1, 1, 1)),
        pooling("average pool 2x3 stride 3x2", Pooling.AVERAGE, new Window(2, 3, 3, 2, 1, 1)),
        pooling("average pool of all", Pooling.AVERAGE, new Window(7, 9, 1, 1, 0, 0)),
        new OperatorCase(
            "linear",
            type -> Source.of(type, MATRIX),
            source -> new Linear("op", source.output(), 7, Initializer.GLOROT_UNIFORM)),
        new OperatorCase(
            "add of three",
            type -> Source.of(type, IMAGE, IMAGE, IMAGE),
            source -> new Add("op", source.outputs())),
        new OperatorCase(
            "add of a tensor to itself",
            type -> Source.of(type, MATRIX),
            source -> new Add("op", List.of(source.output(), source.output()))),
        new OperatorCase(
            "concat of images",
            type -> Source.of(type, IMAGE, new long[] {5, 7, 9, 1}, new long[] {5, 7, 9, 5}),
            source -> new Concat("op", -1, source.outputs())),
        new OperatorCase(
            "concat of rows",
            type -> Source.of(type, IMAGE, new long[] {5, 2, 9, 3}, new long[] {5, 1, 9, 3}),
            source -> new Concat("op", 1, source.outputs())),
        new OperatorCase(
            "concat of a tensor with itself",
            type -> Source.of(type, MATRIX, MATRIX),
            source ->
                new Concat(
                    "op", -1, List.of(source.output(), source.outputs().get(1), source.output()))),
        new OperatorCase(
            "flatten",
            type -> Source.of(type, new long[] {5, 3, 4, 5}),
            source -> Reshape.flatten("op", source.output())),
        new OperatorCase(
            "softmax cross-entropy",
            type ->
                Source.of(
                    new Tensor("x0", type, ImmutableLongArray.copyOf(MATRIX), true),
                    new Tensor("labels", FieldType.INT32, ImmutableLongArray.of(5), false)),
            source -> new SoftmaxCrossEntropy("op", source.output(), source.outputs().get(1), 1)),
        new OperatorCase(
            "softmax cross-entropy of sequences",
            type ->
                Source.of(
                    new Tensor("x0", type, ImmutableLongArray.of(5, 7, 11), true),
                    new Tensor("labels", FieldType.INT32, ImmutableLongArray.of(5, 7), false)),
            source ->
                new SoftmaxCrossEntropy("op", source.output(), source.outputs().get(1), 0.25)),
        new OperatorCase("tokens", _ -> Source.of(), _ -> new Tokens("op", 5, 1, 7, 6)),
        new OperatorCase("positions", _ -> Source.of(), _ -> new Positions("op", 5, 7)),
        new OperatorCase(
            "labels", _ -> Source.of(), _ -> new Labels("op", ImmutableLongArray.of(5))),
        new OperatorCase(
            "labels of sequences",
            _ -> Source.of(),
            _ -> new Labels("op", ImmutableLongArray.of(5, 7))),
        loss(LossMeasure.SQUARED, IMAGE),
        loss(LossMeasure.ABSOLUTE, MATRIX),
        loss(LossMeasure.BINARY_CROSS_ENTROPY, IMAGE),
        loss(LossMeasure.CROSS_ENTROPY, MATRIX),
        new OperatorCase(
            "target",
            _ -> Source.of(),
            _ -> new Target("op", FieldType.FLOAT64, ImmutableLongArray.of(5, 13))));
  }

  private static OperatorCase convolution(String name, long outChannels, Window window) {
    return new OperatorCase(
        name,
        type -> Source.of(type, IMAGE),
        source ->
            new Conv("op", source.output(), outChannels, window, Initializer.KAIMING_UNIFORM));
  }

  private static OperatorCase loss(LossMeasure measure, long[] shape) {
    return new OperatorCase(
        DenseLoss.kind(measure),
        type ->
            Source.of(
                new Tensor("x0", type, ImmutableLongArray.copyOf(shape), true),
                new Tensor("targets", type, ImmutableLongArray.copyOf(shape), false)),
        source -> new DenseLoss("op", measure, source.output(), source.outputs().get(1)));
  }

  private static OperatorCase pooling(String name, Pooling pooling, Window window) {
    return new OperatorCase(
        name,
        type -> Source.of(type, IMAGE),
        source -> new Pool("op", source.output(), pooling, window));
  }

  @Override
  public String toString() {
    return name;
  }
}
