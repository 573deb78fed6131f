package org.soapstone.mapper.soap;

import com.google.common.primitives.ImmutableIntArray;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.soapstone.mapper.soap.OperatorSpace.Dimension;

/** Strategies of people, as rules from an operator to its configuration. */
final class HandMade {
  private static final String LINEAR = "linear";
  private static final String ATTENTION = "attention";
  private static final String HEAD = "head";
  private static final String CHANNEL = "channel";

  private HandMade() {}

  /**
   * Every operator whole, in as many runs of neighbours as there are processors, of about equally
   * much work by the sizes of their iteration spaces. With micro-batches, a pipeline.
   */
  static Function<OperatorSpace, OperatorConfig> stages(SearchSpace space, int processors) {
    List<OperatorSpace> operators = space.operators();
    double all = operators.stream().mapToDouble(HandMade::volume).sum();
    Map<String, Integer> stages = new HashMap<>();
    double before = 0;
    for (OperatorSpace operator : operators) {
      double middle = before + volume(operator) / 2;
      stages.put(operator.name(), (int) Math.min(processors - 1, processors * middle / all));
      before += volume(operator);
    }
    return operator ->
        following(operator, new int[operator.dimensions().size()], stages.get(operator.name()));
  }

  private static double volume(OperatorSpace operator) {
    return operator.dimensions().stream().mapToDouble(Dimension::extent).reduce(1, (a, b) -> a * b);
  }

  /** An operator whole on a processor. */
  private static OperatorConfig following(OperatorSpace operator, int[] ones, int processor) {
    Arrays.fill(ones, 1);
    return Configurations.following(
        operator,
        new ParallelConfig(ImmutableIntArray.copyOf(ones), ImmutableIntArray.of(processor)));
  }

  /** Every operator whole, one after another round the processors. */
  static Function<OperatorSpace, OperatorConfig> roundRobin(SearchSpace space, int processors) {
    List<String> names = space.operators().stream().map(OperatorSpace::name).toList();
    return operator ->
        following(
            operator,
            new int[operator.dimensions().size()],
            names.indexOf(operator.name()) % processors);
  }

  private static OperatorConfig bySample(OperatorSpace operator, int[] processors) {
    return split(operator, DimensionRole.SAMPLE, "", processors);
  }

  /** Split along the first dimension of a role and, unless it is empty, a name; else whole. */
  private static OperatorConfig split(
      OperatorSpace operator, DimensionRole role, String name, int[] processors) {
    int[] degrees = new int[operator.dimensions().size()];
    Arrays.fill(degrees, 1);
    int tiles = 1;
    for (int d = 0; d < degrees.length && tiles == 1; d++) {
      Dimension dimension = operator.dimensions().get(d);
      if (dimension.role() == role && (name.isEmpty() || dimension.name().equals(name))) {
        degrees[d] = (int) Math.min(processors.length, dimension.extent());
        tiles = degrees[d];
      }
    }
    return Configurations.following(
        operator,
        new ParallelConfig(
            ImmutableIntArray.copyOf(degrees),
            ImmutableIntArray.copyOf(Arrays.copyOf(processors, tiles))));
  }

  /**
   * Tensor parallelism for transformers (Shoeybi et al., "Megatron-LM", 2019; with the sequence
   * parallelism of Korthikanti et al., 2022, by sample): linear operators are split by output
   * channel, those that narrow and those that follow an attention by the channel that they sum
   * over, attention by head; all others by sample.
   */
  static Function<OperatorSpace, OperatorConfig> megatron(SearchSpace space, int processors) {
    Map<String, OperatorConfig> configurations = new HashMap<>();
    int[] all = new int[processors];
    Arrays.setAll(all, p -> p);
    boolean afterAttention = false;
    for (OperatorSpace operator : space.operators()) {
      OperatorConfig configuration = bySample(operator, all);
      if (operator.kind().contains(ATTENTION)) {
        afterAttention = true;
        configuration = split(operator, DimensionRole.ATTRIBUTE, HEAD, all);
      } else if (operator.kind().equals(LINEAR)) {
        boolean closes = afterAttention || narrows(operator);
        afterAttention = false;
        configuration =
            closes
                ? split(operator, DimensionRole.REDUCTION, "", all)
                : split(operator, DimensionRole.PARAMETER, CHANNEL, all);
      }
      configurations.put(operator.name(), configuration);
    }
    return operator -> configurations.get(operator.name());
  }

  private static boolean narrows(OperatorSpace operator) {
    return extent(operator, DimensionRole.REDUCTION) > extent(operator, DimensionRole.PARAMETER);
  }

  private static long extent(OperatorSpace operator, DimensionRole role) {
    return operator.dimensions().stream()
        .filter(dimension -> dimension.role() == role)
        .mapToLong(Dimension::extent)
        .findFirst()
        .orElse(0);
  }
}
