package org.soapstone.tasks.partitioning;

import java.util.ArrayList;
import java.util.List;
import org.soapstone.regions.IndexPartition;
import org.soapstone.regions.IndexSpace;
import org.soapstone.tasks.execution.LaunchResults;

/** Collects the results of earlier operations that an operation takes. */
final class Inputs {
  private final List<LaunchResults> results = new ArrayList<>();

  /** Takes a partition, known or not. */
  Operand<IndexPartition> take(IndexPartition partition) {
    return partition instanceof DeferredPartition deferred
        ? take(deferred.deferred(), IndexPartition.class)
        : new Operand.Given<>(partition);
  }

  /** Takes a space that an operation computes. */
  Operand<IndexSpace> take(Deferred<IndexSpace> space) {
    return take(space, IndexSpace.class);
  }

  /** Takes what an operation computes. */
  <T> Operand<T> take(Deferred<T> deferred, Class<T> type) {
    return new Operand.Awaited<>(type, add(deferred.results()));
  }

  /** Takes all results of a launch; returns their place among the futures. */
  int add(LaunchResults launch) {
    results.add(launch);
    return results.size() - 1;
  }

  /** The results taken so far, in order. */
  List<LaunchResults> results() {
    return results;
  }
}
