package org.soapstone.benchmarks.taskbench;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.Projection;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.mapper.machine.Machines;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.FieldSpace;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.IndexPartition;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.Point;
import org.soapstone.regions.Privilege;
import org.soapstone.regions.Rect;
import org.soapstone.regions.deppart.Partitions;
import org.soapstone.tasks.Runtime;
import org.soapstone.tasks.TaskContext;
import org.soapstone.tasks.TaskDefinition;
import org.soapstone.tasks.TaskRegistry;
import org.soapstone.tasks.instances.FieldData;
import org.soapstone.tasks.instances.FieldView;
import org.soapstone.tasks.instances.RegionView;
import org.soapstone.tasks.tracing.TraceCounts;

/**
 * A graph as a region program: one region with the outputs of a row, whose two fields are the two
 * buffers; one index launch for each step, which writes one field by points and reads the other by
 * a partition that has for each point the outputs that it reads.
 *
 * <p>Steps repeat when both the relations and the fields have come round; as many make a trace.
 */
final class RegionProgram implements Execution {
  private static final String TASK = "point";
  private static final FieldSpace BUFFERS =
      FieldSpace.builder().field("even", FieldType.INT64).field("odd", FieldType.INT64).build();

  private final Graph graph;
  private final int words;
  private final boolean traced;
  private final Tasks tasks;
  private final int processors;
  private final Runtime runtime;
  private final LogicalRegion outputs;
  private final IndexPartition points;

  /** After how many steps launches repeat. */
  private final int length;

  /** The launches of the steps that repeat, or none. */
  private final List<IndexLaunch> cycle;

  RegionProgram(Graph graph, int outputBytes, int processors, boolean traced) {
    this.graph = graph;
    this.words = outputBytes / Long.BYTES;
    this.traced = traced;
    this.processors = processors;
    tasks = new Tasks(new Order(graph), words, processors);
    var registry = TaskRegistry.of(TaskDefinition.cpu(TASK, RegionProgram::body));
    runtime =
        Runtime.builder(Machines.named("local").firstProcessors(processors), registry)
            .service(Tasks.class, tasks)
            .build();
    IndexSpace row = IndexSpace.of(Rect.ofExtents((long) graph.width() * words));
    outputs = runtime.regions().createRegion("outputs", row, BUFFERS);
    points = Partitions.blocks(row, words);
    length = graph.sets() % 2 == 0 ? graph.sets() : 2 * graph.sets();
    long first = Math.ceilDiv(graph.firstFull() + 1, length) * (long) length;
    List<IndexLaunch> launches = new ArrayList<>();
    for (long step = first; step < first + length && repeats(step); step++) {
      launches.add(launch(step));
    }
    // Else the graph ends before anything repeats.
    cycle = launches.size() == length ? List.copyOf(launches) : List.of();
  }

  /** Whether a step's launch depends on nothing but its place in the cycle. */
  private boolean repeats(long step) {
    return graph.isFull(step - 1) && graph.isFull(step);
  }

  /** The launch of a step, whose iteration number is to be the first step of the step's cycle. */
  private IndexLaunch launch(long step) {
    int offset = graph.offset(step);
    Rect domain = Rect.of(offset, offset + graph.width(step) - 1);
    List<RegionRequirement> requirements = new ArrayList<>();
    requirements.add(buffer(points, step, Privilege.writeDiscard()));
    Map<Point, List<Rect>> reads = new LinkedHashMap<>();
    for (int point = offset; point <= domain.hi(0); point++) {
      List<Rect> read = new ArrayList<>();
      graph.inputs(step, point).stream()
          .forEach(input -> read.add(Rect.of((long) input * words, (input + 1L) * words - 1)));
      if (!read.isEmpty()) {
        reads.put(Point.of(point), read);
      }
    }
    if (!reads.isEmpty()) {
      IndexPartition inputs = Partitions.explicitRects(outputs.indexSpace(), domain, reads);
      requirements.add(buffer(inputs, step - 1, Privilege.read()));
    }
    return IndexLaunch.of(
        TASK,
        domain,
        new InCycle((int) (step % length)),
        requirements.toArray(RegionRequirement[]::new));
  }

