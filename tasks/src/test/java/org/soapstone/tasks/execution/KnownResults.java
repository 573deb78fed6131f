package org.soapstone.tasks.execution;

import java.util.List;
import org.soapstone.mapper.launch.IndexLaunch;

/** Results that a test knows without an executor. */
public final class KnownResults {
  private KnownResults() {}

  /** The results of a launch whose points ended so: with a result, a failure, or nothing. */
  public static LaunchResults of(long position, IndexLaunch launch, List<Object> outcomes) {
    var results = new LaunchResults(position, launch, new FailureLog(), new Breakdown());
    for (int p = 0; p < outcomes.size(); p++) {
      Object outcome = outcomes.get(p);
      results.complete(p, outcome == null ? LaunchResults.NO_RESULT : outcome);
    }
    return results;
  }
}
