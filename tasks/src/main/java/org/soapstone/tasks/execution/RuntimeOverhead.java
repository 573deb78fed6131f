package org.soapstone.tasks.execution;

import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.tasks.TaskDefinition;
import org.soapstone.tasks.TaskRegistry;
import org.soapstone.tasks.graph.MappedLaunch;
import org.soapstone.tasks.graph.StructuralKey;

/**
 * What running a task costs besides its body, as measured on this machine.
 *
 * @param taskNanos from the end of one empty task to the end of the next on a worker that has
 *     plenty to do: what each task adds to its processor
 * @param wakeNanos from the end of a task to the start of the one that waits for it, on another
 *     processor that has long been idle; on a machine of one processor, on the same
 */
public record RuntimeOverhead(long taskNanos, long wakeNanos) {
  private static final int WARM_UPS = 20_000;
  private static final int TASKS = 2_000;
  private static final int CHAIN = 100;
  private static final long CHAIN_TASK_NANOS = 200_000;
  private static final int WINDOW = 1 << 16;

  /** Makes a task of a stream wait for the one before. */
  private enum Order {
    FREE,
    CHAINED
  }

  /**
   * {@return the overheads of running on a machine, which takes a fraction of a second}
   *
   * @param machine a machine that can be run on here
   * @throws IllegalArgumentException if it cannot
   */
  public static RuntimeOverhead measure(Machine machine) {
    CountDownLatch gate = new CountDownLatch(1);
    TaskRegistry tasks =
        TaskRegistry.of(
            TaskDefinition.cpu("empty", _ -> {}),
            TaskDefinition.cpu("gate", _ -> gate.await()),
            TaskDefinition.cpu("busy", _ -> spin(CHAIN_TASK_NANOS)));
    var recorder = new ExecutionRecorder();
    try (var executor =
        new Executor(machine, tasks, Map.of(), WINDOW, List.of(), Optional.of(recorder))) {
      Stream stream = new Stream(executor);
      stream.launch("empty", WARM_UPS, 1, Order.FREE);
      executor.drain();
      recorder.start(stream.position);
      stream.launch("gate", 1, 1, Order.FREE);
      stream.launch("empty", TASKS, 1, Order.FREE);
      gate.countDown();
      executor.drain();
      long taskNanos = median(recorder.record(), RuntimeOverhead::betweenEnds);
      recorder.start(stream.position);
      stream.launch("busy", CHAIN, machine.processorCount(), Order.CHAINED);
      executor.drain();
      long wakeNanos = median(recorder.record(), RuntimeOverhead::fromEndToStart);
      return new RuntimeOverhead(taskNanos, wakeNanos);
    }
  }

  private static void spin(long nanos) {
    long end = System.nanoTime() + nanos;
    while (System.nanoTime() - end < 0) {
      Thread.onSpinWait();
    }
  }

  private static long betweenEnds(ExecutionRecord.Node before, ExecutionRecord.Node after) {
    return after.endNanos() - before.endNanos();
  }

  private static long fromEndToStart(ExecutionRecord.Node before, ExecutionRecord.Node after) {
    return after.startNanos() - before.endNanos();
  }

  private interface Distance {
    long between(ExecutionRecord.Node before, ExecutionRecord.Node after);
  }

  private static long median(ExecutionRecord record, Distance distance) {
    List<ExecutionRecord.Node> nodes = new ArrayList<>(record.nodes());
    nodes.sort(Comparator.comparingLong(ExecutionRecord.Node::startNanos));
    long[] distances = new long[nodes.size() - 1];
    for (int i = 0; i < distances.length; i++) {
      distances[i] = distance.between(nodes.get(i), nodes.get(i + 1));
    }
    Arrays.sort(distances);
    return Math.max(0, distances[distances.length / 2]);
  }

  /** Feeds an executor with tasks without requirements. */
  private static final class Stream {
    private final Executor executor;
    private long position;

    Stream(Executor executor) {
      this.executor = executor;
    }

    /** Launches tasks on the first so many processors in turn. */
    void launch(String task, int count, int processors, Order order) {
      IndexLaunch launch = IndexLaunch.single(task, TaskArguments.NONE);
      long last = -1;
      for (int i = 0; i < count; i++) {
        executor.begin(launch, position);
        var mapped = new MappedLaunch(launch, position, ImmutableIntArray.of(i % processors), 0);
        long node = executor.task(StructuralKey.task(position, 0), mapped, 0);
        if (order == Order.CHAINED && last >= 0) {
          executor.edge(last, node);
        }
        executor.seal(node);
        last = node;
        position++;
      }
    }
  }
}