  private RegionRequirement buffer(IndexPartition pieces, long step, Privilege privilege) {
    FieldSet field = FieldSet.of((int) step & 1);
    return RegionRequirement.pieces(outputs, pieces, Projection.IDENTITY, field, privilege);
  }

  @Override
  public int processors() {
    return processors;
  }

  @Override
  public void run(Kernel kernel, long first, long end) {
    tasks.kernel = kernel; // launching makes it visible to the workers
    boolean hasCycle = !cycle.isEmpty();
    long step = first;
    while (step < end) {
      boolean whole =
          hasCycle
              && step % length == 0
              && step + length <= end
              && repeats(step)
              && repeats(step + length - 1);
      if (whole && traced) {
        runtime.trace("cycle", cycle, step);
        step += length;
      } else {
        boolean repeated = hasCycle && repeats(step);
        IndexLaunch launch = repeated ? cycle.get((int) (step % length)) : launch(step);
        runtime.launch(launch.at(step - step % length));
        step++;
      }
    }
    runtime.fence();
  }

  /** {@return how often the trace was replayed so far} */
  long replays() {
    return runtime.traces().stream().mapToLong(TraceCounts::replayed).sum();
  }

  @Override
  public long[] output(long step, int point) {
    FieldData row = runtime.read(outputs, (int) step & 1);
    long[] output = new long[words];
    System.arraycopy(row.longs(), point * words, output, 0, words);
    return output;
  }

  @Override
  public void close() {
    runtime.close();
  }

  /**
   * Tells bodies which step of a cycle theirs is; the iteration number is the cycle's first step.
   */
  private record InCycle(int step) implements TaskArguments {}

  /** What bodies share. */
  private static final class Tasks {
    final Order order;
    final int words;
    final Scratch[] scratch;
    Kernel kernel = Kernel.EMPTY;

    Tasks(Order order, int words, int processors) {
      this.order = order;
      this.words = words;
      scratch = new Scratch[processors];
      for (int p = 0; p < processors; p++) {
        scratch[p] = new Scratch();
      }
    }
  }

  private static void body(TaskContext context) {
    Tasks tasks = context.service(Tasks.class);
    long step = context.iteration() + ((InCycle) context.arguments()).step();
    FieldView output = context.region(0).field();
    int point = (int) (output.rect().lo(0) / tasks.words);
    int[] inputs = tasks.order.inputs(step, point);
    if (inputs.length > 0) {
      RegionView read = context.region(1);
      for (int input : inputs) {
        check(tasks, read.field(), step, point, input);
      }
    }
    tasks.kernel.run(step, point, tasks.scratch[context.processor()]);
    MemorySegment segment = output.segment();
    long start = output.offset();
    for (int word = 0; word < tasks.words; word += 2) {
      segment.set(ValueLayout.JAVA_LONG, start + (long) word * Long.BYTES, step);
      segment.set(ValueLayout.JAVA_LONG, start + (word + 1L) * Long.BYTES, point);
    }
  }

  private static void check(Tasks tasks, FieldView read, long step, int point, int input) {
    MemorySegment segment = read.segment();
    long start = read.offset() + ((long) input * tasks.words - read.rect().lo(0)) * Long.BYTES;
    for (int word = 0; word < tasks.words; word += 2) {
      long foundStep = segment.get(ValueLayout.JAVA_LONG, start + (long) word * Long.BYTES);
      long foundPoint = segment.get(ValueLayout.JAVA_LONG, start + (word + 1L) * Long.BYTES);
      if (foundStep != step - 1 || foundPoint != input) {
        throw Outputs.wrong(step, point, input, foundStep, foundPoint);
      }
    }
  }
}
