package org.soapstone.benchmarks.paper;

import java.util.List;
import java.util.function.Consumer;
import org.soapstone.dnn.lowering.SlottedModel;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.soap.SearchSpace;
import org.soapstone.mapper.soap.Strategies;
import org.soapstone.simulator.Prediction;
import org.soapstone.simulator.cost.AnalyticCosts;
import org.soapstone.simulator.cost.CostModel;
import org.soapstone.simulator.search.Plan;
import org.soapstone.simulator.search.SearchMethod;
import org.soapstone.simulator.search.SearchOptions;
import org.soapstone.simulator.search.SearchResult;
import org.soapstone.simulator.search.StrategySearch;

/**
 * Figures 7, 9a, 9b and 12: one cell each, with what a found strategy saves and what smaller search
 * spaces find. Costs are the roofline's, links the built-in machine's.
 */
final class Studies {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double GIBIBYTE = 1L << 30;

  private final PaperOptions options;
  private final Consumer<String> progress;

  Studies(PaperOptions options, Consumer<String> progress) {
    this.options = options;
    this.progress = progress;
  }

  private int devices(int wanted) {
    return Math.min(wanted, options.mostDevices());
  }

  private static Machine machine(PaperCluster cluster, int devices) {
    return cluster.machine(devices, cluster.nominal());
  }

  private SearchOptions how() {
    return SearchOptions.DEFAULT.withBudget(options.budget()).withSeed(options.seed());
  }

  private SearchResult search(
      SearchSpace space, Machine machine, CostModel costs, SearchOptions options) {
    progress.accept(
        "%s on %d of %s: search by '%s'"
            .formatted(
                space.name(), machine.processorCount(), machine.name(), options.method().word()));
    return new StrategySearch(space, machine, costs).run(options);
  }

  private static Prediction predict(
      SearchSpace space, Machine machine, CostModel costs, String strategy) {
    return Prediction.of(
        Plan.of(
            space,
            machine,
            Strategies.named(strategy, space, machine).configurations(space, machine)),
        costs);
  }

  private static Prediction predict(
      SearchSpace space, Machine machine, CostModel costs, SearchResult found) {
    return Prediction.of(
        Plan.of(space, machine, found.strategy().configurations(space, machine)), costs);
  }

  /** What a step takes, moves and computes: by hand with parameter servers, and found. */
  PaperTable figure7() {
    return stepsOf(
        "figure7",
        "Figure 7: a step on 64 K80 (paper, NMT: data parallel 1.9 s, 65.8 GiB, 35.7 s of tasks;"
            + " expert 2.6, 24.2, 28.2; found 1.1, 12.1, 28.7)",
        PaperCluster.K80,
        devices(64));
  }

  /** The same on four P100. */
  PaperTable figure12() {
    return stepsOf(
        "figure12",
        "Figure 12: a step on 4 P100 (paper, Inception-v3: found takes 12 % less time than data"
            + " parallel and synchronises 75 % less)",
        PaperCluster.P100,
        devices(4));
  }

  private PaperTable stepsOf(String name, String title, PaperCluster cluster, int devices) {
    var table =
        new PaperTable.Builder(
            name,
            title,
            "network",
            "devices",
            "strategy",
            "stepSeconds",
            "movedGibibytes",
            "taskSeconds");
    for (PaperNetwork network : options.networks()) {
      Machine machine = machine(cluster, devices);
      CostModel costs = new AnalyticCosts(machine);
      SearchSpace served = SlottedModel.parameterServer(network.lower(devices), machine);
      for (String strategy : List.of("data-parallel", "expert")) {
        row(table, network, strategy, predict(served, machine, costs, strategy));
      }
      SearchSpace free = network.lower(devices);
      SearchResult found = search(free, machine, costs, how());
      row(table, network, "found", predict(free, machine, costs, found));
    }
    return table.build();
  }

  private static void row(
      PaperTable.Builder table, PaperNetwork network, String strategy, Prediction step) {
    table.row(
        network.title(),
        step.busyNanos().length(),
        strategy,
        step.stepNanos() / NANOS_PER_SECOND,
        step.copiedBytes() / GIBIBYTE,
        step.busyNanos().stream().sum() / NANOS_PER_SECOND);
  }

  /** Against the placing of whole operators. */
  PaperTable figure9a() {
    return against(
        "figure9a",
        "Figure 9a: samples a second on 4 K80, against placing whole operators (paper: Inception-v3"
            + " 152 to 45, NMT 377 to 107)",
        "placementOnlySamplesPerSecond",
        PaperCluster.K80,
        devices(4),
        SearchMethod.PLACEMENT);
  }

  /** Against splitting without placement. */
  PaperTable figure9b() {
    return against(
        "figure9b",
        "Figure 9b: samples a second on 16 P100, against splitting without placement (paper:"
            + " Inception-v3 2208 to 1930, RNNTC 5846 to 3791, RNNLM 3749 to 2408, NMT 3923 to 2659)",
        "splittingOnlySamplesPerSecond",
        PaperCluster.P100,
        devices(16),
        SearchMethod.OPTCNN);
  }

  private PaperTable against(
      String name,
      String title,
      String column,
      PaperCluster cluster,
      int devices,
      SearchMethod smaller) {
    var table =
        new PaperTable.Builder(
            name, title, "network", "devices", "samplesPerSecond", column, "ratio");
    for (PaperNetwork network : options.networks()) {
      Machine machine = machine(cluster, devices);
      CostModel costs = new AnalyticCosts(machine);
      SearchSpace space = network.lower(devices);
      long whole = search(space, machine, costs, how()).bestNanos();
      long less = search(space, machine, costs, how().withMethod(smaller)).bestNanos();
      double samples = (double) network.samplesPerDevice() * devices * NANOS_PER_SECOND;
      table.row(network.title(), devices, samples / whole, samples / less, (double) less / whole);
    }
    return table.build();
  }
}
