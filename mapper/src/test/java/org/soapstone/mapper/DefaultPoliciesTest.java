package org.soapstone.mapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.soapstone.mapper.InstanceChoice.Extent;
import org.soapstone.mapper.launch.FillLaunch;
import org.soapstone.mapper.launch.FillValue;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.LaunchTag;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.mapper.machine.CopyEngine;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.machine.Machines;
import org.soapstone.mapper.machine.MemoryKind;
import org.soapstone.mapper.machine.ProcessorKind;
import org.soapstone.mapper.machine.RandomMachines;
import org.soapstone.mapper.machine.Route;
import org.soapstone.regions.BuiltInReduction;
import org.soapstone.regions.FieldSpace;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.Privilege;
import org.soapstone.regions.Rect;
import org.soapstone.regions.RegionForest;

class DefaultPoliciesTest {
  private final Mapper mapper = new Mapper() {};
  private final LogicalRegion region =
      new RegionForest()
          .createRegion(
              "cells", IndexSpace.of(Rect.ofExtents(8)), FieldSpace.of("x", FieldType.FLOAT32));

  private RegionRequirement requirement(Privilege privilege) {
    return RegionRequirement.whole(region, region.fieldSpace().all(), privilege);
  }

  private IndexLaunch launch(Rect domain, Privilege... privileges) {
    return IndexLaunch.of(
        "task",
        domain,
        TaskArguments.NONE,
        Arrays.stream(privileges).map(this::requirement).toArray(RegionRequirement[]::new));
  }

  @Test
  void pointsAreSpreadInBlocks() {
    var context = new TestContext(Machines.named("p100").firstProcessors(4));
    assertThat(mapper.selectProcessors(context, launch(Rect.ofExtents(2, 3))))
        .containsExactly(0, 0, 1, 2, 2, 3);
    assertThat(mapper.selectProcessors(context, launch(Rect.ofExtents(4))))
        .containsExactly(0, 1, 2, 3);
    assertThat(mapper.selectProcessors(context, launch(Rect.ofExtents(2)))).containsExactly(0, 2);
    assertThat(mapper.selectProcessors(context, launch(Rect.of(5, 5)))).containsExactly(0);
  }

  @Test
  void answersAreValidForRandomLaunchesOnRandomMachines() {
    Duel.run(
        300,
        random -> {
          Machine machine = RandomMachines.any(random);
          Set<ProcessorKind> kinds =
              random.nextBoolean()
                  ? EnumSet.allOf(ProcessorKind.class)
                  : EnumSet.of(machine.kind(random.nextInt(machine.processorCount())));
          var context = new TestContext(machine, kinds);
          IndexLaunch launch =
              launch(
                  Rect.ofExtents(random.nextInt(1, 5), random.nextInt(1, 5)),
                  Privilege.readWrite(),
                  Privilege.reduce(BuiltInReduction.SUM_F32));
          int[] processors = mapper.selectProcessors(context, launch);
          checkBlocks(machine, kinds, launch, processors);
          for (int point = 0; point < processors.length; point++) {
            checkInstances(context, launch, point, processors[point]);
          }
          checkSource(context, random);
        });
  }

  private static void checkBlocks(
      Machine machine, Set<ProcessorKind> kinds, IndexLaunch launch, int[] processors) {
    assertThat(processors).hasSize(launch.pointCount()).isSorted();
    long eligible = 0;
    for (int p = 0; p < machine.processorCount(); p++) {
      eligible += kinds.contains(machine.kind(p)) ? 1 : 0;
    }
    for (int processor : processors) {
      assertThat(kinds).contains(machine.kind(processor));
      long points = Arrays.stream(processors).filter(p -> p == processor).count();
      assertThat(points)
          .isBetween(processors.length / eligible, Math.ceilDiv(processors.length, eligible));
    }
  }

  private void checkInstances(MapperContext context, IndexLaunch launch, int point, int processor) {
    Machine machine = context.machine();
    InstanceChoice written = mapper.selectInstance(context, launch, point, 0, processor);
    InstanceChoice reduced = mapper.selectInstance(context, launch, point, 1, processor);
    assertThat(machine.visible(processor, written.memory())).isTrue();
    assertThat(written.memory()).isEqualTo(machine.nearestMemory(processor));
    assertThat(written.reuse()).isTrue();
    assertThat(written.extent())
        .isEqualTo(machine.processorsSharing(written.memory()) > 1 ? Extent.ROOT : Extent.EXACT);
    assertThat(reduced).isEqualTo(new InstanceChoice(written.memory(), Extent.EXACT, true));
  }

  private void checkSource(MapperContext context, SplittableRandom random) {
    Machine machine = context.machine();
    int target = random.nextInt(machine.memoryCount());
    int[] candidates =
        random.ints(random.nextInt(1, 5), 0, machine.memoryCount()).distinct().toArray();
    int chosen = mapper.selectSource(context, target, candidates);
    Route best = machine.route(candidates[chosen], target);
    for (int i = 0; i < candidates.length; i++) {
      Route route = machine.route(candidates[i], target);
      if (candidates[chosen] == target) {
        continue;
      }
      assertThat(candidates[i]).isNotEqualTo(target);
      assertThat(route.bytesPerSecond()).isLessThanOrEqualTo(best.bytesPerSecond());
      if (route.bytesPerSecond() == best.bytesPerSecond()) {
        assertThat(route.latencyNanos()).isGreaterThanOrEqualTo(best.latencyNanos());
        assertThat(i >= chosen || route.latencyNanos() > best.latencyNanos()).isTrue();
      }
    }
  }

  @Test
  void sourceInTheTargetsMemoryComesFirst() {
    Machine slowCopies =
        Machine.builder("slow", CopyEngine.DMA)
            .memory("a", MemoryKind.DEVICE, 0, 1, 1e6)
            .memory("b", MemoryKind.DEVICE, 0, 1, 1e6)
            .processor("p", ProcessorKind.GPU, 0, "a", 1e9)
            .duplexLink("ab", "a", "b", 1e12, 0)
            .build();
    assertThat(mapper.selectSource(new TestContext(slowCopies), 0, new int[] {1, 0})).isEqualTo(1);
    assertThat(mapper.selectSource(new TestContext(slowCopies), 0, new int[] {1})).isZero();
  }

  @Test
  void nearerGpuIsTheBetterSource() {
    var context = new TestContext(Machines.named("p100"));
    assertThat(mapper.selectSource(context, 0, new int[] {4, 16, 3, 2})).isEqualTo(2);
    assertThat(mapper.selectSource(context, 0, new int[] {4, 16})).isEqualTo(1);
  }

  @Test
  void machineWithoutASuitableProcessorIsAnError() {
    var context = new TestContext(Machines.named("p100"), Set.of(ProcessorKind.CPU));
    assertThatThrownBy(() -> mapper.selectProcessors(context, launch(Rect.ofExtents(4))))
        .isInstanceOf(MapperException.class)
        .hasMessage(
            "mapper callback selectProcessors for task 'task': machine 'p100' has processors of"
                + " kind gpu, and the task has variants for cpu; register a variant for one of the"
                + " machine's kinds");
  }

  @Test
  void fillsRunOnTheFirstProcessor() {
    var fill =
        new FillLaunch(region, region.fieldSpace().all(), FillValue.of(0f), LaunchTag.NONE, "zero");
    assertThat(mapper.selectFillProcessor(new TestContext(Machines.named("p100")), fill)).isZero();
  }
}
