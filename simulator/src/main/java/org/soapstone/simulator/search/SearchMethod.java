package org.soapstone.simulator.search;

import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** How a strategy is searched for. */
public enum SearchMethod {
  /**
   * Parallel tempering with moves that look at the plan, from the best strategies that are known
   * without a search.
   */
  DEFAULT("default", ImmutableList.of("data-parallel", "expert", "optcnn")),

  /**
   * The paper's: independent Markov chains with uniform proposals and Metropolis acceptance, each
   * ended when its best plan is as old as half of the chain.
   */
  PAPER("paper", ImmutableList.of("data-parallel", "random")),

  /**
   * Operators are placed and never split, as by the placers that learn with reinforcement
   * (Mirhoseini et al. 2017 and 2018).
   */
  PLACEMENT("placement", ImmutableList.of("single", "model-parallel", "round-robin")),

  /**
   * Operators are split and never placed: the least sum of times of operators and transfers, found
   * exactly by elimination (Jia et al., "Exploring Hidden Dimensions in Parallelizing Convolutional
   * Neural Networks", ICML 2018).
   */
  OPTCNN("optcnn", ImmutableList.of("optcnn")),

  /** Every strategy of a small space, by branch and bound: the best of them, proven. */
  EXHAUSTIVE("exhaustive", ImmutableList.of("data-parallel", "expert", "optcnn"));

  private final String word;
  private final ImmutableList<String> starts;

  SearchMethod(String word, ImmutableList<String> starts) {
    this.word = word;
    this.starts = starts;
  }

  /** {@return the name for people} */
  public String word() {
    return word;
  }

  /** {@return the strategies to start from unless told, one for each chain} */
  public List<String> starts() {
    return starts;
  }

  /** {@return whether it proposes changes until its budget is used} */
  public boolean proposes() {
    return this == DEFAULT || this == PAPER || this == PLACEMENT;
  }

  /** {@return whether chains exchange temperatures} */
  boolean tempers() {
    return this == DEFAULT || this == PLACEMENT;
  }

  /** {@return whether only a part of all strategies counts, so that a start may be faster} */
  boolean isRestricted() {
    return this == PLACEMENT || this == OPTCNN;
  }

  /**
   * {@return the method of a name}
   *
   * @param word a name for people
   * @throws IllegalArgumentException if there is none
   */
  public static SearchMethod of(String word) {
    return Arrays.stream(values())
        .filter(method -> method.word.equals(word))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "there is no search named '%s'; take one of %s"
                    .formatted(
                        word,
                        Arrays.stream(values())
                            .map(SearchMethod::word)
                            .collect(Collectors.joining(", ")))));
  }
}
