package org.soapstone.tasks.graph;

import java.util.Optional;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.Rect;
import org.soapstone.regions.ReductionOperator;

/**
 * A physical instance as the analysis knows it: a specification, not memory. Only the executor
 * allocates.
 *
 * <p>Data is laid out in row-major order of the rect, one array for each field.
 *
 * @param root the root region of the tree whose data it holds
 * @param memory the memory it lives in
 * @param rect the rect it covers
 * @param fields the fields it holds
 * @param reduction the operator of a reduction buffer; empty for an instance that holds values
 * @param slot tells apart buffers that are otherwise alike and pending at the same time; 0 for
 *     values
 */
public record InstanceSpec(
    LogicalRegion root,
    int memory,
    Rect rect,
    FieldSet fields,
    Optional<ReductionOperator> reduction,
    int slot) {

  /** {@return the bytes of the instance} */
  public long bytes() {
    return rect.volume() * elementBytes(root, fields);
  }

  /**
   * {@return the bytes of a part of the instance}
   *
   * @param points some of its points
   * @param some some of its fields
   */
  public long bytes(IndexSpace points, FieldSet some) {
    return points.volume() * elementBytes(root, some);
  }

  /**
   * {@return the bytes of one point over some fields}
   *
   * @param region a region that has the fields
   * @param fields the fields
   */
  public static int elementBytes(LogicalRegion region, FieldSet fields) {
    int bytes = 0;
    for (var field : region.fieldSpace().fields()) {
      if (fields.contains(field.id())) {
        bytes += field.type().bytes();
      }
    }
    return bytes;
  }
}
