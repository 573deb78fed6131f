package org.soapstone.dnn.operators;

import java.util.List;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.regions.Rect;

/**
 * The arguments of a task that does the same to each element of one of its rects.
 *
 * @param flopsPerElement the operations for each element
 * @param requirement the position of the requirement whose elements count
 */
record Elementwise(int flopsPerElement, int requirement) implements TaskArguments {
  @Override
  public double flops(List<Rect> rects) {
    return (double) flopsPerElement * rects.get(requirement).volume();
  }

  @Override
  public String workClass() {
    return "elementwise";
  }
}
