package org.soapstone.dnn.lowering;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.soapstone.mapper.launch.Launch;
import org.soapstone.mapper.soap.LaunchSink;
import org.soapstone.mapper.soap.OperatorConfig;
import org.soapstone.mapper.soap.OperatorSpace;
import org.soapstone.mapper.soap.SearchSpace;

/**
 * A search space under one strategy: a program.
 *
 * @param once the launches made before the first step, in program order
 * @param step the launches of a step, in program order
 */
public record LoweredProgram(List<Launch> once, List<Launch> step) {

  /** Copies the lists. */
  public LoweredProgram {
    once = List.copyOf(once);
    step = List.copyOf(step);
  }

  /**
   * {@return the program of a space under some configurations}
   *
   * @param space the space
   * @param configurations the configuration of every operator
   * @throws IllegalArgumentException if an operator has none, or one that does not fit it
   */
  public static LoweredProgram of(SearchSpace space, Map<String, OperatorConfig> configurations) {
    Sorter sorter = new Sorter();
    for (OperatorSpace operator : space.operators()) {
      OperatorConfig configuration = configurations.get(operator.name());
      if (configuration == null) {
        throw new IllegalArgumentException(
            "operator '%s' of '%s' has no configuration; give it one"
                .formatted(operator.name(), space.name()));
      }
      space.lower(operator.name(), configuration, sorter);
    }
    space.lowerFixed(sorter);
    return new LoweredProgram(List.copyOf(sorter.once.values()), List.copyOf(sorter.step.values()));
  }

  private static final class Sorter implements LaunchSink {
    private final SortedMap<Integer, Launch> once = new TreeMap<>();
    private final SortedMap<Integer, Launch> step = new TreeMap<>();

    @Override
    public void once(int position, Launch launch) {
      put(once, position, launch);
    }

    @Override
    public void step(int position, Launch launch) {
      put(step, position, launch);
    }

    private static void put(SortedMap<Integer, Launch> launches, int position, Launch launch) {
      Launch other = launches.putIfAbsent(position, launch);
      if (other != null) {
        throw new IllegalStateException(
            "launches '%s' and '%s' both stand at position %d"
                .formatted(other.provenance(), launch.provenance(), position));
      }
    }
  }
}
