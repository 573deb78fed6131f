package org.soapstone.dnn.operators;

import com.google.common.primitives.ImmutableLongArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.soapstone.dnn.kernels.Kernels;
import org.soapstone.dnn.kernels.Normalization;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.mapper.soap.DimensionRole;
import org.soapstone.mapper.soap.OperatorSpace.Dimension;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.Rect;
import org.soapstone.regions.deppart.AffineRectMap;
import org.soapstone.tasks.TaskContext;

/**
 * What normalisations share: (x − mean) / √(variance + epsilon) · scale + shift, with statistics
 * over some dimensions.
 *
 * <p>Forward in two phases: tiles contribute sums and sums of squares, as doubles; then each
 * normalises its elements. Backward in two as well: tiles contribute what the statistics' gradients
 * need, and the gradients of scale and shift; then each computes its input's gradient. So every
 * dimension may be split, a normalised one too.
 */
public abstract sealed class NormalizationOperator extends Operator
    permits BatchNorm, GroupNorm, LayerNorm, RmsNorm {
  private static final int FORWARD_FLOPS = 4;
  private static final int BACKWARD_FLOPS = 8;

  private final Normalization norm;
  private final Tensor sum;
  private final Tensor squares;
  private final Tensor gradientSum;
  private final Tensor gradientProducts;

  /**
   * Describes a normalisation.
   *
   * @param name the layer's name
   * @param kind the kind of layer
   * @param input floating-point numbers
   * @param divisors for each dimension, how many neighbours share a statistic
   * @param affine the shape of scale and shift: the last dimensions of the input
   * @param shifted whether the mean is subtracted, and a shift added
   * @param epsilon added to the variance, greater than 0
   */
  NormalizationOperator(
      String name,
      String kind,
      Tensor input,
      ImmutableLongArray divisors,
      ImmutableLongArray affine,
      boolean shifted,
      double epsilon) {
    if (!(epsilon > 0 && Double.isFinite(epsilon))) {
      throw ModelException.of(name, kind, "epsilon " + epsilon + "; it must be greater than 0");
    }
    long[] statistics = new long[input.dims()];
    long count = 1;
    for (int d = 0; d < statistics.length; d++) {
      statistics[d] = input.extent(d) / divisors.get(d);
      count *= divisors.get(d);
    }
    ImmutableLongArray shape = ImmutableLongArray.copyOf(statistics);
    this.norm = new Normalization(divisors, count, epsilon, shifted);
    Tensor sum = Tensor.kept(name + ".sum", FieldType.FLOAT64, shape);
    Tensor squares = Tensor.kept(name + ".squares", FieldType.FLOAT64, shape);
    Tensor gradientSum = Tensor.kept(name + ".gradientSum", FieldType.FLOAT64, shape);
    Tensor gradientProducts = Tensor.kept(name + ".gradientProducts", FieldType.FLOAT64, shape);
    this.sum = sum;
    this.squares = squares;
    this.gradientSum = gradientSum;
    this.gradientProducts = gradientProducts;
    super(
        name,
        kind,
        dimensions(input, divisors, affine),
        List.of(input),
        weights(name, input, affine, shifted),
        List.of(
            new Tensor(name, input.type(), input.shape(), true),
            sum,
            squares,
            gradientSum,
            gradientProducts));
  }

  private static List<Dimension> dimensions(
      Tensor input, ImmutableLongArray divisors, ImmutableLongArray affine) {
    Set<Integer> reduced = new TreeSet<>();
    for (int d = 1; d < input.dims(); d++) {
      boolean scaled = d >= input.dims() - affine.length();
      if (divisors.get(d) > 1 && !scaled) {
        reduced.add(d);
      }
    }
    List<Dimension> dimensions = new ArrayList<>();
    for (Dimension dimension : Dimensions.reducing(input, reduced)) {
      boolean scaled = dimensions.size() >= input.dims() - affine.length();
      dimensions.add(
          scaled
              ? new Dimension(dimension.name(), dimension.extent(), DimensionRole.PARAMETER)
              : dimension);
    }
    return dimensions;
  }

  private static List<Weight> weights(
      String name, Tensor input, ImmutableLongArray affine, boolean shifted) {
    List<Weight> weights = new ArrayList<>();
    weights.add(
        Weight.of(name + ".weight", input.type(), affine, new Initializer.Constant(1), 1, 1));
    if (shifted) {
      weights.add(Weight.of(name + ".bias", input.type(), affine, Initializer.ZERO, 1, 1));
    }
    return weights;
  }

  @Override
  public String attributes() {
    return "epsilon " + norm.epsilon();
  }

  /** {@return which elements share statistics} */
  final Normalization norm() {
    return norm;
  }

  /** {@return a read of the sums of a tile's groups} */
  final List<Access> readsStatistics() {
    return List.of(Access.reads(sum, statistic(sum)), Access.reads(squares, statistic(squares)));
  }

  final Tensor scale() {
    return weights().getFirst().tensor();
  }

  final Optional<Tensor> shift() {
    return weights().stream().skip(1).map(Weight::tensor).findFirst();
  }

  private AffineRectMap statistic(Tensor tensor) {
    AffineRectMap.Builder map = AffineRectMap.builder(input().dims());
    for (int d = 0; d < input().dims(); d++) {
      if (tensor.extent(d) == 1) {
        map.all(0, 0);
      } else {
        map.dimension(d, 1, 0, 0, norm.divisors().get(d));
      }
    }
    return map.build();
  }

  /** {@return the map to a tensor of the last dimensions of the input} */
  final AffineRectMap affine(Tensor tensor) {
    int[] dimensions = new int[tensor.dims()];
    for (int d = 0; d < dimensions.length; d++) {
      dimensions[d] = input().dims() - dimensions.length + d;
    }
    return Maps.select(input().dims(), tensor, dimensions);
  }

  @Override
  public List<Phase> forward() {
    List<Access> accesses = new ArrayList<>();
    accesses.add(Access.reads(input(), Maps.same(input())));
    accesses.addAll(readsStatistics());
    accesses.add(Access.writes(output(), Maps.same(output())));
    accesses.add(Access.reads(scale(), affine(scale())));
    shift().ifPresent(shift -> accesses.add(Access.reads(shift, affine(shift))));
    return List.of(
        new Phase(
            "normalization.moments",
            NormalizationOperator::moments,
            new Step(norm, shift().isPresent(), FORWARD_FLOPS),
            Access.reads(input(), Maps.same(input())),
            Access.adds(sum, statistic(sum)),
            Access.adds(squares, statistic(squares))),
        new Phase(
            "normalization.forward",
            NormalizationOperator::normalize,
            new Step(norm, shift().isPresent(), FORWARD_FLOPS),
            accesses));
  }

  @Override
  public List<Phase> backward() {
    List<Access> sums = new ArrayList<>();
    sums.add(Access.reads(input(), Maps.same(input())));
    sums.addAll(readsStatistics());
    sums.add(Access.reads(scale(), affine(scale())));
    sums.add(Access.readsGradient(output(), Maps.same(output())));
    List<Access> input = new ArrayList<>(sums);
    sums.add(Access.adds(gradientSum, statistic(gradientSum)));
    sums.add(Access.adds(gradientProducts, statistic(gradientProducts)));
    sums.add(Access.contributes(scale(), affine(scale())));
    shift().ifPresent(shift -> sums.add(Access.contributes(shift, affine(shift))));
    Step step = new Step(norm, shift().isPresent(), BACKWARD_FLOPS);
    List<Phase> phases = new ArrayList<>();
    phases.add(
        new Phase("normalization.backwardSums", NormalizationOperator::backwardSums, step, sums));
    if (input().differentiable()) {
      input.add(Access.reads(gradientSum, statistic(gradientSum)));
      input.add(Access.reads(gradientProducts, statistic(gradientProducts)));
      input.add(Access.contributes(input(), Maps.same(input())));
      phases.add(new Phase("normalization.backward", NormalizationOperator::backward, step, input));
    }
    return phases;
  }

  private static void moments(TaskContext context) {
    context
        .service(Kernels.class)
        .moments(
            ((Step) context.arguments()).norm,
            context.region(0).field(),
            context.region(1).field(),
            context.region(2).field());
  }

  private static void normalize(TaskContext context) {
    Step step = (Step) context.arguments();
    var scale = context.region(4).field();
    context
        .service(Kernels.class)
        .normalize(
            step.norm,
            context.region(0).field(),
            context.region(1).field(),
            context.region(2).field(),
            scale,
            step.shifted ? context.region(5).field() : Bodies.none(scale),
            context.region(3).field());
  }

  private static void backwardSums(TaskContext context) {
    Step step = (Step) context.arguments();
    var scale = context.region(3).field();
    context
        .service(Kernels.class)
        .normalizeBackwardSums(
            step.norm,
            context.region(0).field(),
            context.region(1).field(),
            context.region(2).field(),
            scale,
            context.region(4).field(),
            context.region(5).field(),
            context.region(6).field(),
            context.region(7).field(),
            step.shifted ? context.region(8).field() : Bodies.none(scale));
  }

  private static void backward(TaskContext context) {
    context
        .service(Kernels.class)
        .normalizeBackward(
            ((Step) context.arguments()).norm,
            context.region(0).field(),
            context.region(1).field(),
            context.region(2).field(),
            context.region(3).field(),
            context.region(4).field(),
            context.region(5).field(),
            context.region(6).field(),
            context.region(7).field());
  }

  /**
   * The arguments of all tasks.
   *
   * @param norm which elements share statistics
   * @param shifted whether a shift is added
   * @param flopsPerElement the operations for each element, in round numbers
   */
  record Step(Normalization norm, boolean shifted, int flopsPerElement) implements TaskArguments {
    @Override
    public double flops(List<Rect> rects) {
      return (double) flopsPerElement * rects.getFirst().volume();
    }

    @Override
    public String workClass() {
      return "normalization";
    }
  }
}
