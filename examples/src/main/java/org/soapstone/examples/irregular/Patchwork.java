package org.soapstone.examples.irregular;

import java.util.Arrays;
import java.util.List;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.Point;
import org.soapstone.tasks.TaskContext;
import org.soapstone.tasks.instances.FieldView;

/**
 * A field of several pieces of a region, seen as one: a pointer may lead into any of them.
 *
 * <p>A task over an irregular region names its private, its shared and its ghost points apart,
 * since it does different things to them. Where a pointer leads is then found by asking the pieces.
 */
final class Patchwork {
  private record Patch(IndexSpace space, FieldView view) {}

  private final List<Patch> patches;

  private Patchwork(List<Patch> patches) {
    this.patches = patches;
  }

  /** {@return the field over the pieces of some of a task's requirements} */
  static Patchwork of(TaskContext context, int field, int... requirements) {
    return new Patchwork(
        Arrays.stream(requirements)
            .mapToObj(context::region)
            .filter(region -> !region.space().isEmpty())
            .map(region -> new Patch(region.space(), region.field(field)))
            .toList());
  }

  /** {@return the value at a point of one of the pieces} */
  double at(Point point) {
    return patch(point).doubleAt(point);
  }

  /** Adds to the value at a point of one of the pieces, which is written or reduced into. */
  void add(Point point, double value) {
    FieldView view = patch(point);
    if (view.reduction().isPresent()) {
      view.fold(point, value);
    } else {
      view.set(point, view.doubleAt(point) + value);
    }
  }

  private FieldView patch(Point point) {
    for (Patch patch : patches) {
      if (patch.space().contains(point)) {
        return patch.view();
      }
    }
    throw new IndexOutOfBoundsException(
        "point %s is in none of the pieces %s".formatted(point, patches));
  }
}
