package org.soapstone.tasks.analysis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.soapstone.mapper.launch.FillValue;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.Rect;
import org.soapstone.regions.ReductionOperator;

/**
 * Gathers what has to be moved for a requirement, and emits it: pieces that go from one source to
 * one target in the same way are one copy, fold or fill. Reused.
 */
final class Movements {
  private final InstanceTable instances;
  private Movement[] movements = {};
  private int count;

  /** Whether there are movements of several field groups, which may be one. */
  private boolean isMixed;

  /** For each source plus one, its latest movement plus one, in the current round. */
  private int[] latest = new int[16];

  Movements(InstanceTable instances) {
    this.instances = instances;
  }

  private static final class Movement {
    /** The instance that is read, or −1 for a fill. */
    private int source;

    private int target;
    private FillValue fill;
    private ReductionOperator operator;
    private FieldGroup group;
    private final List<Rect> rects = new ArrayList<>();
    private long volume;

    /** The movement before, plus one, of the same source. */
    private int previous;

    private IndexSpace points;
    private boolean isEmitted;

    private boolean isLike(Movement other) {
      return source == other.source
          && target == other.target
          && Objects.equals(fill, other.fill)
          && points.equals(other.points);
    }
  }

  void addCopy(int source, int target, Part part) {
    add(source, target, null, null, part);
  }

  void addFold(int source, int target, ReductionOperator operator, Part part) {
    add(source, target, null, operator, part);
  }

  void addFill(FillValue value, int target, Part part) {
    add(-1, target, value, null, part);
  }

  private void add(int source, int target, FillValue fill, ReductionOperator operator, Part part) {
    if (source + 1 >= latest.length) {
      latest = Arrays.copyOf(latest, Math.max(source + 2, latest.length * 2));
    }
    int at = latest[source + 1];
    while (at != 0) {
      Movement known = movements[at - 1];
      if (known.target == target && known.group == part.group && Objects.equals(known.fill, fill)) {
        break;
      }
      at = known.previous;
    }
    if (at == 0) {
      at = start(source, target, fill, operator, part.group);
    }
    Movement movement = movements[at - 1];
    movement.rects.add(part.rect);
    movement.volume += part.rect.volume();
  }

  private int start(
      int source, int target, FillValue fill, ReductionOperator operator, FieldGroup group) {
    if (count == movements.length) {
      movements = Arrays.copyOf(movements, Math.max(4, count * 2));
      for (int i = count; i < movements.length; i++) {
        movements[i] = new Movement();
      }
    }
    Movement movement = movements[count++];
    movement.source = source;
    movement.target = target;
    movement.fill = fill;
    movement.operator = operator;
    movement.group = group;
    movement.volume = 0;
    movement.previous = latest[source + 1];
    movement.isEmitted = false;
    isMixed |= group != movements[0].group;
    latest[source + 1] = count;
    return count;
  }

  /**
   * Emits what has been gathered, in the order in which each source and target first came, and
   * starts over.
   *
   * @param space the requirement's points
   */
  void emit(IndexSpace space, Emitter emitter) {
    for (int m = 0; m < count; m++) {
      Movement movement = movements[m];
      latest[movement.source + 1] = 0;
      movement.points = points(movement, space);
    }
    for (int m = 0; m < count; m++) {
      if (!movements[m].isEmitted) {
        emit(m, emitter);
      }
    }
    for (int m = 0; m < count; m++) {
      movements[m].rects.clear();
    }
    count = 0;
    isMixed = false;
  }

  private static IndexSpace points(Movement movement, IndexSpace space) {
    if (movement.volume == space.volume()) {
      return space;
    }
    return movement.rects.size() == 1
        ? IndexSpace.of(movement.rects.getFirst())
        : IndexSpace.of(movement.rects);
  }

  /** Emits a movement together with the later ones that do the same to other fields. */
  private void emit(int first, Emitter emitter) {
    Movement movement = movements[first];
    FieldSet fields = movement.group.fields();
    int end = isMixed ? count : first + 1;
    for (int m = first + 1; m < end; m++) {
      if (movements[m].isLike(movement)) {
        fields = fields.union(movements[m].group.fields());
      }
    }
    long node = node(movement, fields, emitter);
    for (int m = first; m < end; m++) {
      if (m == first || movements[m].isLike(movement)) {
        movements[m].isEmitted = true;
        touch(movements[m], node, emitter);
      }
    }
    emitter.seal(node);
  }

  private long node(Movement movement, FieldSet fields, Emitter emitter) {
    var target = instances.spec(movement.target);
    if (movement.fill != null) {
      return emitter.fill(target, movement.points, fields, movement.fill);
    }
    var source = instances.spec(movement.source);
    return movement.operator == null
        ? emitter.copy(source, target, movement.points, fields)
        : emitter.fold(source, target, movement.points, fields, movement.operator);
  }

  private static void touch(Movement movement, long node, Emitter emitter) {
    for (Rect rect : movement.points.rects()) {
      if (movement.source >= 0) {
        movement.group.read(movement.source, rect, node, emitter);
      }
      movement.group.write(movement.target, rect, node, emitter);
    }
  }
}
