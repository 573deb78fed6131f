package org.soapstone.tasks.checking;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.regions.Coherence;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.Point;
import org.soapstone.regions.Privilege;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.TaskBody;
import org.soapstone.tasks.TaskContext;
import org.soapstone.tasks.instances.FieldView;
import org.soapstone.tasks.instances.InstanceView;
import org.soapstone.tasks.instances.Mover;
import org.soapstone.tasks.instances.RegionView;

/**
 * A body that runs on data of its own: what it may read is copied there before, what it may write
 * is copied back after. Everything else holds a mark, which a body that only does what it asked for
 * leaves alone.
 *
 * @param body the body to check
 */
public record CheckedBody(TaskBody body) implements TaskBody {

  /** One field of one requirement, as it is and as the body sees it. */
  private record Copy(int requirement, RegionRequirement what, FieldView real, FieldView own) {}

  /**
   * {@inheritDoc}
   *
   * @throws IllegalStateException if the body wrote a point of its bounds that its requirement does
   *     not cover, or left a point unwritten that it declared to write; the message names
   *     requirement, field and point
   */
  @Override
  public void run(TaskContext context) throws Exception {
    List<RegionRequirement> requirements = context.requirements();
    List<RegionView> views = new ArrayList<>();
    List<Copy> copies = new ArrayList<>();
    Mover mover = new Mover();
    try (Arena arena = Arena.ofShared()) {
      for (int r = 0; r < requirements.size(); r++) {
        views.add(view(r, requirements.get(r), context.region(r), copies, mover, arena));
      }
      body.run(new CheckedContext(context, views));
      for (Copy copy : copies) {
        check(copy);
      }
      for (Copy copy : copies) {
        if (copy.what.privilege().writes()) {
          mover.copy(copy.own, copy.real, copy.real.space());
        }
      }
    }
  }

  private static RegionView view(
      int requirement,
      RegionRequirement what,
      RegionView real,
      List<Copy> copies,
      Mover mover,
      Arena arena) {
    if (real.space().isEmpty() || seesOthers(what.coherence())) {
      return real;
    }
    int[] ids = what.fields().toArray();
    FieldView[] own = new FieldView[ids.length];
    for (int i = 0; i < ids.length; i++) {
      FieldView field = real.field(ids[i]);
      long bytes = field.rect().volume() * field.type().bytes();
      MemorySegment memory = arena.allocate(bytes, 64);
      mark(memory, field.type());
      FieldView writable = field.in(memory);
      if (!(what.privilege() instanceof Privilege.WriteDiscard)) {
        mover.copy(field, writable, real.space());
      }
      own[i] = what.privilege().writes() ? writable : field.in(memory.asReadOnly());
      copies.add(new Copy(requirement, what, field, own[i]));
    }
    return new InstanceView(what.region().name(), real.space(), what.fields(), own);
  }

  /** {@return whether the body is meant to see what others write beside it} */
  private static boolean seesOthers(Coherence coherence) {
    return switch (coherence) {
      case EXCLUSIVE, ATOMIC -> false;
      case SIMULTANEOUS, RELAXED -> true;
    };
  }

  private static void check(Copy copy) {
    if (!copy.what.privilege().writes() || copy.own.type() == FieldType.UINT8) {
      return; // nothing could be written, or a mark of a byte would say nothing
    }
    IndexSpace space = copy.own.space();
    if (!space.isDense()) {
      IndexSpace.of(space.bounds())
          .difference(space)
          .forEachPoint(point -> {
            if (!isMarked(copy.own, point)) {
              throw wrong(copy, point, "was written, but is not among the points %s; ask for it");
            }
          });
    }
    if (copy.what.privilege() instanceof Privilege.WriteDiscard) {
      space.forEachPoint(point -> {
        if (isMarked(copy.own, point)) {
          throw wrong(
              copy, point, "of %s was declared to be written, and was not; ask for read-write");
        }
      });
    }
  }

  private static IllegalStateException wrong(Copy copy, Point point, String what) {
    return new IllegalStateException(
        "requirement %d, %s: point %s %s"
            .formatted(copy.requirement, copy.own.name(), point, what.formatted(copy.own.space())));
  }

  private static void mark(MemorySegment memory, FieldType type) {
    for (long at = 0; at < memory.byteSize(); at += type.bytes()) {
      switch (type.bytes()) {
        case 1 -> memory.set(ValueLayout.JAVA_BYTE, at, (byte) markOf(type));
        case 4 -> memory.set(ValueLayout.JAVA_INT, at, (int) markOf(type));
        default -> memory.set(ValueLayout.JAVA_LONG, at, markOf(type));
      }
    }
  }

  private static boolean isMarked(FieldView view, Point point) {
    Rect rect = view.rect();
    long at = rect.linearize(point) * view.type().bytes();
    return view.type().bytes() == 4
        ? view.segment().get(ValueLayout.JAVA_INT, at) == (int) markOf(view.type())
        : view.segment().get(ValueLayout.JAVA_LONG, at) == markOf(view.type());
  }

  /** No number where there is such a thing, so that what is computed of it shows; else unlikely. */
  private static long markOf(FieldType type) {
    return switch (type) {
      case FLOAT32 -> 0x7fc5_a5a5L;
      case FLOAT64 -> 0x7ff8_5a5a_c0de_beefL;
      case INT32, UINT8 -> 0xdead_bea5L;
      case INT64 -> 0xdead_bea5_c0de_feedL;
    };
  }
}
