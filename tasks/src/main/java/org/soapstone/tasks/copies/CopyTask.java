package org.soapstone.tasks.copies;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Optional;
import org.soapstone.mapper.launch.CopyArguments;
import org.soapstone.mapper.launch.CopyArguments.Pointers;
import org.soapstone.mapper.launch.CopyLaunch.Duplicates;
import org.soapstone.mapper.launch.CopyLaunch.OutOfRange;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.Point;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.TaskContext;
import org.soapstone.tasks.instances.FieldView;
import org.soapstone.tasks.instances.Mover;
import org.soapstone.tasks.instances.RegionView;

/** What one point of a {@link org.soapstone.mapper.launch.CopyLaunch} does. */
public final class CopyTask {
  private final CopyArguments arguments;
  private final RegionView source;
  private final RegionView target;

  private CopyTask(CopyArguments arguments, RegionView source, RegionView target) {
    this.arguments = arguments;
    this.source = source;
    this.target = target;
  }

  /**
   * The body of {@link org.soapstone.mapper.launch.CopyLaunch#TASK}. O(points), in whole runs of
   * memory where there are no pointers.
   *
   * @param context the context of a launch that {@code CopyLaunch} made
   * @throws IndexOutOfBoundsException if a point is read or written that is not there, and the
   *     launch does not skip it
   * @throws IllegalStateException if several points scatter to one, and the launch does not say
   *     that the last one counts
   */
  public static void run(TaskContext context) {
    CopyArguments arguments = (CopyArguments) context.arguments();
    CopyTask copy = new CopyTask(arguments, context.region(0), context.region(1));
    if (arguments.gather().isEmpty() && arguments.scatter().isEmpty()) {
      copy.straight();
      return;
    }
    int next = 2;
    Optional<RegionView> from =
        arguments.gather().isPresent() ? Optional.of(context.region(next++)) : Optional.empty();
    Optional<RegionView> to =
        arguments.scatter().isPresent() ? Optional.of(context.region(next)) : Optional.empty();
    copy.throughPointers(from, to);
  }

  private void straight() {
    IndexSpace points = target.space();
    if (!source.space().contains(points)) {
      Point missing = points.difference(source.space()).rects().getFirst().lo();
      throw new IndexOutOfBoundsException(
          "copy: point %s of the target is not one of the source's points %s; copy to points that the source has"
              .formatted(missing, source.space()));
    }
    Mover mover = new Mover();
    for (int f = 0; f < arguments.sourceFields().length(); f++) {
      FieldView from = source.field(arguments.sourceFields().get(f));
      FieldView to = target.field(arguments.targetFields().get(f));
      if (to.reduction().isPresent()) {
        mover.fold(from, to, points, to.reduction().get());
      } else {
        mover.copy(from, to, points);
      }
    }
  }

  private void throughPointers(Optional<RegionView> gather, Optional<RegionView> scatter) {
    IndexSpace visited =
        gather.isEmpty()
            ? source.space()
            : scatter.isEmpty() ? target.space() : gather.get().space();
    checkHas(visited, gather, "gather");
    checkHas(visited, scatter, "scatter");
    PointerWalk reads = walk(gather, arguments.gather(), source);
    PointerWalk writes = walk(scatter, arguments.scatter(), target);
    Pairs pairs = new Pairs(Math.toIntExact(visited.volume()));
    Rect sourceRect = source.rect();
    Rect targetRect = target.rect();
    visited.forEachPoint(point -> {
      Point from = reads.follow(point);
      Point to = writes.follow(point);
      if (isThere(reads, from, point, "gather", arguments.gather())
          && isThere(writes, to, point, "scatter", arguments.scatter())) {
        pairs.add(sourceRect.linearize(from), targetRect.linearize(to));
      }
    });
    boolean folds = target.field(arguments.targetFields().get(0)).reduction().isPresent();
    if (scatter.isPresent() && !folds && arguments.duplicates() == Duplicates.REFUSED) {
      pairs.refuseDuplicates(targetRect);
    }
    for (int f = 0; f < arguments.sourceFields().length(); f++) {
      FieldView from = source.field(arguments.sourceFields().get(f));
      FieldView to = target.field(arguments.targetFields().get(f));
      move(pairs, from, to);
    }
  }

  private static PointerWalk walk(
      Optional<RegionView> region, Optional<Pointers> pointers, RegionView range) {
    return region.isPresent()
        ? PointerWalk.through(region.get(), pointers.orElseThrow().fields(), range.space())
        : PointerWalk.direct(range.space());
  }

  private static void checkHas(IndexSpace visited, Optional<RegionView> pointers, String what) {
    if (pointers.isPresent() && !pointers.get().space().contains(visited)) {
      Point missing = visited.difference(pointers.get().space()).rects().getFirst().lo();
      throw new IndexOutOfBoundsException(
          "%s: there is no pointer for point %s, only for %s; give one for each point"
              .formatted(what, missing, pointers.get().space()));
    }
  }

  private static boolean isThere(
      PointerWalk walk, Point point, Point of, String what, Optional<Pointers> pointers) {
    if (walk.reaches(point)) {
      return true;
    }
    if (pointers.isPresent() && pointers.get().outOfRange() == OutOfRange.SKIPPED) {
      return false;
    }
    throw new IndexOutOfBoundsException(
        "%s: the pointer of point %s is %s, which is outside %s; point inside, or let it be skipped"
            .formatted(what, of, point, walk.range()));
  }

  private static void move(Pairs pairs, FieldView from, FieldView to) {
    int width = to.type().bytes();
    Addresses sources = new Addresses(from);
    Addresses targets = new Addresses(to);
    MemorySegment source = from.segment();
    MemorySegment target = to.segment();
    for (int i = 0; i < pairs.count; i++) {
      long read = sources.of(pairs.from[i]);
      long written = targets.of(pairs.to[i]);
      if (to.reduction().isPresent()) {
        to.reduction().get().fold(target, written, source, read, 1);
      } else {
        MemorySegment.copy(source, read, target, written, width);
      }
    }
  }

  /** Row-major positions of what is read and what is written, in the order of the copy. */
  private static final class Pairs {
    private final long[] from;
    private final long[] to;
    private int count;

    private Pairs(int capacity) {
      from = new long[capacity];
      to = new long[capacity];
    }

    private void add(long source, long target) {
      from[count] = source;
      to[count++] = target;
    }

    private void refuseDuplicates(Rect rect) {
      long[] sorted = Arrays.copyOf(to, count);
      Arrays.sort(sorted);
      for (int i = 1; i < count; i++) {
        if (sorted[i] == sorted[i - 1]) {
          throw new IllegalStateException(
              "scatter: several points go to %s; let each go to another, fold them, or say that the last one counts"
                  .formatted(rect.delinearize(sorted[i])));
        }
      }
    }
  }

  /** Turns row-major positions in a view's rect into bytes of its segment. */
  private static final class Addresses {
    private final FieldView view;
    private final boolean isDense;
    private final long width;

    private Addresses(FieldView view) {
      this.view = view;
      this.isDense = view.isDense();
      this.width = view.type().bytes();
    }

    private long of(long position) {
      if (isDense) {
        return view.offset() + position * width;
      }
      Rect rect = view.rect();
      long rest = position;
      long elements = 0;
      for (int d = rect.dims() - 1; d >= 0; d--) {
        elements += rest % rect.extent(d) * view.stride(d);
        rest /= rect.extent(d);
      }
      return view.offset() + elements * width;
    }
  }
}
