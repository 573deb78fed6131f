package org.soapstone.tasks;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.soapstone.mapper.launch.FillLaunch;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.Launch;
import org.soapstone.mapper.launch.Phase;
import org.soapstone.mapper.launch.PhaseBarrier;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.regions.FieldSpace;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.Point;
import org.soapstone.regions.Privilege;
import org.soapstone.regions.RegionForest;
import org.soapstone.tasks.SequentialInterpreter.Column;
import org.soapstone.tasks.access.DataAccess;
import org.soapstone.tasks.execution.KnownResults;
import org.soapstone.tasks.instances.FieldView;
import org.soapstone.tasks.instances.RegionView;
import org.soapstone.tasks.partitioning.DeferredPartitions;

/**
 * What an inner task means: its data is copied to an interpreter of its own, which runs its
 * launches, and back.
 */
final class InterpretedTask implements Launcher {
  private final SequentialInterpreter outer;
  private final SequentialInterpreter inner;
  private final IndexLaunch launch;
  private final Point point;
  private final List<RegionView> views;
  private final ParentRights rights;

  /** For each reducing requirement and field what of its buffer was spoiled. */
  final List<Map<Integer, Map<Point, TaskFailure>>> marks = new ArrayList<>();

  InterpretedTask(
      SequentialInterpreter outer,
      SequentialInterpreter inner,
      IndexLaunch launch,
      Point point,
      List<RegionView> views) {
    this.outer = outer;
    this.inner = inner;
    this.launch = launch;
    this.point = point;
    this.views = views;
    rights = new ParentRights(launch, point);
    launch.requirements().forEach(_ -> marks.add(new TreeMap<>()));
    begin();
  }

  /** An element of a tree; where reductions overlap, the first has it. */
  private record Element(int tree, int field, Point point) {}

  /** Visits each element that a requirement has, but those that an earlier reduction has. */
  private void forEach(Visitor visitor) {
    Set<Element> reduced = new HashSet<>();
    for (int r = 0; r < launch.requirements().size(); r++) {
      RegionRequirement what = launch.requirements().get(r);
      int requirement = r;
      what.fields()
          .forEach(field ->
              what.space(point)
                  .forEachPoint(p -> {
                    if (!what.privilege().reduces()
                        || reduced.add(new Element(what.region().tree(), field, p))) {
                      visitor.visit(requirement, field, p);
                    }
                  }));
    }
  }

  private interface Visitor {
    void visit(int requirement, int field, Point point);
  }

  private void begin() {
    forEach((r, field, p) -> {
      RegionRequirement what = launch.requirements().get(r);
      Column to = inner.column(what.region(), field);
      switch (what.privilege()) {
        case Privilege.Read _, Privilege.ReadWrite _ -> {
          Column from = outer.column(what.region(), field);
          copy(from.memory, from.index(p) * width(from), to, p);
        }
        case Privilege.WriteDiscard _ -> {} // zeros
        case Privilege.Reduce _ -> {
          FieldView buffer = views.get(r).field(field);
          copy(buffer.segment(), buffer.address(p), to, p);
        }
      }
    });
  }

  /** Brings back what was written. */
  void finish() {
    inner.begin(Optional.empty());
    forEach((r, field, p) -> {
      RegionRequirement what = launch.requirements().get(r);
      Column from = inner.column(what.region(), field);
      long at = from.index(p) * width(from);
      switch (what.privilege()) {
        case Privilege.Read _ -> {}
        case Privilege.ReadWrite _, Privilege.WriteDiscard _ -> {
          Column to = outer.column(what.region(), field);
          copy(from.memory, at, to, p);
          to.marks[to.index(p)] = from.marks[from.index(p)];
        }
        case Privilege.Reduce _ -> {
          FieldView buffer = views.get(r).field(field);
          MemorySegment.copy(from.memory, at, buffer.segment(), buffer.address(p), width(from));
          TaskFailure mark = from.marks[from.index(p)];
          if (mark != null) {
            marks
                .get(r)
                .computeIfAbsent(field, _ -> new TreeMap<>(InterpretedTask::order))
                .put(p, mark);
          }
        }
      }
    });
  }

  private static int order(Point a, Point b) {
    for (int d = 0; d < a.dims(); d++) {
      int order = Long.compare(a.coordinate(d), b.coordinate(d));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  private static void copy(MemorySegment from, long at, Column to, Point p) {
    MemorySegment.copy(from, at, to.memory, to.index(p) * width(to), width(to));
  }

  private static long width(Column column) {
    return column.field.type().bytes();
  }

  @Override
  public RegionForest regions() {
    return inner.regions();
  }

  @Override
  public LogicalRegion createRegion(String name, IndexSpace space, FieldSpace fields) {
    LogicalRegion root = inner.regions().createRegion(name, space, fields);
    rights.own(root);
    return root;
  }

  @Override
  public long position() {
    return inner.position();
  }

  @Override
  public FutureMap launch(IndexLaunch child) {
    rights.check(child);
    long position = inner.position();
    return new FutureMap(KnownResults.of(position, child, inner.launch(child)));
  }

  @Override
  public void launch(FillLaunch fill) {
    rights.check(fill);
    inner.launch(fill);
  }

  @Override
  public List<FutureMap> mustEpoch(List<IndexLaunch> launches) {
    throw noPhases();
  }

  @Override
  public PhaseBarrier phaseBarrier(String name, int arrivals) {
    throw noPhases();
  }

  @Override
  public void arrive(Phase phase) {
    throw noPhases();
  }

  @Override
  public void await(Phase phase) {
    throw noPhases();
  }

  private static UnsupportedOperationException noPhases() {
    return new UnsupportedOperationException("tasks run one after the other here");
  }

  @Override
  public DataAccess access() {
    throw noPhases();
  }

  @Override
  public DeferredPartitions partitions() {
    return inner.partitions(1);
  }

  @Override
  public void trace(String name, Runnable launches) {
    launches.run();
  }

  @Override
  public void trace(String name, List<? extends Launch> launches, long iteration) {
    for (Launch each : launches) {
      switch (each) {
        case IndexLaunch tasks -> launch(tasks.at(iteration));
        case FillLaunch fill -> launch(fill);
      }
    }
  }

  @Override
  public void fence() {}

  @Override
  public void executionFence() {
    inner.fence();
  }

  @Override
  public void destroy(LogicalRegion region) {}
}
