package org.soapstone.simulator.search;

import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.machine.Route;
import org.soapstone.mapper.soap.OperatorConfig;
import org.soapstone.mapper.soap.ParallelConfig;

/**
 * Ways to rename the processors of a machine that change nothing: models, memories and links stay
 * alike. Of plans that differ by such a name only, a search need look at one.
 *
 * <p>Considered are exchanges of the halves of aligned blocks (of 2, 4, 8, ... processors), alone
 * and together, which is what nodes and the processors within them allow. Each is checked against
 * the machine: it must carry every route onto a route link by link, as one renaming of links of
 * equal bandwidth and latency.
 */
final class Symmetries {
  /** Beyond so many processors there are too many renamings to list; only the identity is used. */
  private static final int MOST_PROCESSORS = 8;

  private Symmetries() {}

  /** {@return renamings, from old to new numbers, the identity first; they form a group} */
  static List<ImmutableIntArray> of(Machine machine) {
    int processors = machine.processorCount();
    int[] identity = new int[processors];
    java.util.Arrays.setAll(identity, p -> p);
    List<ImmutableIntArray> all = new ArrayList<>();
    if (processors > MOST_PROCESSORS || Integer.bitCount(processors) != 1) {
      all.add(ImmutableIntArray.copyOf(identity));
      return all;
    }
    List<ImmutableIntArray> candidates = List.of(ImmutableIntArray.copyOf(identity));
    for (int block = 2; block <= processors; block *= 2) {
      for (int start = 0; start < processors; start += block) {
        List<ImmutableIntArray> more = new ArrayList<>(candidates);
        for (ImmutableIntArray candidate : candidates) {
          more.add(swapped(candidate, start, block));
        }
        candidates = more;
      }
    }
    candidates.stream().filter(candidate -> keeps(machine, candidate)).forEach(all::add);
    return all;
  }

  private static ImmutableIntArray swapped(ImmutableIntArray names, int start, int block) {
    int[] result = names.toArray();
    for (int i = 0; i < block / 2; i++) {
      int one = result[start + i];
      result[start + i] = result[start + block / 2 + i];
      result[start + block / 2 + i] = one;
    }
    return ImmutableIntArray.copyOf(result);
  }

  private static boolean keeps(Machine machine, ImmutableIntArray names) {
    Map<Integer, Integer> links = new HashMap<>();
    for (int p = 0; p < names.length(); p++) {
      if (!machine.model(p).equals(machine.model(names.get(p)))
          || machine.kind(p) != machine.kind(names.get(p))) {
        return false;
      }
      int memory = machine.nearestMemory(p);
      int other = machine.nearestMemory(names.get(p));
      if (machine.memory(memory).capacityBytes() != machine.memory(other).capacityBytes()
          || machine.processorsSharing(memory) != machine.processorsSharing(other)) {
        return false;
      }
      for (int q = 0; q < names.length(); q++) {
        int to = machine.nearestMemory(q);
        if (memory != to && !carries(machine, names, p, q, links)) {
          return false;
        }
      }
    }
    return new java.util.HashSet<>(links.values()).size() == links.size();
  }

  private static boolean carries(
      Machine machine, ImmutableIntArray names, int p, int q, Map<Integer, Integer> links) {
    int from = machine.nearestMemory(names.get(p));
    int to = machine.nearestMemory(names.get(q));
    Route old = machine.route(machine.nearestMemory(p), machine.nearestMemory(q));
    if (from == to) {
      return false;
    }
    Route renamed = machine.route(from, to);
    if (old.links().length() != renamed.links().length()) {
      return false;
    }
    for (int i = 0; i < old.links().length(); i++) {
      int link = old.links().get(i);
      int other = renamed.links().get(i);
      Integer known = links.putIfAbsent(link, other);
      if ((known != null && known != other) || !alike(machine, link, other)) {
        return false;
      }
    }
    return true;
  }

  private static boolean alike(Machine machine, int link, int other) {
    return machine.link(link).bytesPerSecond() == machine.link(other).bytesPerSecond()
        && machine.link(link).latencyNanos() == machine.link(other).latencyNanos();
  }

  /** {@return a configuration with its processors renamed} */
  static OperatorConfig renamed(OperatorConfig configuration, ImmutableIntArray names) {
    return new OperatorConfig(
        renamed(configuration.compute(), names),
        configuration.update().map(update -> renamed(update, names)));
  }

  private static ParallelConfig renamed(ParallelConfig config, ImmutableIntArray names) {
    return new ParallelConfig(
        config.degrees(), ImmutableIntArray.copyOf(config.processors().stream().map(names::get)));
  }
}
