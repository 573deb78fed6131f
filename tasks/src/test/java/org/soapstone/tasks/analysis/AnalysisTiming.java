package org.soapstone.tasks.analysis;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.soapstone.mapper.InstanceChoice;
import org.soapstone.mapper.InstanceChoice.Extent;
import org.soapstone.mapper.Mapper;
import org.soapstone.mapper.MapperContext;
import org.soapstone.mapper.launch.FillLaunch;
import org.soapstone.mapper.launch.FillValue;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.Launch;
import org.soapstone.mapper.launch.LaunchTag;
import org.soapstone.mapper.launch.Projection;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.mapper.machine.CopyEngine;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.machine.MemoryKind;
import org.soapstone.mapper.machine.ProcessorKind;
import org.soapstone.regions.BuiltInReduction;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.FieldSpace;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.IndexPartition;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.Privilege;
import org.soapstone.regions.Rect;
import org.soapstone.regions.ReductionOperator;
import org.soapstone.regions.RegionForest;
import org.soapstone.regions.deppart.AffineRectMap;
import org.soapstone.regions.deppart.Partitions;
import org.soapstone.tasks.graph.GraphSink;
import org.soapstone.tasks.graph.InstanceSpec;
import org.soapstone.tasks.graph.MappedLaunch;

/**
 * Prints how long the analysis takes for each requirement of each point, in steady state. Run by
 * hand.
 */
final class AnalysisTiming {
  private static final FieldSet FIELD = FieldSet.of(0);

  private AnalysisTiming() {}

  /** Runs everything. */
  public static void main(String[] arguments) {
    print("data-parallel step, 20 trees x 4 points", 4, Extent.EXACT, dataParallel(4, 5), 2000);
    print("data-parallel step, one memory, ROOT", 1, Extent.ROOT, dataParallel(4, 5), 2000);
    print("stencil, 4,096 pieces, EXACT, 64 memories", 64, Extent.EXACT, stencil(4096), 20);
    print("stencil, 4,096 pieces, one memory, ROOT", 1, Extent.ROOT, stencil(4096), 20);
    print("stencil, 64 pieces, one memory, ROOT", 1, Extent.ROOT, stencil(64), 1000);
  }

  /** The thread's own time: other work on the machine does not count. */
  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private record Blocked(Extent extent) implements Mapper {
    @Override
    public int[] selectProcessors(MapperContext context, IndexLaunch launch) {
      int[] processors = new int[launch.pointCount()];
      for (int p = 0; p < processors.length; p++) {
        processors[p] = (int) ((long) p * context.machine().processorCount() / processors.length);
      }
      return processors;
    }

    @Override
    public InstanceChoice selectInstance(
        MapperContext context, IndexLaunch launch, int point, int requirement, int processor) {
      return new InstanceChoice(context.machine().nearestMemory(processor), extent, true);
    }
  }

  private static void print(
      String name, int memories, Extent extent, List<Launch> step, int repetitions) {
    var builder = Machine.builder("timing", CopyEngine.DMA).networkSwitch("switch");
    for (int m = 0; m < memories; m++) {
      builder.memory("m" + m, MemoryKind.HOST, 0, 1L << 40, 1e9);
      builder.duplexLink("l" + m, "m" + m, "switch", 1e9, 100);
    }
    for (int p = 0; p < Math.max(4, memories); p++) {
      builder.processor("p" + p, ProcessorKind.CPU, 0, "m" + p % memories, 1e9);
    }
    Machine machine = builder.build();
    MapperContext context = new RandomProgram.Context(machine);
    ProgramAnalysis analysis = new ProgramAnalysis(new Blocked(extent), context);
    CountingSink sink = new CountingSink();
    long accesses = 0;
    for (Launch launch : step) {
      if (launch instanceof IndexLaunch tasks) {
        accesses += (long) tasks.pointCount() * tasks.requirements().size();
      }
    }
    long position = 0;
    long best = Long.MAX_VALUE;
    for (int round = 0; round < 6; round++) {
      long nodes = sink.nodes;
      long edges = sink.edges;
      long start = cpuNanos();
      for (int i = 0; i < repetitions; i++) {
        for (Launch launch : step) {
          switch (launch) {
            case IndexLaunch tasks -> analysis.launch(tasks, position++, sink);
            case FillLaunch fill -> analysis.launch(fill, position++, sink);
          }
        }
      }
      long nanos = cpuNanos() - start;
      best = Math.min(best, nanos);
      if (round == 5) {
        System.out.printf(
            "%-45s %6d accesses, %6d nodes, %6d edges a step: %5d ns for each access%n",
            name,
            accesses,
            (sink.nodes - nodes) / repetitions,
            (sink.edges - edges) / repetitions,
            best / (accesses * repetitions));
      }
    }
  }

