package org.soapstone.benchmarks.paper;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.soapstone.benchmarks.paper.PaperCluster.Bandwidths;
import org.soapstone.dnn.lowering.SlottedModel;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.soap.SearchSpace;
import org.soapstone.simulator.cost.CostModel;
import org.soapstone.simulator.search.SearchOptions;
import org.soapstone.simulator.search.SearchResult;
import org.soapstone.simulator.search.StrategySearch;

/**
 * Figure 6: throughput for each GPU. The costs are scaled, for each network and cluster, to the
 * paper's throughput of one GPU; the links' bandwidths are fitted to the curves of data
 * parallelism. What a fit was not told is prediction.
 */
final class Figure6 {
  /** How much the worst cell counts beside the mean of all. */
  private static final double WORST_WEIGHT = 0.15;

  private static final String DATA_PARALLEL = "data-parallel";
  private static final String FLEXFLOW = "flexflow";
  private static final double GIGA = 1e9;
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double GOOD_SHARE = 0.97;

  private final PaperFigures paper = new PaperFigures();
  private final PaperOptions options;
  private final Consumer<String> progress;

  Figure6(PaperOptions options, Consumer<String> progress) {
    this.options = options;
    this.progress = progress;
  }

  /** Gathers relative errors. */
  private static final class Errors {
    private int count;
    private double sum;
    private double worst;

    void add(double predicted, double measured) {
      double error = Math.abs(predicted / measured - 1);
      count++;
      sum += error;
      worst = Math.max(worst, error);
    }

    double mean() {
      return count == 0 ? 0 : sum / count;
    }

    double objective() {
      return mean() + WORST_WEIGHT * worst;
    }

    String text(String what) {
      return String.format(
          Locale.ROOT,
          "%s: %d cells, mean error %.1f %%, worst %.1f %%",
          what,
          count,
          100 * mean(),
          100 * worst);
    }
  }

  List<PaperTable> tables(boolean search) {
    List<PaperTable> tables = new ArrayList<>();
    for (PaperCluster cluster : options.clusters()) {
      List<Curve> curves = curves(cluster, DATA_PARALLEL);
      tables.add(twoBandwidths(cluster, curves));
      List<Bandwidths> effective = new ArrayList<>();
      tables.add(oneBandwidth(cluster, curves, effective));
      if (search) {
        tables.add(freeChoice(cluster, curves, effective));
      }
    }
    return tables;
  }

  private List<Curve> curves(PaperCluster cluster, String strategy) {
    List<Integer> counts =
        options.deviceCounts(cluster).stream().filter(count -> count > 1).toList();
    List<Curve> curves = new ArrayList<>();
    for (PaperNetwork network : options.networks()) {
      progress.accept(network.title() + " on " + cluster.machineName() + ": task graphs");
      curves.add(
          Curve.of(
              network,
              cluster,
              strategy,
              counts,
              paper.samplesPerSecond(network, cluster, DATA_PARALLEL, 1).orElseThrow()));
    }
    return curves;
  }

  private double paper(Curve curve, PaperCluster cluster, int i) {
    return paper
        .samplesPerSecond(curve.network(), cluster, DATA_PARALLEL, curve.deviceCounts().get(i))
        .orElseThrow();
  }

  private void compare(Curve curve, PaperCluster cluster, int i, Bandwidths at, Errors errors) {
    errors.add(curve.samplesPerSecond(i, at), paper(curve, cluster, i));
  }

  /** The curves of data parallelism, with two bandwidths for the whole cluster. */
  private PaperTable twoBandwidths(PaperCluster cluster, List<Curve> curves) {
    progress.accept("two bandwidths of " + cluster.machineName());
    Bandwidths best =
        BandwidthFit.two(
            cluster.nominal(),
            at -> {
              Errors errors = new Errors();
              for (Curve curve : curves) {
                for (int i = 0; i < curve.deviceCounts().size(); i++) {
                  compare(curve, cluster, i, at, errors);
                }
              }
              return errors.objective();
            });
    var table =
        new PaperTable.Builder(
            "figure6-two-bandwidths",
            "Figure 6, data parallelism on %s: two bandwidths for all networks"
                .formatted(cluster.machineName()),
            "network",
            "cluster",
            "devices",
            "samplesPerSecondPerDevice",
            "paperSamplesPerSecondPerDevice",
            "errorPercent");
    Errors errors = new Errors();
    for (Curve curve : curves) {
      for (int i = 0; i < curve.deviceCounts().size(); i++) {
        row(table, curve, cluster, i, best);
        compare(curve, cluster, i, best, errors);
      }
    }
    table.note(errors.text(cluster.machineName()));
    table.note(
        String.format(
            Locale.ROOT,
            "within a node %.2f GB/s, between nodes %.2f GB/s",
            best.withinNodeBytesPerSecond() / GIGA,
            best.betweenNodesBytesPerSecond() / GIGA));
    return table.build();
  }

