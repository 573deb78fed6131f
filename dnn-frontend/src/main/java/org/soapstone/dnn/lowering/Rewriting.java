package org.soapstone.dnn.lowering;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.Rect;

/** A launch with some requirements exchanged, whose work is counted as before. */
final class Rewriting {
  private final IndexLaunch launch;
  private final List<RegionRequirement> requirements;
  private final List<Integer> lifted = new ArrayList<>();

  Rewriting(IndexLaunch launch) {
    this.launch = launch;
    this.requirements = new ArrayList<>(launch.requirements());
  }

  /** {@return what the launch does to a region} */
  Optional<RegionRequirement> find(LogicalRegion region) {
    return launch.requirements().stream().filter(r -> r.region().equals(region)).findFirst();
  }

  void exchange(LogicalRegion region, RegionRequirement other) {
    for (int r = 0; r < requirements.size(); r++) {
      if (requirements.get(r).region().equals(region)) {
        requirements.set(r, other);
        lifted.add(r);
      }
    }
  }

  void add(RegionRequirement more) {
    requirements.add(more);
  }

  boolean isChanged() {
    return !lifted.isEmpty();
  }

  IndexLaunch launch() {
    if (requirements.equals(launch.requirements())) {
      return launch;
    }
    return new IndexLaunch(
        launch.task(),
        launch.domain(),
        requirements,
        new Slotted(launch.arguments(), List.copyOf(lifted), launch.requirements().size()),
        launch.futures(),
        launch.tag(),
        launch.iteration(),
        launch.provenance(),
        launch.control());
  }

  /**
   * The arguments of a launch some of whose tensors have slots: they count work by the rects
   * without slots.
   *
   * @param plain the arguments
   * @param lifted the requirements whose rects have a dimension more, the first
   * @param requirements how many requirements the arguments know of
   */
  private record Slotted(TaskArguments plain, List<Integer> lifted, int requirements)
      implements TaskArguments {
    @Override
    public Object costKey() {
      return plain.costKey();
    }

    @Override
    public double flops(List<Rect> rects) {
      List<Rect> known = new ArrayList<>(rects.subList(0, requirements));
      for (int r : lifted) {
        known.set(r, GradientSlots.lowered(known.get(r)));
      }
      return plain.flops(known);
    }

    @Override
    public String workClass() {
      return plain.workClass();
    }
  }
}
