package org.soapstone.simulator.search.moves;

import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Where a program forks: an operator whose result several others take, and what each of them leads
 * to before ways join again. Branches can run side by side, each on a part of the processors, in
 * fewer and larger tiles. Immutable.
 */
final class Branches {
  private final List<List<List<Integer>>> forks = new ArrayList<>();

  /** Finds the forks of a program. O(operators + edges). */
  Branches(List<ImmutableIntArray> neighbours) {
    for (int op = 0; op < neighbours.size(); op++) {
      List<List<Integer>> branches = new ArrayList<>();
      for (int next : later(neighbours, op)) {
        List<Integer> branch = branch(neighbours, next);
        if (!branch.isEmpty()) {
          branches.add(branch);
        }
      }
      if (branches.size() > 1) {
        forks.add(List.copyOf(branches));
      }
    }
  }

  /** {@return for each fork its branches, two or more, each of operators in program order} */
  List<List<List<Integer>>> forks() {
    return forks;
  }

  /**
   * From an operator on, as long as there is one way in and one out; inner forks are gone through.
   */
  private static List<Integer> branch(List<ImmutableIntArray> neighbours, int first) {
    List<Integer> branch = new ArrayList<>();
    int op = first;
    while (earlier(neighbours, op).size() == 1) {
      branch.add(op);
      List<Integer> next = later(neighbours, op);
      if (next.size() != 1) {
        next.stream().filter(each -> earlier(neighbours, each).size() == 1).forEach(branch::add);
        break;
      }
      op = next.getFirst();
    }
    return List.copyOf(branch);
  }

  private static List<Integer> later(List<ImmutableIntArray> neighbours, int op) {
    return neighbours.get(op).stream().filter(other -> other > op).boxed().toList();
  }

  private static List<Integer> earlier(List<ImmutableIntArray> neighbours, int op) {
    return neighbours.get(op).stream().filter(other -> other < op).boxed().toList();
  }

  /**
   * {@return for each branch, which of some parts it goes to} Branches with most work go first,
   * each to the part that has least.
   */
  static int[] parts(List<List<Integer>> branches, int parts, long[] workNanos) {
    long[] work = new long[branches.size()];
    List<Integer> order = new ArrayList<>();
    for (int b = 0; b < work.length; b++) {
      order.add(b);
      for (int op : branches.get(b)) {
        work[b] += workNanos[op];
      }
    }
    order.sort(Comparator.comparingLong((Integer b) -> -work[b]));
    long[] filled = new long[parts];
    int[] part = new int[work.length];
    for (int b : order) {
      int least = 0;
      for (int p = 1; p < parts; p++) {
        least = filled[p] < filled[least] ? p : least;
      }
      part[b] = least;
      filled[least] += work[b];
    }
    return part;
  }
}
