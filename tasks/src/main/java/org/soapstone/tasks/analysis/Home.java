package org.soapstone.tasks.analysis;

import static java.util.Objects.requireNonNull;

import org.soapstone.regions.FieldSet;
import org.soapstone.regions.IndexSpace;
import org.soapstone.tasks.graph.InstanceSpec;

/**
 * Where the data of an inner task is when its sub-program begins, and must be again when it ends.
 *
 * @param spec the instance; its slot tells it apart from the instances that the sub-program makes
 * @param space the points that the inner task may touch
 * @param fields the fields that it may touch
 * @param holdsValues whether the instance holds the values of the points, at first; otherwise they
 *     are zeros
 */
public record Home(InstanceSpec spec, IndexSpace space, FieldSet fields, boolean holdsValues) {

  /** Checks that nothing is null. */
  public Home {
    requireNonNull(spec, "spec");
    requireNonNull(space, "space");
    requireNonNull(fields, "fields");
  }
}
