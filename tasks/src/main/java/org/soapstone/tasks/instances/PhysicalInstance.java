package org.soapstone.tasks.instances;

import static java.util.Objects.requireNonNull;

import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.soapstone.regions.Field;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.Privilege;
import org.soapstone.regions.Rect;
import org.soapstone.regions.ReductionOperator;
import org.soapstone.tasks.graph.InstanceSpec;

/**
 * An instance specification with memory behind it: one array for each field, row-major over the
 * rect.
 *
 * <p>Views are made once for each set of points and kept, within limits. Making them is for one
 * thread; views, memory and poison are for all.
 */
public final class PhysicalInstance {
  /** Each field begins at a cache line, which is also what vector loads like best. */
  static final long FIELD_ALIGNMENT = 64;

  /** When views of so many boxes are kept, all are forgotten: a few megabytes. */
  private static final long MAX_KEPT_BOXES = 1 << 16;

  private record ViewKey(IndexSpace space, FieldSet fields, Rights rights) {}

  private enum Rights {
    READ,
    WRITE,
    FOLD,
    OVERWRITE
  }

  private final InstanceSpec spec;
  private final MemorySegment block;
  private final boolean isAttached;
  private final MemorySegment[] byField;
  private final long[] strides;
  private final Map<ViewKey, InstanceView> views = new HashMap<>();
  private long keptBoxes;
  private final Poison poison = new Poison();

  /**
   * Puts memory behind a specification.
   *
   * @param spec the specification
   * @param block the memory, of at least {@link #blockBytes}, aligned to a cache line; {@link
   *     MemorySegment#NULL} if there was no room for it
   */
  PhysicalInstance(InstanceSpec spec, MemorySegment block) {
    this.spec = requireNonNull(spec, "spec");
    this.block = block;
    this.isAttached = false;
    this.strides = FieldView.rowMajorStrides(spec.rect());
    int[] ids = spec.fields().toArray();
    this.byField = new MemorySegment[ids[ids.length - 1] + 1];
    if (block.byteSize() > 0) {
      long offset = 0;
      for (int id : ids) {
        long bytes = fieldBytes(spec, id);
        byField[id] = block.asSlice(offset, bytes);
        offset += align(bytes);
      }
    }
  }

  /**
   * Puts memory of the program's own behind a specification.
   *
   * @param spec the specification
   * @param byField for each field of it, in ascending order, an array that is row-major over the
   *     rect, aligned to the field's type
   */
  PhysicalInstance(InstanceSpec spec, List<MemorySegment> byField) {
    this.spec = requireNonNull(spec, "spec");
    this.block = byField.getFirst();
    this.isAttached = true;
    this.strides = FieldView.rowMajorStrides(spec.rect());
    int[] ids = spec.fields().toArray();
    this.byField = new MemorySegment[ids[ids.length - 1] + 1];
    for (int i = 0; i < ids.length; i++) {
      this.byField[ids[i]] = byField.get(i);
    }
  }

  /** {@return whether the memory is the program's own, so that it is not freed here} */
  boolean isAttached() {
    return isAttached;
  }

  /** The bytes that an instance's memory needs. */
  static long blockBytes(InstanceSpec spec) {
    long bytes = 0;
    for (int id = spec.fields().next(0); id >= 0; id = spec.fields().next(id + 1)) {
      bytes = Math.addExact(bytes, align(fieldBytes(spec, id)));
    }
    return bytes;
  }

  private static long fieldBytes(InstanceSpec spec, int id) {
    return Math.multiplyExact(
        spec.rect().volume(), spec.root().fieldSpace().field(id).type().bytes());
  }

  private static long align(long bytes) {
    return Math.addExact(bytes, FIELD_ALIGNMENT - 1) & -FIELD_ALIGNMENT;
  }

  /** {@return what the analysis knows of this instance} */
  public InstanceSpec spec() {
    return spec;
  }

  /** {@return whether there was no room for this instance, so that all its data is poisoned} */
  public boolean isMissing() {
    return block.byteSize() == 0 && !spec.rect().isEmpty();
  }

