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

  private Source(List<Tensor> tensors) {
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
    return new Source(List.of(tensors));
  }

  /** {@return a source of differentiable tensors x0, x1, ... of these shapes} */
  static Source of(FieldType type, long[]... shapes) {
    List<Tensor> tensors = new ArrayList<>();
    for (long[] shape : shapes) {
      tensors.add(new Tensor("x" + tensors.size(), type, ImmutableLongArray.copyOf(shape), true));
    }
    return new Source(tensors);
  }

  @Override
  public List<Phase> forward() {
    return List.of();
  }

  @Override
  public List<Phase> backward() {
    return List.of();
  }
}
