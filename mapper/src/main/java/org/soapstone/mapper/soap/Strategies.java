package org.soapstone.mapper.soap;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableIntArray;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.soapstone.mapper.json.Suggestions;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.soap.OperatorSpace.Dimension;

/**
 * Strategies that need no search: what people do by hand, and where searches start.
 *
 * <ul>
 *   <li>{@code data-parallel}: every operator's samples are split over all processors; so is every
 *       update, along its first dimension that is long enough, so that gradients are scattered and
 *       weights gathered.
 *   <li>{@code parameter-server}: the same, but each operator's weights are updated in one place.
 *   <li>{@code expert}: the experts' strategies that Jia et al. compare with. In a program with
 *       convolutions, linear operators are split by output channel and all others by sample
 *       (Krizhevsky, "One weird trick for parallelizing convolutional neural networks", 2014). In
 *       one with recurrent operators, see {@link LayerParallel}. Other programs are data parallel.
 *   <li>{@code model-parallel} (also {@code pipeline}, which it is with micro-batches): every
 *       operator whole, in as many runs of neighbours as there are processors, of about equally
 *       much work.
 *   <li>{@code megatron}: tensor parallelism for transformers (Shoeybi et al., 2019).
 *   <li>{@code round-robin}: every operator whole, one after another round the processors.
 *   <li>{@code single}: everything on processor 0.
 *   <li>{@code channel-split}: every operator along its first parameter dimension, or by sample if
 *       it has none.
 *   <li>{@code height-split}: every operator along its attribute dimension called height, or by
 *       sample.
 *   <li>{@code random}, or {@code random:7} for the seed 7: every operator at random ({@link
 *       ConfigSpace#random}).
 * </ul>
 *
 * <p>A dimension that is shorter than the number of processors is split into single indices, on the
 * first processors.
 */
public final class Strategies {
  private static final List<String> NAMES =
      List.of(
          "data-parallel",
          "parameter-server",
          "expert",
          "model-parallel",
          "pipeline",
          "megatron",
          "round-robin",
          "single",
          "channel-split",
          "height-split",
          "random");
  private static final Pattern RANDOM = Pattern.compile("random(?::(\\d{1,18}))?");
  private static final String HEIGHT = "height";

  private Strategies() {}

  /** {@return the names of the built-in strategies} */
  public static List<String> names() {
    return NAMES;
  }

  /** {@return the names of those that people use, to compare with} */
  public static List<String> handMade() {
    return List.of(
        "data-parallel", "parameter-server", "expert", "model-parallel", "megatron", "single");
  }

  /**
   * {@return a built-in strategy}
   *
   * @param name its name
   * @param space the program
   * @param machine the machine; all its processors are used, as far as dimensions are long enough
   * @throws StrategyException if there is no strategy of that name
   */
  public static Strategy named(String name, SearchSpace space, Machine machine) {
    requireNonNull(name, "name");
    Matcher random = RANDOM.matcher(name);
    if (random.matches()) {
      long seed = random.group(1) == null ? 0 : Long.parseLong(random.group(1));
      return random(space, machine, seed);
    }
    int processors = machine.processorCount();
    Function<OperatorSpace, OperatorConfig> rule =
        switch (name) {
          case "data-parallel" -> operator -> split(operator, sample(operator), processors);
          case "parameter-server" ->
              operator -> gathered(operator, split(operator, sample(operator), processors));
          case "expert" -> expert(space, machine);
          case "model-parallel", "pipeline" -> HandMade.stages(space, processors);
          case "megatron" -> HandMade.megatron(space, processors);
          case "round-robin" -> HandMade.roundRobin(space, processors);
          case "single" -> operator -> split(operator, sample(operator), 1);
          case "channel-split" ->
              operator -> split(operator, channel(operator).or(() -> sample(operator)), processors);
          case "height-split" ->
              operator -> split(operator, height(operator).or(() -> sample(operator)), processors);
          default ->
              throw new StrategyException(
                  "there is no strategy named '%s'; %sbuilt in are %s"
                      .formatted(
                          name,
                          Suggestions.nearest(name, NAMES)
                              .map(near -> "did you mean '" + near + "'? ")
                              .orElse(""),
                          String.join(", ", NAMES)));
        };
    return each(space, machine, rule);
  }

  /**
   * {@return a random strategy}
   *
   * @param space the program
   * @param machine the machine
   * @param seed the same seed gives the same strategy
   */
  public static Strategy random(SearchSpace space, Machine machine, long seed) {
    return random(space, machine, RandomGeneratorFactory.of("L64X128MixRandom").create(seed));
  }

