package org.soapstone.dnn.operators;

import com.google.common.primitives.ImmutableLongArray;
import java.util.ArrayList;
import java.util.List;
import org.soapstone.dnn.data.SampleForm;
import org.soapstone.dnn.data.SampleForm.Sequence;

/** What the inputs of a network say of the samples that it takes. */
public final class InputForms {
  private InputForms() {}

  /**
   * {@return what a sample for a network is made of}
   *
   * @param network its operators, with at least one loss
   */
  public static SampleForm of(List<Operator> network) {
    ImmutableLongArray values = ImmutableLongArray.of();
    List<Sequence> sequences = new ArrayList<>();
    long labels = 0;
    long classes = 0;
    long targets = 0;
    for (Operator operator : network) {
      switch (operator) {
        case Input input -> values = input.output().shape().subArray(1, input.output().dims());
        case Tokens tokens -> sequences.add(sequence(tokens));
        case Labels given -> labels = Math.max(labels, perSample(given.output()));
        case Target target -> targets = perSample(target.output());
        case SoftmaxCrossEntropy loss -> {
          labels = Math.max(labels, 1);
          classes = Math.max(classes, Shapes.last(loss.predictions()));
        }
        default -> {}
      }
    }
    return new SampleForm(
        values,
        sequences,
        Math.toIntExact(labels),
        Math.toIntExact(classes),
        Math.toIntExact(targets));
  }

  private static long perSample(Tensor tensor) {
    return tensor.volume() / tensor.extent(0);
  }

  private static Sequence sequence(Tokens tokens) {
    return new Sequence(
        Math.toIntExact(tokens.output().extent(1)), Math.toIntExact(tokens.vocabulary()));
  }
}
