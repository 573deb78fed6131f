package org.soapstone.simulator.search;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.soapstone.mapper.soap.Strategy;

/**
 * What a search found.
 *
 * @param model the program's name
 * @param machine the machine's name
 * @param devices the number of processors
 * @param batch the samples of a step, over all processors: the longest sample dimension
 * @param method how it was searched for
 * @param seed the seed
 * @param chains the number of chains
 * @param proposals how many proposals were made
 * @param accepted how many of them were accepted
 * @param seconds how long the chains ran
 * @param proposalsPerSecond proposals over seconds
 * @param dataParallelNanos the predicted step time of data parallelism; empty if it does not fit
 * @param expertNanos the predicted step time of the experts' strategy; empty if it does not fit
 * @param bestNanos the predicted step time of the strategy that was found
 * @param lowerBoundNanos what no schedule of the found plan's task graph can beat: the larger of
 *     its critical path and its work over the processors. It bounds this plan, not all strategies
 * @param spaceBound what no strategy can beat
 * @param proof what an exhaustive search has proven; empty for others
 * @param peakMemoryBytes what the plan needs of the memory that it fills most
 * @param strategy the strategy that was found
 * @param origin where it comes from: the name of a start, or a chain and its number
 * @param startNanos the predicted step time of each start that fits, by name, in order
 * @param curve when chains had new best plans, in order of chain and time
 */
public record SearchResult(
    String model,
    String machine,
    int devices,
    long batch,
    SearchMethod method,
    long seed,
    int chains,
    long proposals,
    long accepted,
    double seconds,
    double proposalsPerSecond,
    OptionalLong dataParallelNanos,
    OptionalLong expertNanos,
    long bestNanos,
    long lowerBoundNanos,
    SpaceBound spaceBound,
    Optional<String> proof,
    long peakMemoryBytes,
    Strategy strategy,
    String origin,
    Map<String, Long> startNanos,
    List<CurvePoint> curve) {

  /** Copies the collections. */
  public SearchResult {
    requireNonNull(method, "method");
    requireNonNull(dataParallelNanos, "dataParallelNanos");
    requireNonNull(expertNanos, "expertNanos");
    requireNonNull(spaceBound, "spaceBound");
    requireNonNull(proof, "proof");
    requireNonNull(strategy, "strategy");
    startNanos = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(startNanos));
    curve = List.copyOf(curve);
  }

  /** {@return how many times faster than data parallelism the plan is; 0 if that does not fit} */
  public double speedupOverDataParallel() {
    return dataParallelNanos.isPresent() ? (double) dataParallelNanos.getAsLong() / bestNanos : 0;
  }

  /**
   * {@return how far the plan is at most above the best strategy that there is, as a part of that}
   */
  public double certifiedGap() {
    return (double) (bestNanos - spaceBound.nanos()) / spaceBound.nanos();
  }

  /** {@return how far the plan is above its own lower bound, as a part of the bound} */
  public double gap() {
    return (double) (bestNanos - lowerBoundNanos) / lowerBoundNanos;
  }
}
