package org.soapstone.tasks.checking;

import java.lang.foreign.MemorySegment;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.Projection;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.regions.IndexPartition;
import org.soapstone.regions.Point;
import org.soapstone.regions.Privilege;
import org.soapstone.regions.ReductionOperator;
import org.soapstone.regions.deppart.PartitionChecks;
import org.soapstone.tasks.partitioning.DeferredPartition;

/** Checks the partitions and projections of launches. Not thread-safe. */
public final class LaunchChecker {
  private final Set<IndexPartition> proven = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Map<String, Map<Point, Point>> coloursByFunctor = new HashMap<>();
  private final Map<String, ReductionOperator> operators = new HashMap<>();

  /** Makes a checker that has seen no launch. */
  public LaunchChecker() {}

  /**
   * Checks a launch. Waits for partitions that are computed; one that failed is passed over.
   *
   * @param launch the launch
   * @throws IllegalArgumentException if a partition is not what is known or asserted of it, a
   *     functor gives a point another colour than before, or a reduction operator is another than
   *     before of the same name; the message names what shows it
   */
  public void check(IndexLaunch launch) {
    for (int r = 0; r < launch.requirements().size(); r++) {
      RegionRequirement requirement = launch.requirements().get(r);
      try {
        if (requirement.privilege() instanceof Privilege.Reduce reduce) {
          checkName(reduce.operator());
        }
        if (requirement.partition().isEmpty()) {
          continue;
        }
        checkPartition(requirement.partition().get());
        if (requirement.projection() instanceof Projection.Functor functor) {
          checkPure(functor, launch);
        }
      } catch (IllegalArgumentException wrong) {
        throw new IllegalArgumentException(
            "launch '%s' of task '%s', requirement %d on region '%s': %s"
                .formatted(
                    launch.provenance(),
                    launch.task(),
                    r,
                    requirement.region().name(),
                    wrong.getMessage()),
            wrong);
      }
    }
  }

  private void checkPartition(IndexPartition partition) {
    if (proven.contains(partition)) {
      return;
    }
    if (partition instanceof DeferredPartition deferred) {
      if (deferred.awaitFailure().isPresent()) {
        return;
      }
      PartitionChecks.check(deferred.value());
    } else {
      PartitionChecks.check(partition);
    }
    proven.add(partition);
  }

  /** Remembers the operator of each name, which stands for one. */
  private void checkName(ReductionOperator operator) {
    ReductionOperator known = operators.putIfAbsent(operator.name(), operator);
    if (known != null && !areAlike(known, operator)) {
      throw new IllegalArgumentException(
          "reduction operator '%s' is a %s that folds %s, and was a %s that folds %s before, or has another identity; an operator is its name, so name them differently"
              .formatted(
                  operator.name(),
                  operator.getClass().getName(),
                  operator.type(),
                  known.getClass().getName(),
                  known.type()));
    }
  }

  private static boolean areAlike(ReductionOperator a, ReductionOperator b) {
    return a.getClass() == b.getClass()
        && a.type() == b.type()
        && identity(a).mismatch(identity(b)) < 0;
  }

  private static MemorySegment identity(ReductionOperator operator) {
    MemorySegment one = MemorySegment.ofArray(new long[1]);
    operator.fillIdentity(one, 0, 1);
    return one;
  }

  /** Calls twice, and remembers the colours of each name, which stands for one function. */
  private void checkPure(Projection.Functor functor, IndexLaunch launch) {
    Map<Point, Point> colours =
        coloursByFunctor.computeIfAbsent(functor.name(), _ -> new HashMap<>());
    for (int p = 0; p < launch.pointCount(); p++) {
      Point point = launch.point(p);
      for (int call = 0; call < 2; call++) {
        Point colour = functor.colour(point);
        Point before = colours.putIfAbsent(point, colour);
        if (before != null && !before.equals(colour)) {
          throw new IllegalArgumentException(
              "projection '%s' gives point %s the colour %s, and gave it %s before; a projection is a function, and its name stands for one"
                  .formatted(functor.name(), point, colour, before));
        }
      }
    }
  }
}
