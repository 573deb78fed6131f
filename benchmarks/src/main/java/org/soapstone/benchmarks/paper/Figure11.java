package org.soapstone.benchmarks.paper;

import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.soap.SearchSpace;
import org.soapstone.simulator.cost.AnalyticCosts;
import org.soapstone.simulator.search.CurvePoint;
import org.soapstone.simulator.search.SearchOptions;
import org.soapstone.simulator.search.SearchResult;
import org.soapstone.simulator.search.StrategySearch;

/**
 * Figure 11: the best predicted time of a step over the time of the search, with full and with
 * delta simulation, on 16 P100. The paper draws NMT.
 */
final class Figure11 {
  private static final int DEVICES = 16;
  private static final double NANOS_PER_MILLI = 1e6;

  private final PaperOptions options;
  private final Consumer<String> progress;

  Figure11(PaperOptions options, Consumer<String> progress) {
    this.options = options;
    this.progress = progress;
  }

  PaperTable table() {
    var table =
        new PaperTable.Builder(
            "figure11",
            "Figure 11: the search's curve on 16 P100 (paper, NMT: delta ends at 151.8 ms after 3.7"
                + " minutes, full at the same after 8.3)",
            "network",
            "simulation",
            "seconds",
            "proposals",
            "bestMillis");
    int devices = Math.min(DEVICES, options.mostDevices());
    for (PaperNetwork network : options.networks()) {
      Machine machine = PaperCluster.P100.machine(devices, PaperCluster.P100.nominal());
      SearchSpace space = network.lower(devices);
      StrategySearch search = new StrategySearch(space, machine, new AnalyticCosts(machine));
      for (boolean delta : List.of(true, false)) {
        String simulation = delta ? "delta" : "full";
        progress.accept(network.title() + ": search with " + simulation + " simulation");
        SearchResult found =
            search.run(
                SearchOptions.DEFAULT
                    .withBudget(options.budget())
                    .withSeed(options.seed())
                    .withDelta(delta));
        curve(found, network.title(), simulation, table);
      }
    }
    return table.build();
  }

  /** The improvements of all chains together. */
  private static void curve(
      SearchResult found, String network, String simulation, PaperTable.Builder table) {
    long best = Long.MAX_VALUE;
    List<CurvePoint> inTime =
        found.curve().stream().sorted(Comparator.comparingDouble(CurvePoint::seconds)).toList();
    for (CurvePoint point : inTime) {
      if (point.bestNanos() < best) {
        best = point.bestNanos();
        table.row(network, simulation, point.seconds(), point.proposals(), best / NANOS_PER_MILLI);
      }
    }
  }
}
