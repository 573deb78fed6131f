package org.soapstone.dnn.operators;

import com.google.common.primitives.ImmutableLongArray;
import java.util.List;
import java.util.Locale;
import org.soapstone.dnn.data.BatchSource;
import org.soapstone.dnn.kernels.Kernels;
import org.soapstone.dnn.kernels.LossMeasure;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.TaskContext;
import org.soapstone.tasks.instances.FieldView;

/**
 * A loss against target values of the predictions' shape, averaged over the batch.
 *
 * <p>Iterates over samples. Where classes are told apart, by a cross-entropy, samples count as
 * correct whose most probable class is that of the greatest target; with the binary one, those of
 * which every element is on its target's side of one half.
 */
public final class DenseLoss extends Loss {
  private static final double HALF = 0.5;

  private final LossMeasure measure;

  /**
   * Describes the loss.
   *
   * @param name the layer's name
   * @param measure how the distance is measured
   * @param predictions [sample, ...]; for {@code CROSS_ENTROPY} [sample, class]
   * @param targets the same type and shape
   * @throws ModelException if the shapes differ, or a cross-entropy's are no matrices
   */
  public DenseLoss(String name, LossMeasure measure, Tensor predictions, Tensor targets) {
    String kind = kind(measure);
    if (measure == LossMeasure.CROSS_ENTROPY) {
      Shapes.requireMatrix(name, kind, predictions);
    }
    if (!predictions.shape().equals(targets.shape()) || predictions.type() != targets.type()) {
      throw ModelException.of(
          name,
          kind,
          "predictions %s and targets %s differ; they must have one type and shape"
              .formatted(predictions, targets));
    }
    Tensor outputs = new Tensor(name + ".outputs", predictions.type(), predictions.shape(), false);
    Tensor losses =
        new Tensor(
            name + ".losses",
            predictions.type(),
            ImmutableLongArray.of(predictions.extent(0)),
            false);
    super(
        name,
        kind,
        Dimensions.samples(predictions.extent(0)),
        List.of(predictions, targets),
        List.of(outputs, losses));
    this.measure = measure;
  }

  /**
   * {@return what people call a loss of a measure}
   *
   * @param measure how the distance is measured
   */
  public static String kind(LossMeasure measure) {
    return switch (measure) {
      case SQUARED -> "mean_squared_error";
      case ABSOLUTE -> "mean_absolute_error";
      case BINARY_CROSS_ENTROPY, CROSS_ENTROPY -> measure.name().toLowerCase(Locale.ROOT);
    };
  }

  @Override
  public boolean tellsClass() {
    return measure == LossMeasure.CROSS_ENTROPY;
  }

  @Override
  public List<Phase> forward() {
    Tensor targets = inputs().get(1);
    Tensor losses = outputs().get(1);
    return List.of(
        new Phase(
            kind() + ".forward",
            DenseLoss::forward,
            new Mean(measure, predictions().extent(0)),
            List.of(
                Access.reads(predictions(), Maps.leading(1, predictions(), 0)),
                Access.reads(targets, Maps.leading(1, targets, 0)),
                Access.writes(output(), Maps.leading(1, output(), 0)),
                Access.writes(losses, Maps.same(losses)))));
  }

  @Override
  public List<Phase> backward() {
    Tensor targets = inputs().get(1);
    return hasBackward()
        ? List.of(
            new Phase(
                kind() + ".backward",
                DenseLoss::backward,
                new Mean(measure, predictions().extent(0)),
                List.of(
                    Access.reads(output(), Maps.leading(1, output(), 0)),
                    Access.reads(targets, Maps.leading(1, targets, 0)),
                    Access.contributes(predictions(), Maps.leading(1, predictions(), 0)))))
        : List.of();
  }

  private static void forward(TaskContext context) {
    Mean mean = (Mean) context.arguments();
    FieldView targets = context.region(1).field();
    FieldView outputs = context.region(2).field();
    FieldView losses = context.region(3).field();
    context
        .service(Kernels.class)
        .denseLossForward(mean.measure, context.region(0).field(), targets, outputs, losses);
    BatchSource source = context.service(BatchSource.class);
    BatchMetrics sum = BatchMetrics.NONE;
    Rect rect = losses.rect();
    for (long sample = rect.lo(0); sample <= rect.hi(0); sample++) {
      if (source.counts(context.iteration(), Math.toIntExact(sample))) {
        sum = sum.plus(metrics(mean.measure, outputs, targets, losses, sample));
      }
    }
    context.result(sum);
  }

  private static BatchMetrics metrics(
      LossMeasure measure, FieldView outputs, FieldView targets, FieldView losses, long sample) {
    double loss = Elements.read(losses, sample);
    return switch (measure) {
      case SQUARED, ABSOLUTE -> BatchMetrics.of(loss);
      case BINARY_CROSS_ENTROPY ->
          BatchMetrics.of(loss, Elements.sameSides(outputs, targets, sample, HALF) ? 0 : -1);
      case CROSS_ENTROPY ->
          BatchMetrics.of(loss, Elements.rank(outputs, sample, Elements.argmax(targets, sample)));
    };
  }

  private static void backward(TaskContext context) {
    Mean mean = (Mean) context.arguments();
    context
        .service(Kernels.class)
        .denseLossBackward(
            mean.measure,
            context.region(0).field(),
            context.region(1).field(),
            1.0 / mean.batch,
            context.region(2).field());
  }

  /**
   * The arguments of both tasks.
   *
   * @param measure how the distance is measured
   * @param batch the samples over which the loss is averaged
   */
  record Mean(LossMeasure measure, long batch) implements TaskArguments {
    /** In round numbers. */
    private static final int FLOPS_PER_ELEMENT = 10;

    @Override
    public Object costKey() {
      return measure;
    }

    @Override
    public double flops(List<Rect> rects) {
      return (double) FLOPS_PER_ELEMENT * rects.getFirst().volume();
    }

    @Override
    public String workClass() {
      return "softmax";
    }
  }
}
