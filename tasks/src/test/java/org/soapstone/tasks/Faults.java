package org.soapstone.tasks;

import java.util.List;
import java.util.Optional;
import org.soapstone.mapper.launch.Launch;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.regions.Point;

/** What goes wrong while a {@link SequentialInterpreter} runs a program; nothing by default. */
interface Faults {
  /** Nothing goes wrong. */
  Faults NONE = new Faults() {};

  /**
   * Called before each launch, and at the end of each inner task.
   *
   * @param interpreter the interpreter of the context, which may be told that data is spoiled
   * @param launch what is launched next; empty at the end
   * @param context the inner tasks of which it is the context
   */
  default void launching(
      SequentialInterpreter interpreter,
      Optional<Launch> launch,
      List<TaskFailure.Ancestor> context) {}

  /** Called before a body runs, which fails if this throws. */
  default void runs(long key, List<TaskFailure.Ancestor> context) {}

  /** Why a point cannot have the data of a requirement, if so. */
  default Optional<TaskFailure> denied(RegionRequirement requirement, Point point) {
    return Optional.empty();
  }
}
