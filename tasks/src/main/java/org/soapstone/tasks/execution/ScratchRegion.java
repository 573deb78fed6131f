package org.soapstone.tasks.execution;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.regions.Field;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.Privilege;
import org.soapstone.regions.Rect;
import org.soapstone.regions.ReductionOperator;
import org.soapstone.tasks.instances.FieldView;
import org.soapstone.tasks.instances.InstanceView;

/**
 * Memory of the shape that a requirement needs, with nothing of meaning in it.
 *
 * @param view what a body sees
 * @param buffers the fields of a reduction buffer; none otherwise
 * @param volume the number of points
 * @param reduction the operator of a reduction buffer
 */
record ScratchRegion(
    InstanceView view,
    List<MemorySegment> buffers,
    long volume,
    Optional<ReductionOperator> reduction) {
  private static final long ALIGNMENT = 64;
  private static final int PATTERN_BYTES = 1 << 16;

  static ScratchRegion of(RegionRequirement requirement, Rect rect, Arena arena) {
    FieldSet fields = requirement.fields();
    Privilege privilege = requirement.privilege();
    Optional<ReductionOperator> reduction =
        privilege instanceof Privilege.Reduce reduce
            ? Optional.of(reduce.operator())
            : Optional.empty();
    List<MemorySegment> memories = new ArrayList<>();
    List<FieldView> views = new ArrayList<>();
    for (int id = fields.next(0); id >= 0; id = fields.next(id + 1)) {
      Field field = requirement.region().fieldSpace().field(id);
      long bytes = Math.multiplyExact(rect.volume(), field.type().bytes());
      MemorySegment memory = arena.allocate(bytes, ALIGNMENT);
      fillRandomly(memory, field.type());
      memories.add(memory);
      FieldView fieldView =
          FieldView.dense(
              privilege.writes() ? memory : memory.asReadOnly(),
              field.type(),
              IndexSpace.of(rect),
              reduction);
      views.add(reduction.isPresent() ? fieldView.overwriting() : fieldView);
    }
    var view =
        new InstanceView(
            requirement.region().name(),
            IndexSpace.of(rect),
            fields,
            views.toArray(FieldView[]::new));
    return new ScratchRegion(
        view, reduction.isPresent() ? memories : List.of(), rect.volume(), reduction);
  }

  /** Integers stay 0, which is a legal index wherever there is one. */
  private static void fillRandomly(MemorySegment memory, FieldType type) {
    int period = (int) Math.min(PATTERN_BYTES, memory.byteSize());
    var random = new SplittableRandom(1);
    switch (type) {
      case FLOAT32 -> {
        for (int at = 0; at < period; at += Float.BYTES) {
          memory.set(ValueLayout.JAVA_FLOAT, at, (float) random.nextDouble());
        }
      }
      case FLOAT64 -> {
        for (int at = 0; at < period; at += Double.BYTES) {
          memory.set(ValueLayout.JAVA_DOUBLE, at, random.nextDouble());
        }
      }
      case INT32, INT64, UINT8 -> {
        return;
      }
    }
    for (long done = period; done < memory.byteSize(); done += period) {
      MemorySegment.copy(memory, 0, memory, done, Math.min(period, memory.byteSize() - done));
    }
  }

  /** Sets a reduction buffer to the identity, as a worker does before it runs a body. */
  void clearBuffers() {
    if (reduction.isPresent()) {
      for (MemorySegment buffer : buffers) {
        reduction.get().fillIdentity(buffer, 0, volume);
      }
    }
  }
}
