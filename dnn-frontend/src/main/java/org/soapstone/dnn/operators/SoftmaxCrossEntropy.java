package org.soapstone.dnn.operators;

import java.util.ArrayList;
import java.util.List;
import org.soapstone.dnn.data.BatchSource;
import org.soapstone.dnn.kernels.Kernels;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.mapper.soap.DimensionRole;
import org.soapstone.mapper.soap.OperatorSpace.Dimension;
import org.soapstone.regions.Rect;
import org.soapstone.regions.deppart.RectMap;
import org.soapstone.tasks.TaskContext;
import org.soapstone.tasks.instances.FieldView;

/**
 * The loss: softmax of each row, and the cross-entropy between it and the label, in the mean over
 * all rows: the samples of a batch, or the positions of its sequences.
 *
 * <p>Iterates over samples, and positions where there are some. Each forward task results in the
 * {@link BatchMetrics} of its rows.
 */
public final class SoftmaxCrossEntropy extends Loss {
  private static final String KIND = "softmax_cross_entropy";
  private static final int ROW_DIMS = 2;
  private static final int SEQUENCE_DIMS = 3;

  private final double weight;

  /**
   * Describes the loss.
   *
   * @param name the layer's name
   * @param logits [sample, class], or [sample, position, class]
   * @param labels [sample], or [sample, position], INT32
   * @param weight what the mean counts beside other losses, finite and more than 0
   * @throws ModelException if the shapes are others, or do not fit each other
   */
  public SoftmaxCrossEntropy(String name, Tensor logits, Tensor labels, double weight) {
    requireFit(name, logits, labels, weight);
    Tensor probabilities =
        new Tensor(name + ".probabilities", logits.type(), logits.shape(), false);
    Tensor losses = new Tensor(name + ".losses", logits.type(), labels.shape(), false);
    this.weight = weight;
    super(name, KIND, rows(logits), List.of(logits, labels), List.of(probabilities, losses));
  }

  /** {@return what the mean counts beside other losses} */
  public double weight() {
    return weight;
  }

  private static void requireFit(String name, Tensor logits, Tensor labels, double weight) {
    if (logits.dims() != ROW_DIMS && logits.dims() != SEQUENCE_DIMS) {
      throw ModelException.of(
          name,
          KIND,
          ("input %s has %d dimensions; it takes [sample, channel], so flatten images before, or"
                  + " [sample, position, channel]")
              .formatted(logits, logits.dims()));
    }
    if (!logits.shape().subArray(0, logits.dims() - 1).equals(labels.shape())) {
      throw ModelException.of(
          name,
          KIND,
          "logits %s and labels %s do not fit each other; there must be a label for each row"
              .formatted(logits, labels));
    }
    Shapes.requireIndices(name, KIND, labels);
    if (!(weight > 0) || Double.isInfinite(weight)) {
      throw ModelException.of(
          name, KIND, "weight %s; it must be finite and more than 0".formatted(weight));
    }
  }

  private static List<Dimension> rows(Tensor logits) {
    List<Dimension> dimensions = new ArrayList<>(Dimensions.samples(logits.extent(0)));
    if (logits.dims() == SEQUENCE_DIMS) {
      dimensions.add(new Dimension(Dimensions.POSITION, logits.extent(1), DimensionRole.ATTRIBUTE));
    }
    return dimensions;
  }

  @Override
  public boolean tellsClass() {
    return true;
  }

  @Override
  public String attributes() {
    return weight == 1 ? "" : "weight " + weight;
  }

  private RectMap rowsOf(Tensor tensor) {
    return tensor.dims() == SEQUENCE_DIMS
        ? Maps.leading(ROW_DIMS, tensor, 0, 1)
        : Maps.leading(1, tensor, 0);
  }

  private Mean mean() {
    return new Mean(weight * Shapes.last(predictions()) / predictions().volume());
  }

