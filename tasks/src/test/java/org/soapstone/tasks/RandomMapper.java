package org.soapstone.tasks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.soapstone.mapper.InstanceChoice;
import org.soapstone.mapper.Mapper;
import org.soapstone.mapper.MapperContext;
import org.soapstone.mapper.launch.FillLaunch;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.machine.Machine;

/** Makes any legal choice; the same one for the same question. */
public final class RandomMapper implements Mapper {
  private final long seed;
  private final boolean steady;

  public RandomMapper(long seed) {
    this(seed, false);
  }

  private RandomMapper(long seed, boolean steady) {
    this.seed = seed;
    this.steady = steady;
  }

  /** A mapper that answers alike in every iteration, so that traces settle. */
  static RandomMapper steady(long seed) {
    return new RandomMapper(seed, true);
  }

  private long iteration(IndexLaunch launch) {
    return steady ? 0 : launch.iteration();
  }

  private SplittableRandom random(Object... question) {
    return new SplittableRandom(seed * 31 + Arrays.hashCode(question));
  }

  @Override
  public int[] selectProcessors(MapperContext context, IndexLaunch launch) {
    SplittableRandom random = random(launch.provenance(), iteration(launch));
    int processors = context.machine().processorCount();
    if (launch.control().concurrent()) {
      int first = random.nextInt(processors);
      return IntStream.range(first, first + launch.pointCount()).map(p -> p % processors).toArray();
    }
    return random.ints(launch.pointCount(), 0, processors).toArray();
  }

  @Override
  public InstanceChoice selectInstance(
      MapperContext context, IndexLaunch launch, int point, int requirement, int processor) {
    SplittableRandom random = random(launch.provenance(), iteration(launch), point, requirement);
    Machine machine = context.machine();
    List<Integer> visible = new ArrayList<>();
    for (int m = 0; m < machine.memoryCount(); m++) {
      if (machine.visible(processor, m)) {
        visible.add(m);
      }
    }
    return new InstanceChoice(
        visible.get(random.nextInt(visible.size())),
        random.nextBoolean() ? InstanceChoice.Extent.EXACT : InstanceChoice.Extent.ROOT,
        random.nextBoolean());
  }

  @Override
  public int selectSource(MapperContext context, int targetMemory, int[] candidateMemories) {
    return random(targetMemory, Arrays.hashCode(candidateMemories))
        .nextInt(candidateMemories.length);
  }

  @Override
  public int priority(MapperContext context, IndexLaunch launch) {
    return random(launch.provenance()).nextInt(3);
  }

  @Override
  public int selectFillProcessor(MapperContext context, FillLaunch launch) {
    return random(launch.provenance()).nextInt(context.machine().processorCount());
  }
}
