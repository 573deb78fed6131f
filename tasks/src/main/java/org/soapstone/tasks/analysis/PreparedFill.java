package org.soapstone.tasks.analysis;

import org.soapstone.mapper.launch.FillLaunch;
import org.soapstone.regions.Field;
import org.soapstone.regions.LogicalRegion;

/**
 * A fill that has been checked.
 *
 * @param launch the fill
 * @param position its position in program order, or within its step
 */
public record PreparedFill(FillLaunch launch, long position) implements PreparedLaunch {

  /**
   * {@return a fill, checked}
   *
   * @param launch the fill
   * @param position its position in program order, or within its step
   * @throws IllegalArgumentException if a field is not the region's or is of another type than the
   *     value
   */
  public static PreparedFill of(FillLaunch launch, long position) {
    LogicalRegion region = launch.region();
    String where = "fill '%s' of region '%s'".formatted(launch.provenance(), region.name());
    if (launch.fields().isEmpty()) {
      throw new IllegalArgumentException(where + ": no field is named; name at least one");
    }
    LaunchChecks.checkFields(region, launch.fields(), where);
    for (Field field : region.fieldSpace().fields()) {
      if (launch.fields().contains(field) && field.type() != launch.value().type()) {
        throw new IllegalArgumentException(
            "%s: the value is %s, but field '%s' is %s; give a value of the field's type"
                .formatted(where, launch.value().type(), field.name(), field.type()));
      }
    }
    return new PreparedFill(launch, position);
  }

  @Override
  public boolean touches(LogicalRegion root) {
    return launch.region().tree() == root.tree();
  }
}
