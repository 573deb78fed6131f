package org.soapstone.tasks.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.soapstone.mapper.Mapper;
import org.soapstone.mapper.MapperContext;
import org.soapstone.mapper.MapperException;
import org.soapstone.mapper.launch.FutureId;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.Phase;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.regions.Coherence;

/**
 * Launches all of whose points run at the same time: refused where one of them would wait for
 * another, by data, result or phase, before anything changes. Takes time in the square of the
 * number of points, which is at most that of processors.
 */
final class Epoch {
  private static final String CALLBACK = "selectEpochProcessors";

  private Epoch() {}

  /**
   * {@return the launches, checked and mapped}
   *
   * @param shapes those of the launches
   * @throws MapperException if an answer of the mapper cannot be carried out
   * @throws IllegalArgumentException if the launches cannot run at the same time
   */
  static List<PreparedTasks> prepare(
      List<IndexLaunch> launches,
      long position,
      List<LaunchShape> shapes,
      Mapper mapper,
      MapperContext context) {
    Machine machine = context.machine();
    checkCount(launches, machine);
    for (int a = 0; a < launches.size(); a++) {
      for (int b = 0; b < a; b++) {
        checkApart(launches.get(b), shapes.get(b), launches.get(a), shapes.get(a));
      }
    }
    checkPhases(launches);
    checkFutures(launches, position);
    int[][] answer = mapper.selectEpochProcessors(context, launches);
    if (answer == null || answer.length != launches.size()) {
      throw new MapperException(
          CALLBACK,
          launches.getFirst().task(),
          "the answer is for %s of the %d launches; give one for each"
              .formatted(answer == null ? "none" : answer.length, launches.size()));
    }
    List<PreparedTasks> prepared = new ArrayList<>();
    for (int l = 0; l < launches.size(); l++) {
      IndexLaunch launch = launches.get(l);
      MapperQueries queries = new MapperQueries(mapper, context, launch);
      prepared.add(
          PreparedTasks.of(
              launch, position + l, shapes.get(l), queries, queries.checked(CALLBACK, answer[l])));
    }
    checkDistinct(prepared);
    checkMeeting(prepared, machine);
    return prepared;
  }

  private static void checkCount(List<IndexLaunch> launches, Machine machine) {
    if (launches.isEmpty()) {
      throw new IllegalArgumentException("a must-epoch has no launches; give it at least one");
    }
    long points = launches.stream().mapToLong(IndexLaunch::pointCount).sum();
    if (points > machine.processorCount()) {
      throw new IllegalArgumentException(
          "the must-epoch of %s: its %d points run at the same time, but machine '%s' has %d processors; launch no more points than that"
              .formatted(names(launches), points, machine.name(), machine.processorCount()));
    }
  }

  private static String names(List<IndexLaunch> launches) {
    return launches.stream()
        .map(launch -> "'" + launch.provenance() + "'")
        .collect(Collectors.joining(", "));
  }

  /** Refuses launches of which one would wait for the data of the other. */
  private static void checkApart(
      IndexLaunch a, LaunchShape shapeOfA, IndexLaunch b, LaunchShape shapeOfB) {
    for (int r = 0; r < a.requirements().size(); r++) {
      for (int s = 0; s < b.requirements().size(); s++) {
        if (interfere(a.requirements().get(r), b.requirements().get(s))) {
          for (int p = 0; p < a.pointCount(); p++) {
            for (int q = 0; q < b.pointCount(); q++) {
              if (shapeOfA.space(r, p).intersects(shapeOfB.space(s, q))) {
                throw interfering(a, r, p, b, s, q);
              }
            }
          }
        }
      }
    }
  }

  private static boolean interfere(RegionRequirement a, RegionRequirement b) {
    return a.region().tree() == b.region().tree()
        && a.fields().intersects(b.fields())
        && (a.coherence() != b.coherence()
            || (a.coherence() == Coherence.EXCLUSIVE && a.privilege().interferes(b.privilege())));
  }

