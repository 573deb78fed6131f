package org.soapstone.mapper.launch;

import java.io.Serializable;
import java.util.List;
import org.soapstone.regions.Rect;

/**
 * What a launch passes to every point of a task: a serialisable value, usually a record, never a
 * captured lambda.
 *
 * <p>Besides carrying values to the body, the arguments tell the planner what the body costs. Two
 * points whose {@link #costKey} are equal and whose requirements have rects of equal extents take
 * the same time on the same kind of processor.
 */
public interface TaskArguments extends Serializable {

  /** Arguments of a task that needs none. */
  // Nothing outside this package can touch NoArguments before this interface is initialised.
  @SuppressWarnings("ClassInitializationDeadlock")
  TaskArguments NONE = new NoArguments();

  /**
   * {@return the part of these arguments that the cost of a point depends on, equal by value} By
   * default all of it.
   */
  default Object costKey() {
    return this;
  }

  /**
   * {@return the floating-point operations of one point}
   *
   * @param rects the bounding rect of each region requirement of the point, in requirement order
   */
  default double flops(List<Rect> rects) {
    return 0;
  }

  /**
   * {@return the class of work, by which an analytic cost model chooses an efficiency, for example
   * {@code conv}}
   */
  default String workClass() {
    return "other";
  }
}
