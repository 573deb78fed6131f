package org.soapstone.simulator.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.machine.Machines;
import org.soapstone.mapper.machine.ProcessorModel;
import org.soapstone.regions.Rect;
import org.soapstone.simulator.TestMachines;
import org.soapstone.tasks.graph.CostKey;
import org.soapstone.tasks.graph.NodeKind;

class AnalyticCostsTest {
  private static final long SEED = Long.getLong("soapstone.seed", 5);
  private static final IndexLaunch ANY = IndexLaunch.single("work", TaskArguments.NONE);

  private record Work(String workClass, double flopsPerElement) implements TaskArguments {
    @Override
    public double flops(List<Rect> rects) {
      return flopsPerElement * rects.getFirst().volume();
    }
  }

  private static CostKey key(Machine machine, Work work, long elements) {
    return key(machine.model(0), work, elements);
  }

  private static CostKey key(ProcessorModel processor, Work work, long elements) {
    return new CostKey(
        "work",
        work,
        0,
        Rect.ofExtents(1),
        List.of(Rect.ofExtents(elements)),
        List.of(4),
        processor);
  }

  @Test
  void takesTheLaterOfComputingAndMovingPlusTheLaunch() {
    AnalyticCosts costs = new AnalyticCosts(TestMachines.devices(2));
    // 1e9 flops at 0.75 of 1e13 a second, plus the 1e8 that half the efficiency costs.
    assertThat(costs.taskNanos(key(TestMachines.devices(2), new Work("conv", 1e6), 1000), ANY))
        .isEqualTo(10_000 + 146_667);
    // 4e8 bytes at 7e11 a second.
    assertThat(costs.taskNanos(key(TestMachines.devices(2), new Work("copy", 0), 100_000_000), ANY))
        .isEqualTo(10_000 + 571_429);
  }

  @Test
  void noTileIsMoreEfficientThanItsWhole() {
    Machine machine = TestMachines.devices(1);
    AnalyticCosts costs = new AnalyticCosts(machine);
    var random = new SplittableRandom(SEED);
    for (int round = 0; round < 1_000; round++) {
      Work work = new Work(random.nextBoolean() ? "conv" : "other", random.nextInt(100_000));
      int tiles = random.nextInt(1, 65);
      long elements = tiles * random.nextLong(1, 1_000_000);
      assertThat(tiles * costs.taskNanos(key(machine, work, elements / tiles), ANY))
          .as("seed %d: %s in %d tiles of %d elements", SEED, work, tiles, elements)
          .isGreaterThanOrEqualTo(costs.taskNanos(key(machine, work, elements), ANY));
    }
  }

  @Test
  void scaledCostsScaleTasksAlone() {
    Machine machine = TestMachines.devices(2);
    CostModel plain = new AnalyticCosts(machine);
    CostModel scaled = new ScaledCosts(plain, 1.5);
    CostKey key = key(machine, new Work("conv", 1e6), 1000);
    assertThat(scaled.taskNanos(key, ANY)).isEqualTo(Math.round(1.5 * plain.taskNanos(key, ANY)));
    assertThat(scaled.movementNanos(NodeKind.COPY, 0, 0, 1, 1 << 20))
        .isEqualTo(plain.movementNanos(NodeKind.COPY, 0, 0, 1, 1 << 20));
    assertThat(scaled.name()).isEqualTo("analytic*1.500");
    assertThatThrownBy(() -> new ScaledCosts(plain, 0)).hasMessageContaining("greater than 0");
  }

  @Test
  void coresShareTheirMemory() {
    Work work = new Work("copy", 0);
    Machine one = TestMachines.shared(1);
    Machine more = TestMachines.shared(4);
    long alone = new AnalyticCosts(one).taskNanos(key(one, work, 1_000_000), ANY);
    long four = new AnalyticCosts(more).taskNanos(key(more, work, 1_000_000), ANY);
    assertThat(four - 2_000).isEqualTo(4 * (alone - 2_000));
  }

  @Test
  void moreWorkNeverTakesLess() {
    SplittableRandom random = new SplittableRandom(SEED);
    Machine machine = TestMachines.devices(1);
    AnalyticCosts costs = new AnalyticCosts(machine);
    for (int i = 0; i < 2000; i++) {
      String workClass = List.of("conv", "linear", "pool", "?").get(random.nextInt(4));
      double flops = random.nextDouble(1e4);
      long elements = random.nextLong(1, 1_000_000);
      long small =
          costs.taskNanos(key(TestMachines.devices(2), new Work(workClass, flops), elements), ANY);
      long more =
          costs.taskNanos(
              key(machine, new Work(workClass, flops), elements + random.nextLong(10_000)), ANY);
      long harder =
          costs.taskNanos(
              key(TestMachines.devices(2), new Work(workClass, flops * 1.5), elements), ANY);
      assertThat(small).as("seed %d, case %d", SEED, i).isPositive();
      assertThat(more).as("seed %d, case %d", SEED, i).isGreaterThanOrEqualTo(small);
      assertThat(harder).as("seed %d, case %d", SEED, i).isGreaterThanOrEqualTo(small);
    }
  }

  @Test
  void theSameQuestionHasTheSameAnswerInAnyOrder() {
    AnalyticCosts first = new AnalyticCosts(TestMachines.devices(2));
    AnalyticCosts second = new AnalyticCosts(TestMachines.devices(2));
    CostKey small = key(TestMachines.devices(2), new Work("conv", 10), 100);
    CostKey large = key(TestMachines.devices(2), new Work("conv", 10), 100_000);
    long firstSmall = first.taskNanos(small, ANY);
    long secondLarge = second.taskNanos(large, ANY);
    assertThat(second.taskNanos(small, ANY)).isEqualTo(firstSmall);
    assertThat(first.taskNanos(large, ANY)).isEqualTo(secondLarge);
  }

  @Test
  void movementsGrowWithBytesAndKernelsPayTheirLaunch() {
    AnalyticCosts costs = new AnalyticCosts(TestMachines.devices(2));
    long copy = costs.movementNanos(NodeKind.COPY, 0, 1, 0, 1_800_000);
    assertThat(copy).isEqualTo(1000 + 100_000);
    assertThat(costs.movementNanos(NodeKind.FILL, 0, -1, 0, 0)).isEqualTo(10_000 + 1);
    assertThat(costs.movementNanos(NodeKind.FOLD, 0, 1, 0, 1_800_000))
        .isGreaterThan(costs.movementNanos(NodeKind.FOLD, 0, 0, 0, 1_800_000));
  }

  @Test
  void unequalProcessorsOfOneMachineHaveTheirOwnTimes() {
    Machine mixed = Machines.named("h100-8x1+a100-8x1");
    Work work = new Work("conv", 1e3);
    assertThat(mixed.model(8)).isNotEqualTo(mixed.model(0));
    for (String name : List.of("h100-8x1", "a100-8x1")) {
      Machine alone = Machines.named(name);
      int processor = name.startsWith("h") ? 7 : 8;
      assertThat(
              new AnalyticCosts(mixed).taskNanos(key(mixed.model(processor), work, 1 << 20), ANY))
          .isEqualTo(new AnalyticCosts(alone).taskNanos(key(alone, work, 1 << 20), ANY));
    }
    assertThat(key(mixed.model(7), work, 9)).isNotEqualTo(key(mixed.model(8), work, 9));
  }

  @Test
  void anEfficiencyIsAPartOfThePeak() {
    assertThatThrownBy(() -> new Efficiency(1.5, 0)).hasMessageContaining("1.5");
    assertThatThrownBy(() -> new Efficiency(0.5, -1)).hasMessageContaining("-1");
  }
}