  /**
   * {@return a random strategy}
   *
   * @param space the program
   * @param machine the machine
   * @param random the source of randomness
   */
  public static Strategy random(SearchSpace space, Machine machine, RandomGenerator random) {
    int processors = machine.processorCount();
    return each(space, machine, operator -> new ConfigSpace(operator, processors).random(random));
  }

  private static Strategy each(
      SearchSpace space, Machine machine, Function<OperatorSpace, OperatorConfig> rule) {
    ImmutableMap.Builder<String, OperatorConfig> configurations = ImmutableMap.builder();
    for (OperatorSpace operator : space.operators()) {
      configurations.put(operator.name(), rule.apply(operator));
    }
    return Strategy.of(space, machine, "", configurations.buildOrThrow());
  }

  private static OperatorConfig gathered(OperatorSpace operator, OperatorConfig split) {
    return Configurations.gathered(operator, split.compute());
  }

  private static Function<OperatorSpace, OperatorConfig> expert(
      SearchSpace space, Machine machine) {
    if (has(space, "conv")) {
      int processors = machine.processorCount();
      return operator -> {
        Optional<Dimension> channel =
            operator.kind().equals("linear") ? channel(operator) : Optional.empty();
        return split(operator, channel.or(() -> sample(operator)), processors);
      };
    }
    if (has(space, "lstm") || has(space, "gru")) {
      LayerParallel layers = LayerParallel.of(space, machine);
      return operator -> split(operator, sample(operator), layers.processors(operator.name()));
    }
    return operator -> split(operator, sample(operator), machine.processorCount());
  }

  private static boolean has(SearchSpace space, String kind) {
    return space.operators().stream().anyMatch(operator -> operator.kind().startsWith(kind));
  }

  private static Optional<Dimension> sample(OperatorSpace operator) {
    return first(operator.dimensions(), d -> d.role() == DimensionRole.SAMPLE);
  }

  private static Optional<Dimension> channel(OperatorSpace operator) {
    return first(operator.dimensions(), d -> d.role() == DimensionRole.PARAMETER && d.extent() > 1);
  }

  private static Optional<Dimension> height(OperatorSpace operator) {
    return first(
        operator.dimensions(),
        d -> d.role() == DimensionRole.ATTRIBUTE && d.name().equals(HEIGHT) && d.extent() > 1);
  }

  private static Optional<Dimension> first(
      List<Dimension> dimensions, Predicate<Dimension> property) {
    return dimensions.stream().filter(property).findFirst();
  }

  /** Splits an operator along one dimension, or not at all, over the first processors. */
  private static OperatorConfig split(
      OperatorSpace operator, Optional<Dimension> dimension, int processors) {
    int[] first = new int[processors];
    Arrays.setAll(first, i -> i);
    return split(operator, dimension, first);
  }

  /** Splits an operator along one dimension, or not at all, and its update as well as it goes. */
  private static OperatorConfig split(
      OperatorSpace operator, Optional<Dimension> dimension, int[] processors) {
    return new OperatorConfig(
        split(operator.dimensions(), dimension, processors),
        operator.updates()
            ? Optional.of(
                split(
                    operator.updateDimensions(),
                    Optional.of(updateDimension(operator, dimension, processors.length)),
                    processors))
            : Optional.empty());
  }

  private static ParallelConfig split(
      List<Dimension> dimensions, Optional<Dimension> dimension, int[] processors) {
    int[] degrees = new int[dimensions.size()];
    Arrays.fill(degrees, 1);
    int parts = 1;
    if (dimension.isPresent()) {
      parts = (int) Math.min(dimension.get().extent(), processors.length);
      degrees[dimensions.indexOf(dimension.get())] = parts;
    }
    return new ParallelConfig(
        ImmutableIntArray.copyOf(degrees), ImmutableIntArray.copyOf(processors).subArray(0, parts));
  }

  /**
   * Where weights are split with the computation, the update is split likewise, since each part's
   * gradient is whole where it is computed. Else the first dimension that gives every processor a
   * part, or the longest.
   */
  private static Dimension updateDimension(
      OperatorSpace operator, Optional<Dimension> split, int processors) {
    List<Dimension> dimensions = operator.updateDimensions();
    Optional<Dimension> same =
        split
            .filter(dimension -> dimension.role() == DimensionRole.PARAMETER)
            .flatMap(dimension -> first(dimensions, d -> d.name().equals(dimension.name())));
    Optional<Dimension> enough = first(dimensions, d -> d.extent() >= processors);
    Dimension longest = dimensions.getFirst();
    for (Dimension dimension : dimensions) {
      longest = dimension.extent() > longest.extent() ? dimension : longest;
    }
    return same.or(() -> enough).orElse(longest);
  }
}
