package org.soapstone.tasks;

import org.soapstone.mapper.InstanceChoice;
import org.soapstone.mapper.Mapper;
import org.soapstone.mapper.MapperContext;
import org.soapstone.mapper.launch.FillLaunch;
import org.soapstone.mapper.launch.IndexLaunch;

/** Answers as another mapper does, but has something else run before each answer. */
record QuestionedMapper(Mapper mapper, Runnable before) implements Mapper {
  @Override
  public int[] selectProcessors(MapperContext context, IndexLaunch launch) {
    before.run();
    return mapper.selectProcessors(context, launch);
  }

  @Override
  public InstanceChoice selectInstance(
      MapperContext context, IndexLaunch launch, int point, int requirement, int processor) {
    before.run();
    return mapper.selectInstance(context, launch, point, requirement, processor);
  }

  @Override
  public int selectSource(MapperContext context, int targetMemory, int[] candidateMemories) {
    before.run();
    return mapper.selectSource(context, targetMemory, candidateMemories);
  }

  @Override
  public int priority(MapperContext context, IndexLaunch launch) {
    before.run();
    return mapper.priority(context, launch);
  }

  @Override
  public int selectFillProcessor(MapperContext context, FillLaunch launch) {
    before.run();
    return mapper.selectFillProcessor(context, launch);
  }
}