  /** {@return which of the data is not what the program means} */
  public Poison poison() {
    return poison;
  }

  MemorySegment block() {
    return block;
  }

  /** The strides of the row-major layout over the specification's rect; not to be written. */
  long[] strides() {
    return strides;
  }

  /** One field's array, row-major over the specification's rect. */
  MemorySegment memory(int fieldId) {
    return byField[fieldId];
  }

  /**
   * {@return the view of some points with the rights that a privilege gives}
   *
   * @param space the points, covered by the instance
   * @param fields the fields, held by the instance
   * @param privilege the privilege
   * @throws IllegalArgumentException if the instance lacks points or fields
   */
  public InstanceView view(IndexSpace space, FieldSet fields, Privilege privilege) {
    return view(space, fields, privilege, false);
  }

  /**
   * {@return the view of some points with the rights that a privilege gives}
   *
   * @param space the points, covered by the instance
   * @param fields the fields, held by the instance
   * @param privilege the privilege
   * @param overwrites whether a reduction buffer may be written outright
   * @throws IllegalArgumentException if the instance lacks points or fields
   */
  public InstanceView view(
      IndexSpace space, FieldSet fields, Privilege privilege, boolean overwrites) {
    Rights rights =
        switch (privilege) {
          case Privilege.Read _ -> Rights.READ;
          case Privilege.ReadWrite _, Privilege.WriteDiscard _ -> Rights.WRITE;
          case Privilege.Reduce _ -> overwrites ? Rights.OVERWRITE : Rights.FOLD;
        };
    ViewKey key = new ViewKey(space, fields, rights);
    InstanceView view = views.get(key);
    if (view == null) {
      view = makeView(space, fields, privilege, overwrites);
      keptBoxes += 1 + space.rectCount();
      if (keptBoxes > MAX_KEPT_BOXES) {
        views.clear();
        keptBoxes = 0;
      }
      views.put(key, view);
    }
    return view;
  }

  private InstanceView makeView(
      IndexSpace space, FieldSet fields, Privilege privilege, boolean overwrites) {
    if (!spec.rect().contains(space.bounds()) || !spec.fields().contains(fields)) {
      throw new IllegalArgumentException(
          "points %s, fields %s of region '%s' are not in the instance over %s with fields %s"
              .formatted(space, fields, spec.root().name(), spec.rect(), spec.fields()));
    }
    int[] ids = fields.toArray();
    FieldView[] fieldViews = new FieldView[ids.length];
    for (int i = 0; i < ids.length; i++) {
      FieldView view = fieldView(spec.root().fieldSpace().field(ids[i]), space, privilege);
      fieldViews[i] = privilege.reduces() && overwrites ? view.overwriting() : view;
    }
    return new InstanceView(spec.root().name(), space, fields, fieldViews);
  }

  private FieldView fieldView(Field field, IndexSpace space, Privilege privilege) {
    Rect box = space.bounds();
    long first = 0;
    long last = 0;
    for (int d = 0; d < strides.length; d++) {
      first += (box.lo(d) - spec.rect().lo(d)) * strides[d];
      last += (box.hi(d) - spec.rect().lo(d)) * strides[d];
    }
    long width = field.type().bytes();
    MemorySegment memory =
        box.isEmpty() || isMissing()
            ? MemorySegment.NULL
            : byField[field.id()].asSlice(first * width, (last - first + 1) * width);
    Optional<ReductionOperator> reduction =
        privilege instanceof Privilege.Reduce reduce
            ? Optional.of(reduce.operator())
            : Optional.empty();
    return new FieldView(
            privilege.writes() ? memory : memory.asReadOnly(),
            field.type(),
            space,
            strides,
            0,
            reduction)
        .named("field '%s' of region '%s'".formatted(field.name(), spec.root().name()));
  }

  @Override
  public String toString() {
    return "%s over %s in memory %d%s"
        .formatted(
            spec.root().name(),
            spec.rect(),
            spec.memory(),
            spec.reduction().map(op -> ", buffer of " + op.name()).orElse(""));
  }
}
