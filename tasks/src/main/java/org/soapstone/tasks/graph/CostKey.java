package org.soapstone.tasks.graph;

import java.util.List;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.mapper.machine.ProcessorKind;
import org.soapstone.mapper.machine.ProcessorModel;
import org.soapstone.regions.Rect;

/**
 * What the time of a point task depends on: nodes of equal cost keys take equally long.
 *
 * <p>Equality looks at the task, its arguments' {@link TaskArguments#costKey cost key}, the
 * <em>extents</em> of the requirements' rects, and the model of the processor. The arguments and
 * the rects themselves are carried along so that a cost model can run or count the work of one
 * representative point.
 *
 * @param task the task's name
 * @param arguments the arguments of the representative point's launch
 * @param point the representative point's row-major position in its domain
 * @param domain the launch domain
 * @param rects the bounding rect of each requirement of the representative point
 * @param elementBytes for each requirement, the bytes of one point over all its fields
 * @param processor the model of the processor
 */
public record CostKey(
    String task,
    TaskArguments arguments,
    int point,
    Rect domain,
    List<Rect> rects,
    List<Integer> elementBytes,
    ProcessorModel processor) {

  /** Copies the lists. */
  public CostKey {
    rects = List.copyOf(rects);
    elementBytes = List.copyOf(elementBytes);
  }

  /** {@return the kind of processor} */
  public ProcessorKind kind() {
    return processor.kind();
  }

  /** {@return the floating-point operations of the point} */
  public double flops() {
    return arguments.flops(rects);
  }

  /** {@return the bytes that the point touches, each requirement once} */
  public long bytes() {
    long bytes = 0;
    for (int r = 0; r < rects.size(); r++) {
      bytes += rects.get(r).volume() * elementBytes.get(r);
    }
    return bytes;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CostKey key
        && key.task.equals(task)
        && key.processor.equals(processor)
        && key.arguments.costKey().equals(arguments.costKey())
        && key.elementBytes.equals(elementBytes)
        && sameExtents(key.rects, rects);
  }

  static boolean sameExtents(List<Rect> a, List<Rect> b) {
    if (a.size() != b.size()) {
      return false;
    }
    for (int r = 0; r < a.size(); r++) {
      if (a.get(r).dims() != b.get(r).dims()) {
        return false;
      }
      for (int d = 0; d < a.get(r).dims(); d++) {
        if (a.get(r).extent(d) != b.get(r).extent(d)) {
          return false;
        }
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    int hash = task.hashCode() * 31 + arguments.costKey().hashCode();
    for (Rect rect : rects) {
      for (int d = 0; d < rect.dims(); d++) {
        hash = hash * 31 + Long.hashCode(rect.extent(d));
      }
    }
    return hash;
  }

  /**
   * {@return a line that names this key, with only the kind of the processor: the key of times that
   * were measured on one machine, for use on another}
   */
  public String canonical() {
    StringBuilder line = new StringBuilder();
    line.append(kind()).append(' ').append(task).append(' ').append(arguments.costKey());
    for (int r = 0; r < rects.size(); r++) {
      line.append(' ').append(elementBytes.get(r)).append('*');
      for (int d = 0; d < rects.get(r).dims(); d++) {
        line.append(d == 0 ? "" : "x").append(rects.get(r).extent(d));
      }
    }
    return line.toString();
  }
}
