package org.soapstone.regions.deppart;

import org.soapstone.regions.IndexSpace;

/** What one chunk of the domain contributes to a {@link FieldOperator}'s partition: a value. */
public abstract sealed class FieldPartial permits GroupingOperator.Partial, ImageOperator.Partial {
  private final FieldOperator operator;
  private final IndexSpace chunk;

  FieldPartial(FieldOperator operator, IndexSpace chunk) {
    this.operator = operator;
    this.chunk = chunk;
  }

  /** {@return the operator that made it} */
  public FieldOperator operator() {
    return operator;
  }

  /** {@return the points of the domain whose field was read} */
  public IndexSpace chunk() {
    return chunk;
  }
}
