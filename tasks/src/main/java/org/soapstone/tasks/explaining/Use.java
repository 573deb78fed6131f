package org.soapstone.tasks.explaining;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.IndexSpace;
import org.soapstone.tasks.graph.InstanceSpec;
import org.soapstone.tasks.graph.StructuralKey;

/**
 * What a node does with one instance.
 *
 * @param node the structural key of the node
 * @param what the task with its requirement, or the kind of movement, in words
 * @param instance the instance
 * @param points the points that it touches
 * @param fields the fields that it touches
 * @param writes whether it writes them
 */
public record Use(
    long node,
    String what,
    InstanceSpec instance,
    IndexSpace points,
    FieldSet fields,
    boolean writes) {

  /** {@return whether this and another use must be in order} */
  boolean conflicts(Use other) {
    return (writes || other.writes)
        && instance.equals(other.instance)
        && fields.intersects(other.fields)
        && points.intersects(other.points);
  }

  /** {@return the names of some of the fields, for people} */
  String names(FieldSet some) {
    return IntStream.of(some.toArray())
        .mapToObj(id -> "'" + instance.root().fieldSpace().field(id).name() + "'")
        .collect(Collectors.joining(", "));
  }

  @Override
  public String toString() {
    return "%s, %s, which %s it"
        .formatted(StructuralKey.describe(node), what, writes ? "writes" : "reads");
  }
}
