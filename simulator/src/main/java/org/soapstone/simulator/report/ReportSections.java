package org.soapstone.simulator.report;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.mapper.machine.CopyEngine;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.soap.OperatorSpace;
import org.soapstone.mapper.soap.SearchSpace;
import org.soapstone.mapper.soap.Strategy;
import org.soapstone.mapper.soap.Strategy.Placement;
import org.soapstone.regions.Privilege;
import org.soapstone.simulator.report.ReportData.Bar;
import org.soapstone.simulator.report.ReportData.Edge;
import org.soapstone.simulator.report.ReportData.Lane;
import org.soapstone.simulator.report.ReportData.Series;
import org.soapstone.simulator.report.ReportData.StrategyRow;
import org.soapstone.simulator.report.ReportData.TimelineData;
import org.soapstone.simulator.report.ReportData.XY;
import org.soapstone.simulator.search.CurvePoint;
import org.soapstone.simulator.search.Plan;
import org.soapstone.simulator.simulation.Resource;
import org.soapstone.simulator.simulation.Timeline;
import org.soapstone.tasks.execution.ExecutionRecord;
import org.soapstone.tasks.graph.CostedLaunch;
import org.soapstone.tasks.graph.NodeKind;
import org.soapstone.tasks.graph.StructuralKey;
import org.soapstone.tasks.graph.TaskGraph;

/**
 * Makes the sections of a report from what searches, predictions and runs give. Immutable and
 * thread-safe.
 */
public final class ReportSections {
  private final Machine machine;
  private final Map<String, String> kinds = new LinkedHashMap<>();
  private final SortedMap<Integer, IndexLaunch> launches = new TreeMap<>();
  private final int stepSpan;

  /**
   * Sections about one plan.
   *
   * @param space the program
   * @param plan the program under the strategy
   */
  public ReportSections(SearchSpace space, Plan plan) {
    machine = requireNonNull(plan, "plan").machine();
    stepSpan = plan.stepSpan();
    for (OperatorSpace operator : space.operators()) {
      kinds.put(operator.name(), operator.kind());
    }
    for (CostedLaunch launch : plan.launches()) {
      launches.put(Math.toIntExact(launch.launch().position()), launch.launch().launch());
    }
  }

  /**
   * {@return a predicted time line, with a lane for each processor and each link that is used}
   *
   * @param title its title
   * @param timeline a simulation of the plan
   */
  public TimelineData predicted(String title, Timeline timeline) {
    TaskGraph graph = timeline.graph();
    List<Lane> processors = new ArrayList<>();
    List<Lane> links = new ArrayList<>();
    SortedMap<Integer, List<Bar>> processorBars = emptyProcessors();
    SortedMap<Integer, List<Bar>> linkBars = new TreeMap<>();
    for (int r = 0; r < timeline.resources().size(); r++) {
      Resource resource = timeline.resources().get(r);
      List<Bar> bars = new ArrayList<>(timeline.nodeCount(r));
      for (int i = 0; i < timeline.nodeCount(r); i++) {
        int node = timeline.node(r, i);
        bars.add(
            bar(
                graph.key(node),
                graph.kind(node),
                graph.bytes(node),
                timeline.startNanos(node),
                timeline.endNanos(node),
                Optional.ofNullable(
                    launches.get(StructuralKey.launch(graph.key(node)) % stepSpan))));
      }
      (resource.kind() == Resource.Kind.PROCESSOR ? processorBars : linkBars)
          .put(resource.id(), bars);
    }
    processorBars.forEach(
        (id, bars) -> processors.add(new Lane(machine.processor(id).name(), false, bars)));
    linkBars.forEach((id, bars) -> links.add(new Lane(machine.link(id).name(), true, bars)));
    processors.addAll(links);
    return new TimelineData(title, timeline.makespanNanos(), processors);
  }

  /**
   * {@return a measured time line, from the first start of what was recorded} Where copies hold
   * links, the links have lanes of their own.
   *
   * @param title its title
   * @param record what ran
   */
  public TimelineData measured(String title, ExecutionRecord record) {
    long first =
        record.nodes().stream().mapToLong(ExecutionRecord.Node::startNanos).min().orElse(0);
    SortedMap<Integer, List<Bar>> processorBars = emptyProcessors();
    SortedMap<Integer, List<Bar>> linkBars = new TreeMap<>();
    Map<Integer, IndexLaunch> recorded = new HashMap<>();
    record
        .nodes()
        .forEach(node ->
            node.launch()
                .ifPresent(
                    mapped -> recorded.put(StructuralKey.launch(node.key()), mapped.launch())));
    record.nodes().stream()
        .sorted(java.util.Comparator.comparingLong(ExecutionRecord.Node::startNanos))
        .forEach(node -> {
          Bar bar =
              bar(
                  node.key(),
                  node.kind(),
                  node.bytes(),
                  node.startNanos() - first,
                  node.endNanos() - first,
                  Optional.ofNullable(recorded.get(StructuralKey.launch(node.key()))));
          boolean between = node.sourceMemory() >= 0 && node.sourceMemory() != node.targetMemory();
          if (!between || machine.copyEngine() == CopyEngine.PROCESSOR) {
            processorBars.get(node.processor()).add(bar);
          }
          if (between) {
            machine
                .route(node.sourceMemory(), node.targetMemory())
                .links()
                .forEach(link -> linkBars.computeIfAbsent(link, _ -> new ArrayList<>()).add(bar));
          }
        });
    List<Lane> lanes = new ArrayList<>();
    processorBars.forEach(
        (id, bars) -> lanes.add(new Lane(machine.processor(id).name(), false, bars)));
    linkBars.forEach((id, bars) -> lanes.add(new Lane(machine.link(id).name(), true, bars)));
    return new TimelineData(title, record.spanNanos(), lanes);
  }

