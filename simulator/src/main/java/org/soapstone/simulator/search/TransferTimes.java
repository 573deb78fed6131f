package org.soapstone.simulator.search;

import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.soap.OperatorConfig;
import org.soapstone.regions.Privilege;
import org.soapstone.regions.Rect;
import org.soapstone.simulator.cost.CostModel;
import org.soapstone.simulator.cost.PlanCosts;
import org.soapstone.tasks.analysis.PreparedTasks;
import org.soapstone.tasks.graph.CostedLaunch;
import org.soapstone.tasks.graph.InstanceSpec;
import org.soapstone.tasks.graph.NodeKind;

/**
 * What operators and transfers take by themselves, as if nothing else went on: an operator the sum
 * over its launches of the fullest processor's tasks, a transfer what the processor takes that
 * receives most. A tile that is computed where it is needed is not moved. Not thread-safe.
 */
final class TransferTimes {
  private final Lowering lowering;
  private final Machine machine;
  private final CostModel model;
  private final PlanCosts costs;
  private final Map<PieceKey, Pieces> pieces = new HashMap<>();

  private record PieceKey(int launch, int tree) {}

  /** Which rects of a tree a launch uses, on which processors, with how large elements. */
  private record Pieces(List<Rect> rects, List<Integer> processors, long bytes, boolean reduces) {}

  TransferTimes(Lowering lowering, Machine machine, CostModel model) {
    this.lowering = lowering;
    this.machine = machine;
    this.model = model;
    this.costs = new PlanCosts(model);
  }

  /** {@return what the tasks of an operator take, in nanoseconds} */
  long tasks(int operator, OperatorConfig configuration) {
    long nanos = 0;
    for (PlacedLaunch launch : lowering.lower(operator, configuration)) {
      Optional<CostedLaunch> costed = launch.costed().filter(_ -> !launch.once());
      if (costed.isPresent()) {
        costs.learn(costed.get());
        TaskLoads loads = new TaskLoads(costs, machine.processorCount());
        loads.add(costed.get(), 1);
        nanos += loads.most();
      }
    }
    return nanos;
  }

  /** {@return what two operators take to pass data to each other, in nanoseconds} */
  long both(Transfers transfers, Transfers.Tie tie, OperatorConfig one, OperatorConfig two) {
    long nanos = 0;
    for (Transfers.Pair pair : transfers.between(tie.one(), tie.two())) {
      nanos += pair.from() == tie.one() ? transfer(pair, one, two) : transfer(pair, two, one);
    }
    return nanos;
  }

  /** {@return what a transfer takes, in nanoseconds; O(tiles of one * tiles of the other)} */
  long transfer(Transfers.Pair pair, OperatorConfig from, OperatorConfig to) {
    Pieces sent = pieces(pair.from(), from, pair.writer(), pair.tree(), true);
    Pieces needed = pieces(pair.to(), to, pair.reader(), pair.tree(), false);
    long[] received = new long[machine.processorCount()];
    for (int n = 0; n < needed.rects().size(); n++) {
      receive(sent, needed.rects().get(n), needed.processors().get(n), received);
    }
    return Arrays.stream(received).max().orElse(0);
  }

  private void receive(Pieces sent, Rect needed, int processor, long[] received) {
    int memory = machine.nearestMemory(processor);
    long here = 0;
    for (int s = 0; s < sent.rects().size() && !sent.reduces(); s++) {
      if (machine.nearestMemory(sent.processors().get(s)) == memory) {
        here += needed.intersection(sent.rects().get(s)).volume();
      }
    }
    if (!sent.reduces() && here >= needed.volume()) {
      return;
    }
    for (int s = 0; s < sent.rects().size(); s++) {
      int source = machine.nearestMemory(sent.processors().get(s));
      long volume = needed.intersection(sent.rects().get(s)).volume();
      if (source != memory && volume > 0) {
        received[processor] +=
            model.movementNanos(NodeKind.COPY, processor, source, memory, volume * sent.bytes());
      }
    }
  }

  private Pieces pieces(
      int operator, OperatorConfig configuration, int position, int tree, boolean sent) {
    for (PlacedLaunch launch : lowering.lower(operator, configuration)) {
      if (!launch.once() && launch.position() == position) {
        return pieces.computeIfAbsent(
            new PieceKey(sent ? launch.id() : ~launch.id(), tree),
            _ -> piecesOf(launch, tree, sent));
      }
    }
    throw new AssertionError("operator " + operator + " has no launch at " + position);
  }

  private static Pieces piecesOf(PlacedLaunch launch, int tree, boolean sent) {
    List<Rect> rects = new ArrayList<>();
    List<Integer> processors = new ArrayList<>();
    long bytes = 0;
    boolean reduces = false;
    if (launch.prepared() instanceof PreparedTasks tasks) {
      IndexLaunch index = tasks.launch();
      ImmutableIntArray placed = tasks.mapped().processors();
      for (RegionRequirement requirement : index.requirements()) {
        boolean passes =
            switch (requirement.privilege()) {
              case Privilege.Read _ -> !sent;
              case Privilege.ReadWrite _ -> true;
              case Privilege.WriteDiscard _, Privilege.Reduce _ -> sent;
            };
        if (passes && requirement.region().tree() == tree) {
          reduces |= requirement.privilege() instanceof Privilege.Reduce;
          bytes += InstanceSpec.elementBytes(requirement.region(), requirement.fields());
          for (int p = 0; p < index.pointCount(); p++) {
            rects.add(requirement.space(index.point(p)).bounds());
            processors.add(placed.get(p));
          }
        }
      }
    }
    return new Pieces(rects, processors, bytes, reduces);
  }
}
