package org.soapstone.dnn.lowering;

import com.google.common.primitives.ImmutableLongArray;
import java.util.ArrayList;
import java.util.List;
import org.soapstone.dnn.operators.Operator;
import org.soapstone.dnn.operators.Phase;
import org.soapstone.dnn.operators.Tensor;
import org.soapstone.mapper.soap.DimensionRole;
import org.soapstone.mapper.soap.OperatorSpace.Dimension;
import org.soapstone.regions.FieldType;

/** Has the input tensors of an operator under test, which the test itself writes. */
final class Source extends Operator {

  private final double least;
  private final FieldType type;

  private Source(List<Tensor> tensors, double least, FieldType type) {
    this.least = least;
    this.type = type;
    super(
        "source",
        "source",
        List.of(new Dimension("sample", 1, DimensionRole.SAMPLE)),
        List.of(),
        List.of(),
        tensors);
  }

  /** {@return a source of tensors} */
  static Source of(Tensor... tensors) {
    return new Source(List.of(tensors), -1, FieldType.FLOAT32);
  }

  /** {@return a source of differentiable tensors x0, x1, ... of these shapes} */
  static Source of(FieldType type, long[]... shapes) {
    List<Tensor> tensors = new ArrayList<>();
    for (long[] shape : shapes) {
      tensors.add(new Tensor("x" + tensors.size(), type, ImmutableLongArray.copyOf(shape), true));
    }
    return new Source(tensors, -1, type);
  }

  @Override
  public List<Phase> forward() {
    return List.of();
  }

  @Override
  public List<Phase> backward() {
    return List.of();
  }

  /** {@return a source of the same tensors with positive elements, from a half} */
  Source positive() {
    return new Source(outputs(), 0.5, type);
  }

  /** {@return the least element; the greatest is less than 1} */
  double least() {
    return least;
  }

  /** {@return a source of the same tensors for an operator whose weights have a type} */
  Source of(FieldType weights) {
    return new Source(outputs(), least, weights);
  }

  /** {@return the type of the operator's weights} */
  FieldType type() {
    return type;
  }
}
