package org.soapstone.tasks.analysis;

import org.soapstone.mapper.Mapper;
import org.soapstone.mapper.MapperContext;
import org.soapstone.mapper.MapperException;

/**
 * Asks the mapper from which of the valid instances a copy takes its data, and checks the answer.
 * After a wrong one the first instance is taken, so that the launch is completed and the analysis
 * stays whole; the emitter throws then.
 */
final class SourceSelector {
  private final Mapper mapper;
  private final MapperContext context;
  private final InstanceTable instances;

  SourceSelector(Mapper mapper, MapperContext context, InstanceTable instances) {
    this.mapper = mapper;
    this.context = context;
    this.instances = instances;
  }

  /** {@return the instance to copy from} */
  int select(EquivalenceSet set, int targetMemory, Emitter emitter) {
    if (set.validCount == 1) {
      return set.valid[0];
    }
    int[] memories = new int[set.validCount];
    for (int i = 0; i < memories.length; i++) {
      memories[i] = instances.memory(set.valid[i]);
    }
    return set.valid[ask(targetMemory, memories, emitter)];
  }

  private int ask(int targetMemory, int[] memories, Emitter emitter) {
    int candidates = memories.length;
    String task = emitter.launch().launch().task();
    try {
      int answer = mapper.selectSource(context, targetMemory, memories);
      if (answer >= 0 && answer < candidates) {
        return answer;
      }
      emitter.fail(
          new MapperException(
              "selectSource",
              task,
              "the answer is %d, but there are %d candidates; answer from 0 to %d"
                  .formatted(answer, candidates, candidates - 1)));
    } catch (RuntimeException | Error thrown) { // whatever a mapper throws, the launch goes on
      MapperException failure =
          new MapperException(
              "selectSource", task, "it threw " + thrown + "; answer a candidate's position");
      failure.initCause(thrown);
      emitter.fail(failure);
    }
    return 0;
  }
}
