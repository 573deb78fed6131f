package org.soapstone.mapper.soap;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.soapstone.mapper.DefaultPolicies;
import org.soapstone.mapper.Mapper;
import org.soapstone.mapper.MapperContext;
import org.soapstone.mapper.MapperException;
import org.soapstone.mapper.launch.FillLaunch;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.LaunchTag;

/**
 * Places launches as a strategy says: the points of an operator's launch, in row-major order, run
 * on the processors of its configuration, the update's or the computation's by the launch's tag.
 * Launches of no operator, instances and sources follow the defaults.
 */
public final class SoapMapper implements Mapper {
  private final Function<String, Optional<OperatorConfig>> configurations;

  /**
   * A mapper that asks for each operator's configuration whenever a launch of it comes.
   *
   * @param configurations from an operator's name to its configuration; empty for operators it does
   *     not know
   */
  public SoapMapper(Function<String, Optional<OperatorConfig>> configurations) {
    this.configurations = requireNonNull(configurations, "configurations");
  }

  /**
   * A mapper of fixed configurations.
   *
   * @param configurations from an operator's name to its configuration
   */
  public SoapMapper(Map<String, OperatorConfig> configurations) {
    this(lookup(ImmutableMap.copyOf(configurations)));
  }

  private static Function<String, Optional<OperatorConfig>> lookup(
      ImmutableMap<String, OperatorConfig> configurations) {
    return operator -> Optional.ofNullable(configurations.get(operator));
  }

  @Override
  public String name() {
    return "soap";
  }

  /**
   * {@inheritDoc}
   *
   * @throws MapperException if the launch's operator has no such configuration, or one of another
   *     number of tiles
   */
  @Override
  public int[] selectProcessors(MapperContext context, IndexLaunch launch) {
    if (launch.tag().operator().isEmpty()) {
      return DefaultPolicies.blockedProcessors(context, launch);
    }
    ParallelConfig config = placement("selectProcessors", launch.task(), launch.tag());
    if (config.tiles() != launch.domain().volume()) {
      throw new MapperException(
          "selectProcessors",
          launch.task(),
          "the domain %s has %d points, but operator '%s' is placed as %d tiles (degrees %s); lower it with the configuration that the mapper was given"
              .formatted(
                  launch.domain(),
                  launch.domain().volume(),
                  launch.tag().operator(),
                  config.tiles(),
                  config.degrees()));
    }
    return config.processors().toArray();
  }

  /**
   * {@inheritDoc} The first processor of its operator's configuration; the first of the machine
   * without operator.
   */
  @Override
  public int selectFillProcessor(MapperContext context, FillLaunch launch) {
    if (launch.tag().operator().isEmpty()) {
      return 0;
    }
    return placement("selectFillProcessor", launch.provenance(), launch.tag()).processors().get(0);
  }

  private ParallelConfig placement(String callback, String task, LaunchTag tag) {
    OperatorConfig config =
        configurations
            .apply(tag.operator())
            .orElseThrow(() ->
                new MapperException(
                    callback,
                    task,
                    "the strategy has no operator '%s'; add it, or launch without a tag"
                        .formatted(tag.operator())));
    return switch (tag.role()) {
      case COMPUTE -> config.compute();
      case UPDATE ->
          config
              .update()
              .orElseThrow(() ->
                  new MapperException(
                      callback,
                      task,
                      "operator '%s' has no update configuration; add \"update\" to it, or tag the launch COMPUTE"
                          .formatted(tag.operator())));
    };
  }
}
