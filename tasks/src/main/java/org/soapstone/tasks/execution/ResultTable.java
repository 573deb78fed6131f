package org.soapstone.tasks.execution;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.soapstone.mapper.launch.FutureId;
import org.soapstone.mapper.launch.IndexLaunch;

/** The results of the latest launches, by position, for later launches to name. */
final class ResultTable {
  /** So many launches later a result may still be named. */
  static final long HORIZON = 1 << 16;

  private final Map<Long, LaunchResults> byPosition = new HashMap<>();

  /** Adds the results of a launch, and forgets those that lie too far back. */
  void put(LaunchResults results) {
    long position = results.id().launch();
    byPosition.put(position, results);
    byPosition.remove(position - HORIZON);
  }

  /** Forgets the results of a launch that was not made. */
  void remove(long position) {
    byPosition.remove(position);
  }

  /**
   * {@return the results that a launch waits for, in its order}
   *
   * @throws IllegalArgumentException if it names one that is not here
   */
  List<Input> find(IndexLaunch launch) {
    List<FutureId> awaited = launch.awaited();
    if (awaited.isEmpty()) {
      return List.of();
    }
    List<Input> found = new ArrayList<>(awaited.size());
    for (FutureId future : awaited) {
      LaunchResults results = byPosition.get(future.launch());
      if (results == null) {
        throw new IllegalArgumentException(
            ("launch of task '%s' waits for the result of launch %d, which is no index launch of"
                    + " this runtime or lies more than %d launches back; name it by its FutureMap's"
                    + " id")
                .formatted(launch.task(), future.launch(), HORIZON));
      }
      found.add(new Input(results, checked(future, results, launch)));
    }
    return found;
  }

  private static Optional<FutureId.Choice> checked(
      FutureId future, LaunchResults results, IndexLaunch launch) {
    future
        .choice()
        .ifPresent(choice -> {
          if (!choice.domain().equals(results.domain())) {
            throw new IllegalArgumentException(
                "launch of task '%s' takes results of launch %d by points of %s, but the domain of that launch is %s; name results by the methods of its FutureMap"
                    .formatted(launch.task(), future.launch(), choice.domain(), results.domain()));
          }
        });
    return future.choice();
  }
}
