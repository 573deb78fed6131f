package org.soapstone.tasks;

import java.util.List;
import org.soapstone.mapper.InstanceChoice;
import org.soapstone.mapper.Mapper;
import org.soapstone.mapper.MapperContext;
import org.soapstone.mapper.launch.FillLaunch;
import org.soapstone.mapper.launch.IndexLaunch;

/**
 * Asks a mapper one question at a time, though inner tasks launch at the same time. Its answers do
 * not depend on the order of the questions.
 */
final class SerialMapper implements Mapper {
  private final Mapper mapper;

  SerialMapper(Mapper mapper) {
    this.mapper = mapper;
  }

  @Override
  public String name() {
    return mapper.name();
  }

  @Override
  public synchronized int[] selectProcessors(MapperContext context, IndexLaunch launch) {
    return mapper.selectProcessors(context, launch);
  }

  @Override
  public synchronized int[][] selectEpochProcessors(
      MapperContext context, List<IndexLaunch> launches) {
    return mapper.selectEpochProcessors(context, launches);
  }

  @Override
  public synchronized InstanceChoice selectInstance(
      MapperContext context, IndexLaunch launch, int point, int requirement, int processor) {
    return mapper.selectInstance(context, launch, point, requirement, processor);
  }

  @Override
  public synchronized int selectSource(
      MapperContext context, int targetMemory, int[] candidateMemories) {
    return mapper.selectSource(context, targetMemory, candidateMemories);
  }

  @Override
  public synchronized int priority(MapperContext context, IndexLaunch launch) {
    return mapper.priority(context, launch);
  }

  @Override
  public synchronized int selectFillProcessor(MapperContext context, FillLaunch launch) {
    return mapper.selectFillProcessor(context, launch);
  }

  @Override
  public synchronized boolean areInterchangeable(MapperContext context, int processor, int other) {
    return mapper.areInterchangeable(context, processor, other);
  }
}
