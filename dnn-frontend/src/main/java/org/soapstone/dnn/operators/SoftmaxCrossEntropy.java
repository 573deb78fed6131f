package org.soapstone.dnn.operators;

import com.google.common.primitives.ImmutableLongArray;
import java.util.List;
import org.soapstone.dnn.data.BatchSource;
import org.soapstone.dnn.kernels.Kernels;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.TaskContext;
import org.soapstone.tasks.instances.FieldView;

/**
 * The loss: softmax of each row, and the cross-entropy between it and the label, averaged over the
 * batch.
 *
 * <p>Iterates over samples. Each forward task results in the {@link BatchMetrics} of its samples.
 */
public final class SoftmaxCrossEntropy extends Loss {
  private static final String KIND = "softmax_cross_entropy";

  /**
   * Describes the loss.
   *
   * @param name the layer's name
   * @param logits [sample, class]
   * @param labels [sample], INT32
   * @throws ModelException if the logits have other dimensions
   */
  public SoftmaxCrossEntropy(String name, Tensor logits, Tensor labels) {
    Shapes.requireMatrix(name, KIND, logits);
    Tensor probabilities =
        new Tensor(name + ".probabilities", logits.type(), logits.shape(), false);
    Tensor losses =
        new Tensor(name + ".losses", logits.type(), ImmutableLongArray.of(logits.extent(0)), false);
    super(
        name,
        KIND,
        Dimensions.samples(logits.extent(0)),
        List.of(logits, labels),
        List.of(probabilities, losses));
  }

  @Override
  public boolean tellsClass() {
    return true;
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
            new Mean(logits.extent(0)),
            List.of(
                Access.reads(logits, Maps.leading(1, logits, 0)),
                Access.reads(labels, Maps.same(labels)),
                Access.writes(output(), Maps.leading(1, output(), 0)),
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
                new Mean(logits.extent(0)),
                List.of(
                    Access.reads(output(), Maps.leading(1, output(), 0)),
                    Access.reads(labels, Maps.same(labels)),
                    Access.contributes(logits, Maps.leading(1, logits, 0)))))
        : List.of();
  }

  private static void forward(TaskContext context) {
    FieldView labels = context.region(1).field();
    FieldView probabilities = context.region(2).field();
    FieldView losses = context.region(3).field();
    context
        .service(Kernels.class)
        .softmaxCrossEntropyForward(context.region(0).field(), labels, probabilities, losses);
    BatchSource source = context.service(BatchSource.class);
    BatchMetrics sum = BatchMetrics.NONE;
    Rect rect = labels.rect();
    for (long sample = rect.lo(0); sample <= rect.hi(0); sample++) {
      if (source.counts(context.iteration(), Math.toIntExact(sample))) {
        long rank = Elements.rank(probabilities, sample, Elements.readInt(labels, sample));
        sum = sum.plus(BatchMetrics.of(Elements.read(losses, sample), rank));
      }
    }
    context.result(sum);
  }

  private static void backward(TaskContext context) {
    Mean mean = (Mean) context.arguments();
    context
        .service(Kernels.class)
        .softmaxCrossEntropyBackward(
            context.region(0).field(),
            context.region(1).field(),
            1.0 / mean.batch,
            context.region(2).field());
  }

  /**
   * The arguments of both tasks.
   *
   * @param batch the samples over which the loss is averaged
   */
  record Mean(long batch) implements TaskArguments {
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