  private static IllegalArgumentException interfering(
      IndexLaunch a, int r, int p, IndexLaunch b, int s, int q) {
    RegionRequirement ofA = a.requirements().get(r);
    RegionRequirement ofB = b.requirements().get(s);
    return new IllegalArgumentException(
        "%s: point %s has %s, %s, on points on which launch '%s' at %s has %s, %s, in the same must-epoch; let both share with SIMULTANEOUS coherence, or launch one after the other"
            .formatted(
                LaunchChecks.where(b, s),
                b.point(q),
                ofB.privilege(),
                ofB.coherence(),
                a.provenance(),
                a.point(p),
                ofA.privilege(),
                ofA.coherence()));
  }

  private static void checkPhases(List<IndexLaunch> launches) {
    for (IndexLaunch waiting : launches) {
      for (Phase awaited : waiting.control().phases().waits()) {
        for (IndexLaunch arriving : launches) {
          for (Phase arrival : arriving.control().phases().arrivals()) {
            if (awaited.barrier().equals(arrival.barrier())
                && awaited.generation() >= arrival.generation()) {
              throw new IllegalArgumentException(
                  "launch '%s' waits for %s, and launch '%s' of the same must-epoch arrives at %s only when it has run; wait in the body, with TaskContext.await"
                      .formatted(waiting.provenance(), awaited, arriving.provenance(), arrival));
            }
          }
        }
      }
    }
  }

  private static void checkFutures(List<IndexLaunch> launches, long position) {
    for (IndexLaunch launch : launches) {
      for (FutureId future : launch.awaited()) {
        if (future.launch() >= position) {
          throw new IllegalArgumentException(
              "launch '%s' waits for a result of launch %d, which is of the same must-epoch or later; take results of earlier launches"
                  .formatted(launch.provenance(), future.launch()));
        }
      }
    }
  }

  private static void checkDistinct(List<PreparedTasks> launches) {
    TreeMap<Integer, String> taken = new TreeMap<>();
    for (PreparedTasks launch : launches) {
      for (int p = 0; p < launch.pointCount(); p++) {
        String point =
            "point %s of launch '%s'"
                .formatted(launch.launch().point(p), launch.launch().provenance());
        String other = taken.put(launch.processor(p), point);
        if (other != null) {
          throw new MapperException(
              CALLBACK,
              launch.launch().task(),
              "%s and %s of a must-epoch are both given processor %d; choose one for each"
                  .formatted(other, point, launch.processor(p)));
        }
      }
    }
  }

  /**
   * Checks that points which run at the same time and share data can meet in a memory.
   *
   * @throws IllegalArgumentException if two of them see none in common
   */
  static void checkMeeting(List<PreparedTasks> launches, Machine machine) {
    for (PreparedTasks a : launches) {
      for (PreparedTasks b : launches) {
        for (int r = 0; r < a.requirementCount(); r++) {
          for (int s = 0; s < b.requirementCount(); s++) {
            if (share(a.requirement(r), b.requirement(s))) {
              checkMeeting(a, r, b, s, machine);
            }
          }
        }
      }
    }
  }

  private static boolean share(RegionRequirement a, RegionRequirement b) {
    return a.coherence() != Coherence.EXCLUSIVE
        && a.region().tree() == b.region().tree()
        && a.fields().intersects(b.fields())
        && a.privilege().interferes(b.privilege());
  }

  private static void checkMeeting(
      PreparedTasks a, int r, PreparedTasks b, int s, Machine machine) {
    for (int p = 0; p < a.pointCount(); p++) {
      for (int q = 0; q < b.pointCount(); q++) {
        if (a.space(r, p).intersects(b.space(s, q))
            && !meet(machine, a.processor(p), b.processor(q))) {
          throw new IllegalArgumentException(
              "%s: point %s on processor %d and point %s of launch '%s' on processor %d run at the same time and share data, but see no memory in common; have the mapper choose processors that do"
                  .formatted(
                      LaunchChecks.where(a.launch(), r),
                      a.launch().point(p),
                      a.processor(p),
                      b.launch().point(q),
                      b.launch().provenance(),
                      b.processor(q)));
        }
      }
    }
  }

  private static boolean meet(Machine machine, int p, int q) {
    for (int memory = 0; memory < machine.memoryCount(); memory++) {
      if (machine.visible(p, memory) && machine.visible(q, memory)) {
        return true;
      }
    }
    return false;
  }
}
