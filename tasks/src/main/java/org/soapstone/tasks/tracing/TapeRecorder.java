package org.soapstone.tasks.tracing;

import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.soapstone.mapper.launch.FillValue;
import org.soapstone.mapper.launch.Launch;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.ReductionOperator;
import org.soapstone.tasks.analysis.ProgramAnalysis;
import org.soapstone.tasks.graph.GraphSink;
import org.soapstone.tasks.graph.InstanceSpec;
import org.soapstone.tasks.graph.MappedLaunch;
import org.soapstone.tasks.graph.StructuralKey;
import org.soapstone.tasks.tracing.Tape.Entry;

/** Tapes a run of a trace, while it passes everything on to another sink. */
final class TapeRecorder implements GraphSink {
  private final long start;
  private final Map<Long, Integer> numbersBefore = new HashMap<>();
  private final Map<Long, Integer> numbers = new HashMap<>();
  private final List<Tape.Part> parts = new ArrayList<>();
  private long[] handles = new long[64];
  private int joinCount;
  private GraphSink target;

  /** The launch that is being taped, or null. */
  private Launch launch;

  private ImmutableIntArray processors;
  private int priority;
  private int firstNode;
  private List<Entry> entries;

  /** Begins a run at a position, after a run whose nodes had these handles. */
  TapeRecorder(long start, long[] before) {
    this.start = start;
    for (int n = 0; n < before.length; n++) {
      numbersBefore.put(before[n], n);
    }
  }

  /** Begins a launch, whose nodes go to a sink. */
  void begin(Launch next, GraphSink sink) {
    end();
    launch = next;
    target = sink;
    processors = ImmutableIntArray.of();
    priority = 0;
    firstNode = numbers.size();
    entries = new ArrayList<>();
  }

  /** Ends the launch. */
  private void end() {
    if (launch != null) {
      parts.add(
          new Tape.Part(
              launch, processors, priority, numbers.size() - firstNode, List.copyOf(entries)));
      launch = null;
    }
  }

  /** Ends the run: what the analysis emits now belongs to the last launch. */
  void finish(ProgramAnalysis analysis) {
    if (launch != null) {
      int nodes = numbers.size();
      analysis.gatherReaders(start + parts.size(), numbers::containsKey, this);
      joinCount = numbers.size() - nodes;
      end();
    }
  }

  /** {@return the run, once it is finished} */
  Tape tape() {
    return new Tape(List.copyOf(parts), numbers.size(), joinCount);
  }

  /** {@return the handle of each node} */
  long[] handles() {
    return Arrays.copyOf(handles, numbers.size());
  }

  /** {@return a node's number in this run, or a number below 0 that is its own for ever} */
  long name(long handle) {
    Integer number = numbers.get(handle);
    return number == null ? ~handle : number;
  }

  private long add(Entry entry, long handle) {
    int number = numbers.size();
    if (number == handles.length) {
      handles = Arrays.copyOf(handles, 2 * number);
    }
    handles[number] = handle;
    numbers.put(handle, number);
    entries.add(entry);
    return handle;
  }

  private long key(long key) {
    return StructuralKey.shift(key, -start);
  }

  @Override
  public long task(long key, MappedLaunch mapped, int point) {
    processors = mapped.processors();
    priority = mapped.priority();
    return add(new Entry.Task(point), target.task(key, mapped, point));
  }

  @Override
  public void bind(long task, int requirement, InstanceSpec instance) {
    entries.add(new Entry.Bind(numbers.get(task), requirement, instance));
    target.bind(task, requirement, instance);
  }

  @Override
  public long copy(
      long key,
      int processor,
      InstanceSpec source,
      InstanceSpec instance,
      IndexSpace points,
      FieldSet fields,
      int priorityOfCopy) {
    return add(
        new Entry.Copy(key(key), processor, source, instance, points, fields, priorityOfCopy),
        target.copy(key, processor, source, instance, points, fields, priorityOfCopy));
  }

  @Override
  public long fold(
      long key,
      int processor,
      InstanceSpec source,
      InstanceSpec instance,
      IndexSpace points,
      FieldSet fields,
      ReductionOperator operator,
      int priorityOfFold) {
    return add(
        new Entry.Fold(
            key(key), processor, source, instance, points, fields, operator, priorityOfFold),
        target.fold(key, processor, source, instance, points, fields, operator, priorityOfFold));
  }

  @Override
  public long fill(
      long key,
      int processor,
      InstanceSpec instance,
      IndexSpace points,
      FieldSet fields,
      FillValue value,
      int priorityOfFill) {
    return add(
        new Entry.Fill(key(key), processor, instance, points, fields, value, priorityOfFill),
        target.fill(key, processor, instance, points, fields, value, priorityOfFill));
  }

  @Override
  public long join(long key, int processor) {
    return add(new Entry.Join(key(key), processor), target.join(key, processor));
  }

  @Override
  public void edge(long from, long to) {
    Integer here = numbers.get(from);
    Integer before = here != null ? here : numbersBefore.get(from);
    int target = numbers.get(to);
    if (before == null) {
      entries.add(new Entry.OldEdge(from, target));
    } else {
      entries.add(new Entry.Edge(here != null ? here : ~before, target));
    }
    this.target.edge(from, to);
  }

  @Override
  public void seal(long node) {
    entries.add(new Entry.Seal(numbers.get(node)));
    target.seal(node);
  }
}
