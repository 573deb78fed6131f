package org.soapstone.tasks.tracing;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.soapstone.mapper.launch.FillLaunch;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.Launch;
import org.soapstone.mapper.launch.RegionRequirement;

/**
 * Numbers launches: those that are alike but for their iteration and provenance have the same
 * number.
 */
final class Alphabet {
  /** So many launches are kept. */
  private static final int LIMIT = 1 << 11;

  private final Map<Letter, Integer> numbers = new HashMap<>();

  /** A launch, for which others count as equal that are like it. */
  private static final class Letter {
    private final Launch launch;
    private final int hash;

    Letter(Launch launch) {
      this.launch = launch;
      hash = hash(launch);
    }

    /** Only what is quickly at hand; launches that differ in the rest are rare. */
    private static int hash(Launch launch) {
      return switch (launch) {
        case FillLaunch fill -> 31 * fill.region().hashCode() + fill.fields().hashCode();
        case IndexLaunch tasks -> {
          int sum = 31 * tasks.task().hashCode() + tasks.arguments().hashCode();
          List<RegionRequirement> requirements = tasks.requirements();
          for (int r = 0; r < requirements.size(); r++) {
            RegionRequirement requirement = requirements.get(r);
            sum = 31 * sum + requirement.region().hashCode();
            sum = 31 * sum + requirement.fields().hashCode();
          }
          yield sum;
        }
      };
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Letter that && Tape.areAlike(launch, that.launch);
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }

  /** {@return whether no more launches can be numbered} */
  boolean isFull() {
    return numbers.size() >= LIMIT;
  }

  /** Forgets all launches. */
  void clear() {
    numbers.clear();
  }

  /** {@return the number of a launch, from 0} */
  int number(Launch launch) {
    return numbers.computeIfAbsent(new Letter(launch), _ -> numbers.size());
  }
}
