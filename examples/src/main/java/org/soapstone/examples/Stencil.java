package org.soapstone.examples;

import java.util.ArrayList;
import java.util.List;
import org.soapstone.mapper.DefaultMapper;
import org.soapstone.mapper.Mapper;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.Projection;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.machine.Machines;
import org.soapstone.regions.BuiltInReduction;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.FieldSpace;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.IndexPartition;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.Point;
import org.soapstone.regions.Privilege;
import org.soapstone.regions.Rect;
import org.soapstone.regions.RegionForest;
import org.soapstone.regions.deppart.AffineRectMap;
import org.soapstone.regions.deppart.Partitions;
import org.soapstone.simulator.cost.AnalyticCosts;
import org.soapstone.simulator.cost.PlanCosts;
import org.soapstone.simulator.simulation.Simulations;
import org.soapstone.tasks.FutureMap;
import org.soapstone.tasks.Runtime;
import org.soapstone.tasks.analysis.ProgramAnalysis;
import org.soapstone.tasks.graph.CostedLaunch;
import org.soapstone.tasks.graph.FrozenGraphSink;
import org.soapstone.tasks.instances.FieldData;

/**
 * For systems programmers: heat spreads over a square plate.
 *
 * <p>What to learn: the plate is a <i>logical region</i>, cut into <i>tiles</i>. Each tile's sweep
 * also reads its neighbours' edges: its <i>halo</i>, which is the image of the tile under a map. A
 * step is one <i>index launch</i>. The launches only say what they read, write and reduce; that
 * steps wait for each other's edges, and what is copied where, is worked out from that. The largest
 * change of each step is a <i>reduction</i>, the heat in the plate a <i>future</i>. And since the
 * program is a list of values, the same list can be simulated on a machine that is not here.
 */
public final class Stencil {
  private static final FieldSpace CELL =
      FieldSpace.builder().field("even", FieldType.FLOAT64).field("odd", FieldType.FLOAT64).build();
  private static final FieldSpace CHANGE = FieldSpace.of("change", FieldType.FLOAT64);

  private final LogicalRegion plate;
  private final LogicalRegion changes;
  private final IndexPartition tiles;
  private final IndexPartition halos;
  private final IndexPartition steps;

  /** A square plate, still cold, cut into as many tiles along each side. */
  Stencil(RegionForest forest, int side, int tilesPerSide, int stepCount) {
    IndexSpace cells = IndexSpace.of(Rect.ofExtents(side, side));
    AffineRectMap oneCellAround =
        AffineRectMap.builder(2).dimension(0, 1, -1, 1).dimension(1, 1, -1, 1).build();
    plate = forest.createRegion("plate", cells, CELL);
    changes = forest.createRegion("changes", IndexSpace.of(Rect.ofExtents(stepCount)), CHANGE);
    tiles = Partitions.equal(cells, Rect.ofExtents(tilesPerSide, tilesPerSide));
    halos = Partitions.image(tiles, oneCellAround, cells);
    steps = Partitions.equal(changes.indexSpace(), Rect.ofExtents(stepCount));
  }

  /** {@return the whole program: heat one corner, then step by step} */
  List<IndexLaunch> launches() {
    List<IndexLaunch> launches = new ArrayList<>();
    RegionRequirement cold = plate(tiles, 0, Privilege.writeDiscard());
    launches.add(IndexLaunch.of("heat", tiles.colours(), TaskArguments.NONE, cold));
    for (int step = 0; step < steps.colours().volume(); step++) {
      launches.add(
          IndexLaunch.of(
              "sweep",
              tiles.colours(),
              new HeatTasks.Sweep(HeatTasks.ALPHA),
              plate(halos, step % 2, Privilege.read()),
              plate(tiles, 1 - step % 2, Privilege.writeDiscard()),
              RegionRequirement.pieces(
                  changes,
                  steps,
                  new Projection.Constant(Point.of(step)),
                  CHANGE.all(),
                  Privilege.reduce(BuiltInReduction.MAX_F64))));
    }
    return launches;
  }

  private RegionRequirement plate(IndexPartition pieces, int field, Privilege privilege) {
    return RegionRequirement.pieces(
        plate, pieces, Projection.IDENTITY, FieldSet.of(field), privilege);
  }

  /** Temperatures in the end, largest change of each step, sum before the last step. */
  record Result(FieldData plate, FieldData changes, double heat) {}

  /** {@return what comes of the program when a machine runs it, placed by a mapper} */
  static Result run(Machine machine, Mapper mapper, int side, int tilesPerSide, int stepCount) {
    try (var runtime = Runtime.builder(machine, HeatTasks.REGISTRY).mapper(mapper).build()) {
      Stencil program = new Stencil(runtime.regions(), side, tilesPerSide, stepCount);
      List<FutureMap> results = program.launches().stream().map(runtime::launch).toList();
      return new Result(
          runtime.read(program.plate, stepCount % 2),
          runtime.read(program.changes, 0),
          results.getLast().reduce(Double.class, Double::sum).get());
    }
  }

  /** {@return how long the same program would take on a machine that need not be here} */
  static long predictNanos(Machine machine, int side, int tilesPerSide, int stepCount) {
    var analysis =
        new ProgramAnalysis(new DefaultMapper(), HeatTasks.REGISTRY.mapperContext(machine));
    var graph = new FrozenGraphSink(machine);
    var costs = new PlanCosts(new AnalyticCosts(machine));
    Stencil program = new Stencil(new RegionForest(), side, tilesPerSide, stepCount);
    long position = 0;
    for (IndexLaunch launch : program.launches()) {
      costs.learn(CostedLaunch.of(analysis.launch(launch, position++, graph), machine));
    }
    return Simulations.run(graph.graph(), machine, costs).makespanNanos();
  }

  /**
   * Runs a small plate here, checks it, and predicts a large one elsewhere.
   *
   * @param arguments none
   */
  public static void main(String[] arguments) {
    Result result = run(Machines.named("local-split"), new DefaultMapper(), 96, 2, 40);
    HeatTasks.Plain plain = HeatTasks.plainLoop(96, 40);
    System.out.printf(
        "40 steps: largest change %.3g in the first, %.3g in the last; heat %.6f%n",
        result.changes().doubles()[0], result.changes().doubles()[39], result.heat());
    boolean same = result.plate().equals(plain.plate()) && result.changes().equals(plain.changes());
    System.out.println("bit for bit what one plain loop computes: " + (same ? "yes" : "NO"));
    for (int count : new int[] {1, 4, 16}) {
      Machine gpus = Machines.named("p100").firstProcessors(count);
      System.out.printf(
          "the same on 16,384 x 16,384 cells, on %2d of a cluster's GPUs: %.1f ms%n",
          count, predictNanos(gpus, 16_384, 4, 40) / 1e6);
    }
  }
}