  private SortedMap<Integer, List<Bar>> emptyProcessors() {
    SortedMap<Integer, List<Bar>> bars = new TreeMap<>();
    for (int p = 0; p < machine.processorCount(); p++) {
      bars.put(p, new ArrayList<>());
    }
    return bars;
  }

  private Bar bar(
      long key, NodeKind kind, long bytes, long start, long end, Optional<IndexLaunch> launch) {
    String task =
        launch.map(l -> l.provenance() + " " + l.point(StructuralKey.point(key))).orElse("?");
    if (kind == NodeKind.TASK) {
      String operator = launch.map(l -> l.tag().operator()).orElse("");
      return new Bar(start, end, task, kinds.getOrDefault(operator, "other"));
    }
    String movement = kind.name().toLowerCase(Locale.ROOT);
    return new Bar(
        start, end, "%s of %s for %s".formatted(movement, Units.bytes(bytes), task), movement);
  }

  /**
   * {@return a strategy, operator by operator}
   *
   * @param space the program
   * @param strategy the strategy
   */
  public static List<StrategyRow> strategy(SearchSpace space, Strategy strategy) {
    List<StrategyRow> rows = new ArrayList<>();
    for (OperatorSpace operator : space.operators()) {
      Strategy.OperatorStrategy chosen = strategy.operators().get(operator.name());
      if (chosen != null) {
        Optional<Placement> update = chosen.update();
        rows.add(
            new StrategyRow(
                operator.name(),
                operator.kind(),
                degrees(chosen.compute()),
                chosen.compute().processors().asList(),
                update.map(ReportSections::degrees).orElse(""),
                update.map(placement -> placement.processors().asList()).orElse(List.of())));
      }
    }
    return rows;
  }

  /**
   * {@return which operators take data from which earlier ones, in program order: those that read a
   * region tree that the others write or reduce to}
   */
  public List<Edge> edges() {
    List<String> order = List.copyOf(kinds.keySet());
    Map<Integer, Set<String>> writers = new TreeMap<>();
    Set<Edge> edges = new LinkedHashSet<>();
    launches.forEach((_, launch) -> {
      String operator = launch.tag().operator();
      for (RegionRequirement requirement : launch.requirements()) {
        Set<String> before =
            writers.computeIfAbsent(requirement.region().tree(), _ -> new LinkedHashSet<>());
        boolean reads =
            requirement.privilege() instanceof Privilege.Read
                || requirement.privilege() instanceof Privilege.ReadWrite;
        if (reads) {
          before.stream()
              .filter(from -> order.indexOf(from) < order.indexOf(operator))
              .forEach(from -> edges.add(new Edge(from, operator)));
        }
        if (!(requirement.privilege() instanceof Privilege.Read)) {
          before.add(operator);
        }
      }
    });
    return List.copyOf(edges);
  }

  private static String degrees(Placement placement) {
    String text =
        placement.degrees().entrySet().stream()
            .filter(degree -> degree.getValue() > 1)
            .map(degree -> degree.getKey() + " " + degree.getValue())
            .collect(Collectors.joining(", "));
    return text.isEmpty() ? "whole" : text;
  }

  /**
   * {@return the progress of a search: a curve for each chain}
   *
   * @param curve the points of all chains
   * @param seconds how long the search ran, to which the last values are drawn
   */
  public static List<Series> search(List<CurvePoint> curve, double seconds) {
    SortedMap<Integer, List<XY>> chains = new TreeMap<>();
    for (CurvePoint point : curve) {
      chains
          .computeIfAbsent(point.chain(), _ -> new ArrayList<>())
          .add(new XY(point.seconds(), point.bestNanos()));
    }
    List<Series> series = new ArrayList<>();
    chains.forEach((chain, points) -> {
      XY last = points.getLast();
      points.add(new XY(Math.max(seconds, last.x()), last.y()));
      series.add(new Series("chain " + chain, true, points));
    });
    return series;
  }

  /**
   * {@return a loss curve}
   *
   * @param name its name in the legend
   * @param losses the loss of each step, in order
   */
  public static Series loss(String name, List<Double> losses) {
    List<XY> points = new ArrayList<>(losses.size());
    for (int i = 0; i < losses.size(); i++) {
      points.add(new XY(i + 1, losses.get(i)));
    }
    return new Series(name, false, points);
  }
}
