package org.soapstone.tasks.analysis;

import com.google.common.primitives.ImmutableIntArray;
import java.util.Set;
import org.soapstone.mapper.InstanceChoice;
import org.soapstone.mapper.Mapper;
import org.soapstone.mapper.MapperContext;
import org.soapstone.mapper.MapperException;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.machine.ProcessorKind;

/** Asks the mapper about a launch and checks every answer. */
final class MapperQueries {
  private final Mapper mapper;
  private final MapperContext context;
  private final Machine machine;
  private final IndexLaunch launch;

  MapperQueries(Mapper mapper, MapperContext context, IndexLaunch launch) {
    this.mapper = mapper;
    this.context = context;
    this.launch = launch;
    machine = context.machine();
  }

  int priority() {
    return mapper.priority(context, launch);
  }

  ImmutableIntArray processors() {
    requireRoom();
    return checked("selectProcessors", mapper.selectProcessors(context, launch));
  }

  private void requireRoom() {
    int points = launch.pointCount();
    if (launch.control().concurrent() && points > machine.processorCount()) {
      throw new IllegalArgumentException(
          "launch '%s' of task '%s': its %d points run at the same time, but machine '%s' has %d processors; launch no more points than that"
              .formatted(
                  launch.provenance(),
                  launch.task(),
                  points,
                  machine.name(),
                  machine.processorCount()));
    }
  }

  /** Checks the processors that the mapper answers for this launch. */
  ImmutableIntArray checked(String callback, int[] answer) {
    int points = launch.pointCount();
    if (answer == null || answer.length != points) {
      throw wrong(
          callback,
          "the answer names %s processors for the %d points of domain %s; name one for each point"
              .formatted(answer == null ? "no" : answer.length, points, launch.domain()));
    }
    Set<ProcessorKind> kinds = context.kinds(launch.task());
    for (int p = 0; p < points; p++) {
      int processor = answer[p];
      if (processor < 0 || processor >= machine.processorCount()) {
        throw wrong(
            callback,
            "point %s is given processor %d, but machine '%s' has processors 0 to %d; choose one of them"
                .formatted(
                    launch.point(p), processor, machine.name(), machine.processorCount() - 1));
      }
      if (!kinds.contains(machine.kind(processor))) {
        throw wrong(
            callback,
            ("point %s is given processor %d, a %s, but the task has variants for %s only; choose a"
                    + " processor of such a kind or register a variant")
                .formatted(launch.point(p), processor, machine.kind(processor), kinds));
      }
    }
    if (launch.control().concurrent()) {
      checkDistinct(callback, answer);
    }
    return ImmutableIntArray.copyOf(answer);
  }

  private void checkDistinct(String callback, int[] processors) {
    for (int p = 0; p < processors.length; p++) {
      for (int q = 0; q < p; q++) {
        if (processors[p] == processors[q]) {
          throw wrong(
              callback,
              "points %s and %s of a concurrent launch are both given processor %d; choose one for each"
                  .formatted(launch.point(q), launch.point(p), processors[p]));
        }
      }
    }
  }

  InstanceChoices instances(ImmutableIntArray processors) {
    int requirements = launch.requirements().size();
    int points = launch.pointCount();
    InstanceChoices choices = new InstanceChoices(requirements, points);
    for (int r = 0; r < requirements; r++) {
      for (int p = 0; p < points; p++) {
        int processor = processors.get(p);
        InstanceChoice choice = mapper.selectInstance(context, launch, p, r, processor);
        check(choice, p, r, processor);
        choices.set(r, p, choice);
      }
    }
    return choices;
  }

  private void check(InstanceChoice choice, int point, int requirement, int processor) {
    if (choice == null) {
      throw wrong(
          "selectInstance", "no answer for " + where(requirement, point) + "; choose an instance");
    }
    int memory = choice.memory();
    if (memory < 0 || memory >= machine.memoryCount()) {
      throw wrong(
          "selectInstance",
          "%s is given memory %d, but machine '%s' has memories 0 to %d; choose one of them"
              .formatted(
                  where(requirement, point), memory, machine.name(), machine.memoryCount() - 1));
    }
    if (!machine.visible(processor, memory)) {
      throw wrong(
          "selectInstance",
          "%s is given memory %d ('%s'), which processor %d does not see; choose one that it sees, such as %d"
              .formatted(
                  where(requirement, point),
                  memory,
                  machine.memory(memory).name(),
                  processor,
                  machine.nearestMemory(processor)));
    }
  }

  private String where(int requirement, int point) {
    return "requirement %d of point %s".formatted(requirement, launch.point(point));
  }

  private MapperException wrong(String callback, String detail) {
    return new MapperException(callback, launch.task(), detail);
  }
}
