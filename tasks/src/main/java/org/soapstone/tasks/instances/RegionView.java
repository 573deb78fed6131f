package org.soapstone.tasks.instances;

import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.Rect;

/** The data of one region requirement, as a body sees it. */
public interface RegionView {

  /** {@return the points the body may touch} */
  IndexSpace space();

  /** {@return the bounding rect of the points} */
  Rect rect();

  /**
   * {@return one field's data over {@link #rect}}
   *
   * @param fieldId the id of a field that the requirement names
   * @throws IllegalArgumentException if the requirement does not name the field
   */
  FieldView field(int fieldId);

  /** {@return the data of the requirement's only field} */
  FieldView field();
}
