package org.soapstone.mapper.launch;

import static java.util.Objects.requireNonNull;

import org.soapstone.regions.FieldSet;
import org.soapstone.regions.LogicalRegion;

/**
 * Sets every point of a region to one value. Fills are lazy: no memory is touched until somebody
 * reads, and a reduction onto a fill of its identity simply adopts the first buffer.
 *
 * @param region the region to fill
 * @param fields the fields to fill, all of one type
 * @param value the value
 * @param tag on whose behalf
 * @param provenance names the launch in messages
 */
public record FillLaunch(
    LogicalRegion region, FieldSet fields, FillValue value, LaunchTag tag, String provenance)
    implements Launch {

  /** Checks that nothing is null. */
  public FillLaunch {
    requireNonNull(region, "region");
    requireNonNull(fields, "fields");
    requireNonNull(value, "value");
    requireNonNull(tag, "tag");
    requireNonNull(provenance, "provenance");
  }
}