  private void row(
      PaperTable.Builder table,
      Curve curve,
      PaperCluster cluster,
      int i,
      Bandwidths at,
      Object... more) {
    double predicted = curve.samplesPerSecond(i, at);
    double measured = paper(curve, cluster, i);
    List<Object> cells =
        new ArrayList<>(
            List.of(
                curve.network().title(),
                cluster.machineName(),
                curve.deviceCounts().get(i),
                predicted,
                measured,
                100 * (predicted / measured - 1)));
    cells.addAll(List.of(more));
    table.row(cells.toArray());
  }

  /** One bandwidth for each network, from 2 and 4 GPUs; the other cells are prediction. */
  private PaperTable oneBandwidth(
      PaperCluster cluster, List<Curve> curves, List<Bandwidths> effective) {
    var table =
        new PaperTable.Builder(
            "figure6-one-bandwidth",
            "Figure 6, data parallelism on %s: one bandwidth for each network, from 2 and 4 GPUs"
                .formatted(cluster.machineName()),
            "network",
            "cluster",
            "devices",
            "samplesPerSecondPerDevice",
            "paperSamplesPerSecondPerDevice",
            "errorPercent",
            "part");
    Errors fitted = new Errors();
    Errors predicted = new Errors();
    for (Curve curve : curves) {
      progress.accept(curve.network().title() + " on " + cluster.machineName() + ": bandwidth");
      Bandwidths best =
          BandwidthFit.one(
              cluster.nominal(),
              at -> {
                Errors errors = new Errors();
                for (int i = 0; i < curve.deviceCounts().size(); i++) {
                  if (isFitted(curve, i)) {
                    compare(curve, cluster, i, at, errors);
                  }
                }
                return errors.objective();
              });
      effective.add(best);
      for (int i = 0; i < curve.deviceCounts().size(); i++) {
        boolean isFitted = isFitted(curve, i);
        row(table, curve, cluster, i, best, isFitted ? "fitted" : "predicted");
        compare(curve, cluster, i, best, isFitted ? fitted : predicted);
      }
      table.note(
          String.format(
              Locale.ROOT,
              "%s: %.2f GB/s; tasks take %.3f of the roofline's time",
              curve.network().title(),
              best.withinNodeBytesPerSecond() / GIGA,
              curve.scale()));
    }
    table.note(fitted.text(cluster.machineName() + ", fitted"));
    table.note(predicted.text(cluster.machineName() + ", predicted"));
    return table.build();
  }

  private static boolean isFitted(Curve curve, int i) {
    return curve.deviceCounts().get(i) <= 4;
  }

  /** The machine and the costs stay as they were fitted; the strategy and its sync are free. */
  private PaperTable freeChoice(
      PaperCluster cluster, List<Curve> curves, List<Bandwidths> effective) {
    var table =
        new PaperTable.Builder(
            "figure6-free-choice",
            "Figure 6, free choice of strategy on %s, at the bandwidths above"
                .formatted(cluster.machineName()),
            "network",
            "cluster",
            "devices",
            "samplesPerSecondPerDevice",
            "paperSamplesPerSecondPerDevice",
            "share",
            "origin");
    int cells = 0;
    int good = 0;
    for (int c = 0; c < curves.size(); c++) {
      Curve curve = curves.get(c);
      for (int devices : curve.deviceCounts()) {
        progress.accept(
            "%s on %d of %s: search"
                .formatted(curve.network().title(), devices, cluster.machineName()));
        SearchResult found = search(curve, cluster, devices, effective.get(c));
        double predicted =
            curve.network().samplesPerDevice() * NANOS_PER_SECOND / found.bestNanos();
        double measured =
            paper.samplesPerSecond(curve.network(), cluster, FLEXFLOW, devices).orElseThrow();
        cells++;
        good += predicted >= GOOD_SHARE * measured ? 1 : 0;
        table.row(
            curve.network().title(),
            cluster.machineName(),
            devices,
            predicted,
            measured,
            predicted / measured,
            found.origin());
      }
    }
    table.note(
        String.format(
            Locale.ROOT,
            "%s: at least %.2f of the paper's FlexFlow in %d of %d cells",
            cluster.machineName(),
            GOOD_SHARE,
            good,
            cells));
    return table.build();
  }

  /** The better of the plans whose gradients are copied, and of those that reduce them. */
  private SearchResult search(Curve curve, PaperCluster cluster, int devices, Bandwidths links) {
    Machine machine = cluster.machine(devices, links);
    CostModel costs = Curve.costs(machine, curve.scale());
    SearchOptions how = SearchOptions.DEFAULT.withBudget(options.budget()).withSeed(options.seed());
    SearchSpace scattered = SlottedModel.scattered(curve.network().lower(devices), machine);
    SearchSpace reduced = curve.network().lower(devices);
    return Stream.of(scattered, reduced)
        .map(space -> new StrategySearch(space, machine, costs).run(how))
        .min(Comparator.comparingLong(SearchResult::bestNanos))
        .orElseThrow();
  }
}
