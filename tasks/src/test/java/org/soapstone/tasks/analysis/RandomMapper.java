package org.soapstone.tasks.analysis;

import java.util.SplittableRandom;
import org.soapstone.mapper.InstanceChoice;
import org.soapstone.mapper.InstanceChoice.Extent;
import org.soapstone.mapper.Mapper;
import org.soapstone.mapper.MapperContext;
import org.soapstone.mapper.launch.IndexLaunch;

/** A mapper that answers at random, but the same question always alike. */
final class RandomMapper implements Mapper {
  private final long seed;

  /** How often, of 4, the extent is the root's, and an instance is used again. */
  private final int roots;

  private final int reuses;

  RandomMapper(long seed) {
    this.seed = seed;
    SplittableRandom random = new SplittableRandom(seed);
    roots = random.nextInt(5);
    reuses = random.nextInt(5);
  }

  private SplittableRandom random(Object... question) {
    return new SplittableRandom(seed * 31 + java.util.Arrays.deepHashCode(question));
  }

  @Override
  public int[] selectProcessors(MapperContext context, IndexLaunch launch) {
    SplittableRandom random = random("processors", launch.provenance());
    int[] processors = new int[launch.pointCount()];
    for (int p = 0; p < processors.length; p++) {
      processors[p] = random.nextInt(context.machine().processorCount());
    }
    return processors;
  }

  @Override
  public InstanceChoice selectInstance(
      MapperContext context, IndexLaunch launch, int point, int requirement, int processor) {
    SplittableRandom random = random("instance", launch.provenance(), point, requirement);
    int memory = random.nextInt(context.machine().memoryCount());
    if (!context.machine().visible(processor, memory)) {
      memory = context.machine().nearestMemory(processor);
    }
    return new InstanceChoice(
        memory, random.nextInt(4) < roots ? Extent.ROOT : Extent.EXACT, random.nextInt(4) < reuses);
  }

  @Override
  public int selectSource(MapperContext context, int targetMemory, int[] candidateMemories) {
    return random("source", targetMemory, candidateMemories).nextInt(candidateMemories.length);
  }

  @Override
  public int priority(MapperContext context, IndexLaunch launch) {
    return random("priority", launch.provenance()).nextInt(3);
  }
}
