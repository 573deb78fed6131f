package org.soapstone.simulator.search.exact;

import com.google.common.primitives.ImmutableIntArray;
import com.google.common.primitives.ImmutableLongArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A sum of costs, each of one choice or of two, to be minimised over all choices.
 *
 * <p>Choices are eliminated one after another: the sum of all costs that depend on a choice is
 * replaced by its minimum over that choice, a cost of the choices that it was tied to. The next is
 * always the one whose elimination makes the smallest table, the first of equals. Chains, trees and
 * series-parallel graphs need tables of two choices only: O(E C^3) for E ties and C ways. Not
 * thread-safe.
 */
public final class FactorGraph {
  private final int[] ways;
  private final List<Factor> factors = new ArrayList<>();

  /** A cost of some choices, ascending; the last varies fastest. */
  private record Factor(ImmutableIntArray choices, ImmutableLongArray costs) {}

  /** What an eliminated choice should be, given those that it was tied to. */
  private record Elimination(int choice, ImmutableIntArray given, ImmutableIntArray best) {}

  /**
   * A minimum.
   *
   * @param choices what is chosen, for each choice a way from 0
   * @param cost the sum of all costs
   */
  public record Minimum(ImmutableIntArray choices, long cost) {}

  /**
   * A sum of nothing.
   *
   * @param ways for each choice, how many ways there are, at least 1
   */
  public FactorGraph(int... ways) {
    this.ways = ways.clone();
    for (int choice = 0; choice < ways.length; choice++) {
      if (ways[choice] < 1) {
        throw new IllegalArgumentException(
            "choice %d has %d ways; give at least 1".formatted(choice, ways[choice]));
      }
    }
  }

  /**
   * Adds the cost of a choice.
   *
   * @param choice the choice
   * @param costs the cost of each way
   */
  public void add(int choice, long[] costs) {
    check(costs, ways[choice]);
    factors.add(new Factor(ImmutableIntArray.of(choice), ImmutableLongArray.copyOf(costs)));
  }

  /**
   * Adds the cost of two choices.
   *
   * @param first a choice
   * @param second a later choice
   * @param costs the cost of each pair of ways, those of the second varying fastest
   */
  public void add(int first, int second, long[] costs) {
    if (first >= second) {
      throw new IllegalArgumentException(
          "choices %d and %d; name the earlier one first".formatted(first, second));
    }
    check(costs, ways[first] * ways[second]);
    factors.add(new Factor(ImmutableIntArray.of(first, second), ImmutableLongArray.copyOf(costs)));
  }

  private static void check(long[] costs, int wanted) {
    if (costs.length != wanted) {
      throw new IllegalArgumentException(
          "%d costs for %d ways; give one for each".formatted(costs.length, wanted));
    }
  }

  /**
   * {@return a minimum, or empty if a table would have more entries than allowed}
   *
   * @param mostEntries the size of the largest table
   */
  public Optional<Minimum> minimise(long mostEntries) {
    List<Factor> left = new ArrayList<>(factors);
    List<Elimination> eliminations = new ArrayList<>();
    NavigableSet<Integer> choices = new TreeSet<>();
    for (int choice = 0; choice < ways.length; choice++) {
      choices.add(choice);
    }
    long cost = 0;
    while (!choices.isEmpty()) {
      int next = cheapest(choices, left);
      int[] scope = scope(next, left);
      if (entries(scope) > mostEntries) {
        return Optional.empty();
      }
      Factor rest = eliminate(next, scope, left, eliminations);
      choices.remove(next);
      if (rest.choices().isEmpty()) {
        cost += rest.costs().get(0);
      } else {
        left.add(rest);
      }
    }
    return Optional.of(new Minimum(ImmutableIntArray.copyOf(choose(eliminations)), cost));
  }

  private int cheapest(NavigableSet<Integer> choices, List<Factor> left) {
    int cheapest = choices.first();
    long least = Long.MAX_VALUE;
    for (int choice : choices) {
      long entries = entries(scope(choice, left));
      if (entries < least) {
        least = entries;
        cheapest = choice;
      }
    }
    return cheapest;
  }

  /** The choice and all that it is tied to, ascending. */
  private static int[] scope(int choice, List<Factor> left) {
    NavigableSet<Integer> scope = new TreeSet<>();
    scope.add(choice);
    for (Factor factor : left) {
      if (contains(factor, choice)) {
        factor.choices().forEach(scope::add);
      }
    }
    return scope.stream().mapToInt(Integer::intValue).toArray();
  }

  private static boolean contains(Factor factor, int choice) {
    return factor.choices().contains(choice);
  }

  private long entries(int[] scope) {
    long entries = 1;
    for (int choice : scope) {
      entries = Math.min(Long.MAX_VALUE / ways[choice], entries) * ways[choice];
    }
    return entries;
  }

  /** Takes out all costs of a choice, and returns their minimum over it. */
  private Factor eliminate(
      int choice, int[] scope, List<Factor> left, List<Elimination> eliminations) {
    List<Factor> own = left.stream().filter(factor -> contains(factor, choice)).toList();
    left.removeAll(own);
    ImmutableIntArray given =
        ImmutableIntArray.copyOf(Arrays.stream(scope).filter(other -> other != choice));
    int size = Math.toIntExact(entries(given.toArray()));
    long[] costs = new long[size];
    int[] best = new int[size];
    int[] chosen = new int[ways.length];
    for (int entry = 0; entry < size; entry++) {
      read(entry, given, chosen);
      costs[entry] = Long.MAX_VALUE;
      for (int way = 0; way < ways[choice]; way++) {
        chosen[choice] = way;
        long sum = 0;
        for (Factor factor : own) {
          sum += factor.costs().get(index(factor.choices(), chosen));
        }
        if (sum < costs[entry]) {
          costs[entry] = sum;
          best[entry] = way;
        }
      }
    }
    eliminations.add(new Elimination(choice, given, ImmutableIntArray.copyOf(best)));
    return new Factor(given, ImmutableLongArray.copyOf(costs));
  }

  private void read(int entry, ImmutableIntArray given, int[] chosen) {
    int rest = entry;
    for (int i = given.length() - 1; i >= 0; i--) {
      chosen[given.get(i)] = rest % ways[given.get(i)];
      rest /= ways[given.get(i)];
    }
  }

  private int index(ImmutableIntArray choices, int[] chosen) {
    int index = 0;
    for (int i = 0; i < choices.length(); i++) {
      int choice = choices.get(i);
      index = index * ways[choice] + chosen[choice];
    }
    return index;
  }

  private int[] choose(List<Elimination> eliminations) {
    int[] chosen = new int[ways.length];
    for (Elimination elimination : eliminations.reversed()) {
      int best = elimination.best().get(index(elimination.given(), chosen));
      chosen[elimination.choice()] = best;
    }
    return chosen;
  }
}
