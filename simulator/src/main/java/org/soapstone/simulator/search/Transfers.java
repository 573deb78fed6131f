package org.soapstone.simulator.search;

import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.mapper.soap.OperatorConfig;
import org.soapstone.regions.Privilege;

/**
 * Which launch of a steady step passes data to which, whatever the configurations: those that write
 * or reduce to a tree, to those that read it before it is written again. Immutable.
 */
final class Transfers {
  private final Map<Tie, List<Pair>> pairs;

  private Transfers(Map<Tie, List<Pair>> pairs) {
    this.pairs = pairs;
  }

  /** Two operators, the earlier first; the same twice for what an operator passes to itself. */
  record Tie(int one, int two) {}

  /**
   * A launch that passes data of a tree to another.
   *
   * @param from the operator of the writer
   * @param writer the writer's position
   * @param to the operator of the reader
   * @param reader the reader's position
   * @param tree the tree
   */
  record Pair(int from, int writer, int to, int reader, int tree) {}

  static Transfers of(StepProgram program, Lowering lowering, List<OperatorConfig> configurations) {
    SortedMap<Integer, Integer> operators = new TreeMap<>();
    for (int op = 0; op < configurations.size(); op++) {
      for (PlacedLaunch launch : lowering.lower(op, configurations.get(op))) {
        if (!launch.once()) {
          operators.put(launch.position(), op);
        }
      }
    }
    Map<Tie, SortedSet<Pair>> found = new LinkedHashMap<>();
    for (int tree : program.trees()) {
      walk(tree, program.stepTouching(tree), operators, found);
    }
    Map<Tie, List<Pair>> pairs = new LinkedHashMap<>();
    found.forEach((tie, of) -> pairs.put(tie, List.copyOf(of)));
    return new Transfers(pairs);
  }

  /** Two steps, so that what one leaves is seen by the next. */
  private static void walk(
      int tree,
      List<PlacedLaunch> launches,
      SortedMap<Integer, Integer> operators,
      Map<Tie, SortedSet<Pair>> found) {
    List<Integer> writers = new ArrayList<>();
    for (int step = 0; step < 2; step++) {
      for (PlacedLaunch launch : launches) {
        int position = launch.position();
        Integer to = operators.get(position);
        if (to == null) {
          writers.clear();
          continue;
        }
        Use use = Use.of(launch, tree);
        if (use.reads) {
          for (int writer : writers) {
            int from = operators.get(writer);
            found
                .computeIfAbsent(
                    new Tie(Math.min(from, to), Math.max(from, to)),
                    _ ->
                        new TreeSet<>(
                            java.util.Comparator.comparingInt(Pair::tree)
                                .thenComparingInt(Pair::writer)
                                .thenComparingInt(Pair::reader)))
                .add(new Pair(from, writer, to, position, tree));
          }
        }
        if (use.writes) {
          writers.clear();
        }
        if ((use.writes || use.reduces) && !writers.contains(position)) {
          writers.add(position);
        }
      }
    }
  }

  /** What a launch does with a tree, over all its requirements. */
  private record Use(boolean reads, boolean writes, boolean reduces) {
    static Use of(PlacedLaunch launch, int tree) {
      boolean reads = false;
      boolean writes = false;
      boolean reduces = false;
      if (launch.prepared().launch() instanceof IndexLaunch tasks) {
        for (RegionRequirement requirement : tasks.requirements()) {
          if (requirement.region().tree() == tree) {
            switch (requirement.privilege()) {
              case Privilege.Read _ -> reads = true;
              case Privilege.ReadWrite _ -> {
                reads = true;
                writes = true;
              }
              case Privilege.WriteDiscard _ -> writes = true;
              case Privilege.Reduce _ -> reduces = true;
            }
          }
        }
      }
      return new Use(reads, writes, reduces);
    }
  }

  /** {@return the ties between different operators, in the order of their trees} */
  List<Tie> ties() {
    return pairs.keySet().stream().filter(tie -> tie.one() != tie.two()).toList();
  }

  /** {@return for each operator, the others that it passes data to or from, ascending} */
  List<ImmutableIntArray> neighbours(int operators) {
    List<SortedSet<Integer>> near = new ArrayList<>();
    for (int op = 0; op < operators; op++) {
      near.add(new TreeSet<>());
    }
    for (Tie tie : ties()) {
      near.get(tie.one()).add(tie.two());
      near.get(tie.two()).add(tie.one());
    }
    return near.stream().map(ImmutableIntArray::copyOf).toList();
  }

  /** {@return what two operators pass to each other; the earlier is named first} */
  List<Pair> between(int one, int two) {
    return pairs.getOrDefault(new Tie(one, two), List.of());
  }
}
