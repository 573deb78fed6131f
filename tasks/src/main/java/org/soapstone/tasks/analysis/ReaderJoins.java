package org.soapstone.tasks.analysis;

import com.google.common.primitives.Longs;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongPredicate;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.tasks.graph.GraphSink;
import org.soapstone.tasks.graph.StructuralKey;

/**
 * Makes the nodes that take the places of readers at the end of a run. Points with the same readers
 * get the same node.
 */
final class ReaderJoins {
  /** No launch has so many requirements but one that is as large as can be. */
  private static final int REQUIREMENT = IndexLaunch.MAX_REQUIREMENTS - 1;

  private final long position;
  private final LongPredicate isOfRun;
  private final GraphSink sink;
  private final Map<List<Long>, Long> joins = new HashMap<>();

  /** For a run whose last launch is at a position. */
  ReaderJoins(long position, LongPredicate isOfRun, GraphSink sink) {
    this.position = position;
    this.isOfRun = isOfRun;
    this.sink = sink;
  }

  /** Whether some of the readers are of the run and others are older. */
  boolean areGathered(long[] readers, int count) {
    boolean isNew = false;
    boolean isOld = false;
    for (int r = 0; r < count; r++) {
      boolean ofRun = isOfRun.test(readers[r]);
      isNew |= ofRun;
      isOld |= !ofRun;
    }
    return isNew && isOld;
  }

  /** {@return a node that waits for some readers} */
  long join(long[] readers) {
    return joins.computeIfAbsent(Longs.asList(readers), this::emit);
  }

  private long emit(List<Long> readers) {
    long join = sink.join(StructuralKey.service(position, 0, REQUIREMENT, joins.size()), 0);
    readers.stream().distinct().forEach(reader -> sink.edge(reader, join));
    sink.seal(join);
    return join;
  }
}
