package org.soapstone.tasks.analysis;

import org.soapstone.mapper.InstanceChoice;
import org.soapstone.mapper.InstanceChoice.Extent;
import org.soapstone.mapper.Mapper;
import org.soapstone.mapper.MapperContext;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.Projection;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.mapper.machine.CopyEngine;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.machine.MachineBuilder;
import org.soapstone.mapper.machine.MemoryKind;
import org.soapstone.mapper.machine.ProcessorKind;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.FieldSpace;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.IndexPartition;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.Privilege;
import org.soapstone.regions.Rect;
import org.soapstone.regions.RegionForest;
import org.soapstone.regions.deppart.Partitions;

/** A small machine, a forest, and short words for launches on them. */
final class Fixture {
  static final FieldSet FIELD = FieldSet.of(0);

  final RegionForest forest = new RegionForest();
  final Machine machine;
  final MapperContext context;

  /** Processor p has memory p modulo their number as its nearest. */
  Fixture(int processors, int memories) {
    MachineBuilder builder = Machine.builder("test", CopyEngine.DMA).networkSwitch("switch");
    for (int m = 0; m < memories; m++) {
      builder.memory("m" + m, MemoryKind.HOST, 0, 1 << 20, 1e9);
      builder.duplexLink("l" + m, "m" + m, "switch", 1e9, 100);
    }
    for (int p = 0; p < processors; p++) {
      builder.processor("p" + p, ProcessorKind.CPU, 0, "m" + p % memories, 1e9);
    }
    machine = builder.build();
    context = new RandomProgram.Context(machine);
  }

  LogicalRegion region(String name, long... extents) {
    return forest.createRegion(
        name, IndexSpace.of(Rect.ofExtents(extents)), FieldSpace.of("value", FieldType.FLOAT32));
  }

  static IndexPartition tiles(LogicalRegion region, long... counts) {
    return Partitions.equal(region.indexSpace(), Rect.ofExtents(counts));
  }

  static RegionRequirement whole(LogicalRegion region, Privilege privilege) {
    return RegionRequirement.whole(region, FIELD, privilege);
  }

  static RegionRequirement pieces(
      LogicalRegion region, IndexPartition partition, Privilege privilege) {
    return RegionRequirement.pieces(region, partition, Projection.IDENTITY, FIELD, privilege);
  }

  /** Point p runs on processor p modulo their number, with instances in its nearest memory. */
  record RoundRobin(Extent extent, boolean reuse) implements Mapper {
    @Override
    public int[] selectProcessors(MapperContext context, IndexLaunch launch) {
      int[] processors = new int[launch.pointCount()];
      for (int p = 0; p < processors.length; p++) {
        processors[p] = p % context.machine().processorCount();
      }
      return processors;
    }

    @Override
    public InstanceChoice selectInstance(
        MapperContext context, IndexLaunch launch, int point, int requirement, int processor) {
      return new InstanceChoice(context.machine().nearestMemory(processor), extent, reuse);
    }
  }
}
