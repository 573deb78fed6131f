package org.soapstone.tasks.execution;

import java.util.List;
import java.util.Optional;
import org.soapstone.mapper.launch.FutureId;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.regions.Point;
import org.soapstone.tasks.TaskFailure;

/**
 * Results that a launch waits for.
 *
 * @param results the results
 * @param choice which of them each point gets; empty when each gets all
 */
record Input(LaunchResults results, Optional<FutureId.Choice> choice) {

  /** All results of a launch, for each point. */
  static Input all(LaunchResults results) {
    return new Input(results, Optional.empty());
  }

  /** Whether the task at a point of a launch runs, once all inputs of the launch are there. */
  static boolean isWanted(IndexLaunch launch, Point point, List<Input> inputs) {
    return !launch.control().isPredicated()
        || launch
            .control()
            .predicate()
            .test(future ->
                inputs.get(launch.awaited().indexOf(future)).truth(launch, point, future));
  }

  private boolean truth(IndexLaunch launch, Point point, FutureId future) {
    Object value = value(point);
    if (value instanceof Boolean truth) {
      return truth;
    }
    throw new IllegalStateException(
        "the predicate of launch '%s' takes %s from launch %d, which is no truth value; let it take a Boolean"
            .formatted(launch.provenance(), value, future.launch()));
  }

  /** What kept a point from having its results, once they have run; null if nothing did. */
  TaskFailure failure(Point taker) {
    return choice.isPresent() ? results.failure(choice.get().position(taker)) : results.failure();
  }

  /** The only result, or the list of all that were set. */
  Object value(Point taker) {
    return choice.isPresent()
        ? results.valueForBody(choice.get().position(taker))
        : results.valueForBody();
  }

  /** The results that were set, in row-major order. */
  List<Object> values(Point taker) {
    return choice.isPresent()
        ? results.peek(choice.get().position(taker)).stream().toList()
        : results.values();
  }
}
