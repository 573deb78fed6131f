package org.soapstone.mapper;

import java.util.stream.IntStream;
import org.soapstone.mapper.launch.IndexLaunch;

/** All that the author of a plug-in writes, besides one line in META-INF/services. */
public final class RoundRobinMapper implements Mapper {

  @Override
  public String name() {
    return "round-robin";
  }

  @Override
  public int[] selectProcessors(MapperContext context, IndexLaunch launch) {
    int processors = context.machine().processorCount();
    return IntStream.range(0, launch.pointCount()).map(i -> i % processors).toArray();
  }
}
