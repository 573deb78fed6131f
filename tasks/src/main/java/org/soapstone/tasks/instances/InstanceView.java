package org.soapstone.tasks.instances;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Optional;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.Privilege;
import org.soapstone.regions.Rect;
import org.soapstone.regions.ReductionOperator;

/**
 * A region view over fields whose places in memory are known. Immutable, so that tasks share it.
 */
public final class InstanceView implements RegionView {
  private final String region;
  private final IndexSpace space;
  private final int[] ids;
  private final FieldView[] fields;

  /**
   * Puts field views together.
   *
   * @param region the region's name, for messages
   * @param space the points that may be touched
   * @param fieldSet the fields, of which {@code fields} has the views by ascending id
   * @param fields the views, all over the space's bounds
   */
  public InstanceView(String region, IndexSpace space, FieldSet fieldSet, FieldView... fields) {
    this.region = region;
    this.space = space;
    this.ids = fieldSet.toArray();
    this.fields = fields.clone();
    if (ids.length != fields.length) {
      throw new IllegalArgumentException(
          "region '%s': %d views for fields %s".formatted(region, fields.length, fieldSet));
    }
  }

  /**
   * {@return a view without points}
   *
   * @param region the region
   * @param fieldSet its fields
   * @param privilege what may be done to no point
   */
  public static InstanceView empty(LogicalRegion region, FieldSet fieldSet, Privilege privilege) {
    IndexSpace space = IndexSpace.empty(region.indexSpace().dims());
    Optional<ReductionOperator> reduction =
        privilege instanceof Privilege.Reduce reduce
            ? Optional.of(reduce.operator())
            : Optional.empty();
    FieldView[] views = new FieldView[fieldSet.size()];
    int i = 0;
    for (int id = fieldSet.next(0); id >= 0; id = fieldSet.next(id + 1)) {
      FieldType type = region.fieldSpace().field(id).type();
      views[i++] = FieldView.dense(MemorySegment.NULL, type, space, reduction);
    }
    return new InstanceView(region.name(), space, fieldSet, views);
  }

  /**
   * {@return the same view, which cannot be used any more when an arena is closed}
   *
   * @param arena an arena that all users of the view may access
   */
  public InstanceView during(Arena arena) {
    FieldView[] limited =
        Arrays.stream(fields).map(field -> field.during(arena)).toArray(FieldView[]::new);
    return new InstanceView(region, space, FieldSet.of(ids), limited);
  }

  @Override
  public IndexSpace space() {
    return space;
  }

  @Override
  public Rect rect() {
    return space.bounds();
  }

  @Override
  public FieldView field(int fieldId) {
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] == fieldId) {
        return fields[i];
      }
    }
    throw new IllegalArgumentException(
        "the requirement on region '%s' names fields %s, not %d; add it there"
            .formatted(region, FieldSet.of(ids), fieldId));
  }

  @Override
  public FieldView field() {
    if (fields.length != 1) {
      throw new IllegalArgumentException(
          "the requirement on region '%s' names %d fields %s; say which one is meant"
              .formatted(region, fields.length, FieldSet.of(ids)));
    }
    return fields[0];
  }
}