  /**
   * Forward, backward and update of some layers: each has activations, weights, and the gradients
   * of both.
   */
  static List<Launch> dataParallel(int points, int layers) {
    RegionForest forest = new RegionForest();
    Rect domain = Rect.ofExtents(points, 1);
    IndexSpace samples = IndexSpace.of(Rect.ofExtents(64, 100));
    IndexSpace weights = IndexSpace.of(Rect.ofExtents(100, 100));
    IndexPartition tiles = Partitions.equal(samples, domain);
    List<LogicalRegion> values = new ArrayList<>();
    List<LogicalRegion> valueGradients = new ArrayList<>();
    List<LogicalRegion> kernels = new ArrayList<>();
    List<LogicalRegion> kernelGradients = new ArrayList<>();
    List<Launch> step = new ArrayList<>();
    for (int l = 0; l < layers; l++) {
      values.add(region(forest, "a" + l, samples));
      valueGradients.add(region(forest, "da" + l, samples));
      kernels.add(region(forest, "w" + l, weights));
      kernelGradients.add(region(forest, "dw" + l, weights));
      step.add(
          new FillLaunch(kernelGradients.get(l), FIELD, FillValue.of(-0.0f), LaunchTag.NONE, "z"));
    }
    Privilege sum = Privilege.reduce(BuiltInReduction.SUM_F32);
    for (int l = 1; l < layers; l++) {
      step.add(
          launch(
              "forward",
              domain,
              tiles(values.get(l - 1), tiles, Privilege.read()),
              RegionRequirement.whole(kernels.get(l), FIELD, Privilege.read()),
              tiles(values.get(l), tiles, Privilege.writeDiscard())));
    }
    for (int l = layers - 1; l > 0; l--) {
      step.add(
          launch(
              "backward",
              domain,
              tiles(valueGradients.get(l), tiles, Privilege.read()),
              tiles(values.get(l - 1), tiles, Privilege.read()),
              RegionRequirement.whole(kernels.get(l), FIELD, Privilege.read()),
              RegionRequirement.whole(kernelGradients.get(l), FIELD, sum),
              tiles(valueGradients.get(l - 1), tiles, Privilege.writeDiscard())));
    }
    for (int l = 1; l < layers; l++) {
      step.add(
          launch(
              "update",
              Rect.ofExtents(1),
              RegionRequirement.whole(kernelGradients.get(l), FIELD, Privilege.read()),
              RegionRequirement.whole(kernels.get(l), FIELD, Privilege.readWrite())));
    }
    return step;
  }

  /** Two sweeps of a one-dimensional stencil, there and back. */
  private static List<Launch> stencil(int pieces) {
    RegionForest forest = new RegionForest();
    IndexSpace points = IndexSpace.of(Rect.ofExtents(pieces * 100L));
    Rect domain = Rect.ofExtents(pieces);
    IndexPartition tiles = Partitions.equal(points, domain);
    IndexPartition halo =
        Partitions.image(tiles, AffineRectMap.builder(1).dimension(0, 1, -1, 1).build(), points);
    LogicalRegion a = region(forest, "a", points);
    LogicalRegion b = region(forest, "b", points);
    return List.of(
        launch(
            "there",
            domain,
            tiles(a, halo, Privilege.read()),
            tiles(b, tiles, Privilege.writeDiscard())),
        launch(
            "back",
            domain,
            tiles(b, halo, Privilege.read()),
            tiles(a, tiles, Privilege.writeDiscard())));
  }

  private static IndexLaunch launch(String task, Rect domain, RegionRequirement... requirements) {
    return IndexLaunch.of(task, domain, TaskArguments.NONE, requirements);
  }

  private static RegionRequirement tiles(
      LogicalRegion region, IndexPartition partition, Privilege privilege) {
    return RegionRequirement.pieces(region, partition, Projection.IDENTITY, FIELD, privilege);
  }

  private static LogicalRegion region(RegionForest forest, String name, IndexSpace space) {
    return forest.createRegion(name, space, FieldSpace.of("value", FieldType.FLOAT32));
  }

  /** Counts nodes and edges. */
  private static final class CountingSink implements GraphSink {
    private long nodes;
    private long edges;

    @Override
    public long task(long key, MappedLaunch launch, int point) {
      return nodes++;
    }

    @Override
    public void bind(long task, int requirement, InstanceSpec instance) {}

    @Override
    public long copy(
        long key,
        int processor,
        InstanceSpec source,
        InstanceSpec target,
        IndexSpace points,
        FieldSet fields,
        int priority) {
      return nodes++;
    }

    @Override
    public long fold(
        long key,
        int processor,
        InstanceSpec source,
        InstanceSpec target,
        IndexSpace points,
        FieldSet fields,
        ReductionOperator operator,
        int priority) {
      return nodes++;
    }

    @Override
    public long fill(
        long key,
        int processor,
        InstanceSpec target,
        IndexSpace points,
        FieldSet fields,
        FillValue value,
        int priority) {
      return nodes++;
    }

    @Override
    public long join(long key, int processor) {
      return nodes++;
    }

    @Override
    public void edge(long from, long to) {
      edges++;
    }

    @Override
    public void seal(long node) {}
  }
}
