package org.soapstone.tasks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.soapstone.mapper.launch.CopyLaunch;
import org.soapstone.mapper.launch.CopyLaunch.Duplicates;
import org.soapstone.mapper.launch.CopyLaunch.OutOfRange;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.LaunchTag;
import org.soapstone.mapper.launch.Projection;
import org.soapstone.regions.BuiltInReduction;
import org.soapstone.regions.Field;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.Rect;

/** Random copies between the regions of a random program, of every kind. */
final class RandomCopies {
  private final SplittableRandom random;
  private final Supplier<RandomProgram.View> views;
  private final boolean mayFail;

  /** Copies between the regions of some views; those that may fail follow pointers to nowhere. */
  RandomCopies(SplittableRandom random, Supplier<RandomProgram.View> views, boolean mayFail) {
    this.random = random;
    this.views = views;
    this.mayFail = mayFail;
  }

  /** A copy, which may interfere with itself; empty if the regions chosen have none. */
  Optional<IndexLaunch> copy(int number) {
    RandomProgram.View from = views.get();
    RandomProgram.View to = views.get();
    List<String[]> pairs = pairs(from.region(), to.region());
    if (pairs.isEmpty()) {
      return Optional.empty();
    }
    Rect domain = random.nextBoolean() ? to.partition().colours() : Rect.ofExtents(1);
    CopyLaunch.Builder copy = CopyLaunch.over(domain).tagged(LaunchTag.NONE, "copy " + number);
    if (domain.equals(to.partition().colours()) && random.nextInt(4) > 0) {
      copy.target(to.region(), to.partition(), Projection.IDENTITY);
    } else {
      copy.target(to.region());
    }
    copy.source(from.region());
    String[] first = pairs.get(random.nextInt(pairs.size()));
    copy.field(first[0], first[1]);
    FieldType type = from.region().fieldSpace().field(first[0]).type();
    if (random.nextBoolean()) {
      copy.reduce(operator(type));
    }
    boolean sameSpace =
        from.region().indexSpace().dims() == to.region().indexSpace().dims()
            && from.region().indexSpace().contains(to.region().indexSpace());
    int kind = random.nextInt(sameSpace ? 4 : 3);
    if (kind == 0 || kind == 2) {
      RandomProgram.View pointers = kind == 0 ? to : views.get();
      Optional<String[]> fields = pointerFields(pointers.region(), from.region());
      if (fields.isEmpty()) {
        return Optional.empty();
      }
      copy.gather(pointers.region(), outOfRange(), fields.get());
      if (kind == 2) {
        Optional<String[]> targets = pointerFields(pointers.region(), to.region());
        if (targets.isEmpty()) {
          return Optional.empty();
        }
        copy.scatter(pointers.region(), outOfRange(), duplicates(), targets.get());
      }
    } else if (kind == 1) {
      Optional<String[]> fields = pointerFields(from.region(), to.region());
      if (fields.isEmpty()) {
        return Optional.empty();
      }
      copy.scatter(from.region(), outOfRange(), duplicates(), fields.get());
    }
    return Optional.of(copy.build());
  }

  private OutOfRange outOfRange() {
    return mayFail && random.nextBoolean() ? OutOfRange.REFUSED : OutOfRange.SKIPPED;
  }

  private Duplicates duplicates() {
    return mayFail && random.nextBoolean() ? Duplicates.REFUSED : Duplicates.LAST;
  }

  private BuiltInReduction operator(FieldType type) {
    List<BuiltInReduction> all =
        Arrays.stream(BuiltInReduction.values()).filter(op -> op.type() == type).toList();
    return all.get(random.nextInt(all.size()));
  }

  private static List<String[]> pairs(LogicalRegion from, LogicalRegion to) {
    List<String[]> pairs = new ArrayList<>();
    for (Field a : from.fieldSpace().fields()) {
      for (Field b : to.fieldSpace().fields()) {
        if (a.type() == b.type()) {
          pairs.add(new String[] {a.name(), b.name()});
        }
      }
    }
    return pairs;
  }

  /** For each dimension of a region a field of integers, perhaps the same one. */
  private Optional<String[]> pointerFields(LogicalRegion pointers, LogicalRegion range) {
    List<String> integers =
        pointers.fieldSpace().fields().stream()
            .filter(field -> field.type() == FieldType.INT32 || field.type() == FieldType.INT64)
            .map(Field::name)
            .toList();
    int dims = range.indexSpace().dims();
    if (integers.isEmpty()) {
      return Optional.empty();
    }
    String[] names = new String[dims];
    for (int d = 0; d < dims; d++) {
      names[d] = integers.get(random.nextInt(integers.size()));
    }
    return Optional.of(names);
  }
}
