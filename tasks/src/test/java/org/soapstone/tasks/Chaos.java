package org.soapstone.tasks;

import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.tasks.execution.ExecutionHook;
import org.soapstone.tasks.graph.NodeKind;
import org.soapstone.tasks.graph.StructuralKey;

/**
 * A hostile schedule: some tasks, copies, folds and fills are late, so that whoever does not wait
 * for them overtakes them. Which ones are depends on a seed and their place in the program alone:
 * with an even seed the same ones in every run of a trace, with an odd one others each time.
 */
final class Chaos implements ExecutionHook {
  private static final int ONE_IN = 5;
  private static final long SHORTEST_NANOS = 50_000;
  private static final long LONGEST_NANOS = 400_000;

  private final long seed;

  Chaos(long seed) {
    this.seed = seed;
  }

  @Override
  public void runs(
      NodeKind kind,
      IndexLaunch launch,
      long key,
      int processor,
      List<TaskFailure.Ancestor> context) {
    long place =
        Math.floorMod(seed, 2) == 0
            ? StructuralKey.shift(key, -StructuralKey.launch(key)) + launch.provenance().hashCode()
            : key;
    long hash = mix(mix(seed) + place);
    if (Math.floorMod(hash, ONE_IN) == 0) {
      LockSupport.parkNanos(
          SHORTEST_NANOS + Math.floorMod(mix(hash), LONGEST_NANOS - SHORTEST_NANOS));
    }
  }

  /** The finalizer of SplitMix64. */
  private static long mix(long z) {
    z += 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