  @Override
  public List<Phase> forward() {
    Tensor logits = inputs().getFirst();
    Tensor labels = inputs().get(1);
    Tensor losses = outputs().get(1);
    return List.of(
        new Phase(
            "softmax_cross_entropy.forward",
            SoftmaxCrossEntropy::forward,
            mean(),
            List.of(
                Access.reads(logits, rowsOf(logits)),
                Access.reads(labels, Maps.same(labels)),
                Access.writes(output(), rowsOf(output())),
                Access.writes(losses, Maps.same(losses)))));
  }

  @Override
  public List<Phase> backward() {
    Tensor logits = inputs().getFirst();
    Tensor labels = inputs().get(1);
    return hasBackward()
        ? List.of(
            new Phase(
                "softmax_cross_entropy.backward",
                SoftmaxCrossEntropy::backward,
                mean(),
                List.of(
                    Access.reads(output(), rowsOf(output())),
                    Access.reads(labels, Maps.same(labels)),
                    Access.contributes(logits, rowsOf(logits)))))
        : List.of();
  }

  private static void forward(TaskContext context) {
    Kernels kernels = context.service(Kernels.class);
    FieldView logits = context.region(0).field();
    FieldView labels = context.region(1).field();
    FieldView probabilities = context.region(2).field();
    FieldView losses = context.region(3).field();
    if (logits.rect().dims() == ROW_DIMS) {
      kernels.softmaxCrossEntropyForward(logits, labels, probabilities, losses);
    } else {
      for (List<FieldView> rows : StepRows.of(logits, labels, probabilities, losses)) {
        kernels.softmaxCrossEntropyForward(rows.get(0), rows.get(1), rows.get(2), rows.get(3));
      }
    }
    context.result(metrics(context, labels, probabilities, losses));
  }

  private static BatchMetrics metrics(
      TaskContext context, FieldView labels, FieldView probabilities, FieldView losses) {
    BatchSource source = context.service(BatchSource.class);
    BatchMetrics sum = BatchMetrics.NONE;
    Rect rect = labels.rect();
    for (long sample = rect.lo(0); sample <= rect.hi(0); sample++) {
      if (!source.counts(context.iteration(), Math.toIntExact(sample))) {
        continue;
      }
      if (rect.dims() == 1) {
        sum = sum.plus(metrics(labels, probabilities, losses, sample));
        continue;
      }
      FieldView own = StepRows.sample(labels, sample);
      FieldView rows = StepRows.sample(probabilities, sample);
      FieldView values = StepRows.sample(losses, sample);
      for (long position = rect.lo(1); position <= rect.hi(1); position++) {
        sum = sum.plus(metrics(own, rows, values, position));
      }
    }
    return sum;
  }

  private static BatchMetrics metrics(
      FieldView labels, FieldView probabilities, FieldView losses, long row) {
    long rank = Elements.rank(probabilities, row, Elements.readInt(labels, row));
    return BatchMetrics.of(Elements.read(losses, row), rank);
  }

  private static void backward(TaskContext context) {
    Kernels kernels = context.service(Kernels.class);
    double scale = ((Mean) context.arguments()).scale;
    FieldView probabilities = context.region(0).field();
    FieldView labels = context.region(1).field();
    FieldView gradient = context.region(2).field();
    if (probabilities.rect().dims() == ROW_DIMS) {
      kernels.softmaxCrossEntropyBackward(probabilities, labels, scale, gradient);
    } else {
      for (List<FieldView> rows : StepRows.of(probabilities, labels, gradient)) {
        kernels.softmaxCrossEntropyBackward(rows.get(0), rows.get(1), scale, rows.get(2));
      }
    }
  }

  /**
   * The arguments of both tasks.
   *
   * @param scale what a row's loss counts: the loss's weight over the rows of the whole batch
   */
  record Mean(double scale) implements TaskArguments {
    /** An exponential, two sums and a quotient, in round numbers. */
    private static final int FLOPS_PER_ELEMENT = 10;

    @Override
    public Object costKey() {
      return KIND;
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
