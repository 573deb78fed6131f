package org.soapstone.tasks.partitioning;

import static java.util.Objects.requireNonNull;

import com.google.common.primitives.ImmutableIntArray;
import org.soapstone.regions.Field;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.deppart.Column;

/**
 * Fields of a region that together hold a colour, a pointer or a rect for each point, as {@link
 * org.soapstone.regions.deppart.Columns} do for data that the program has.
 *
 * <p>A point of a d-dimensional space is d fields, one for each coordinate; a rect is 2d: the low
 * coordinates, then the high ones.
 *
 * @param region the region
 * @param fields the ids of the fields, at least one, each of type INT32 or INT64
 */
public record RegionColumns(LogicalRegion region, ImmutableIntArray fields) {
  /** Checks that there are fields, that the region has them, and their types. */
  public RegionColumns {
    requireNonNull(region, "region");
    if (fields.isEmpty()) {
      throw new IllegalArgumentException(
          "no field of region '%s' is named; name one for each coordinate".formatted(region));
    }
    fields.forEach(id -> {
      Field field = region.fieldSpace().field(id);
      Column.checkType("field '%s' of region '%s'".formatted(field, region), field.type());
    });
  }

  /**
   * {@return the columns that some fields are}
   *
   * @param region the region
   * @param fields the ids of its fields, in the order of the coordinates
   * @throws IllegalArgumentException if there is none, one is not the region's, or its type is
   *     neither INT32 nor INT64
   */
  public static RegionColumns of(LogicalRegion region, int... fields) {
    return new RegionColumns(region, ImmutableIntArray.copyOf(fields));
  }

  /**
   * {@return the columns that some fields are}
   *
   * @param region the region
   * @param fields the names of its fields, in the order of the coordinates
   * @throws IllegalArgumentException if there is none, one is not the region's, or its type is
   *     neither INT32 nor INT64
   */
  public static RegionColumns of(LogicalRegion region, String... fields) {
    int[] ids = new int[fields.length];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = region.fieldSpace().field(fields[i]).id();
    }
    return of(region, ids);
  }

  /** The fields as a set, for a requirement. */
  FieldSet set() {
    return FieldSet.of(fields.toArray());
  }

  /** {@return the region and its fields, for messages} */
  @Override
  public String toString() {
    return "fields %s of region '%s'"
        .formatted(fields.stream().mapToObj(id -> region.fieldSpace().field(id)).toList(), region);
  }
}
