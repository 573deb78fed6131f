package org.soapstone.tasks;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.soapstone.mapper.launch.FillLaunch;
import org.soapstone.mapper.launch.FutureId;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.Launch;
import org.soapstone.mapper.launch.Phase;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.mapper.machine.ProcessorKind;
import org.soapstone.regions.Field;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.Point;
import org.soapstone.regions.Privilege;
import org.soapstone.regions.Rect;
import org.soapstone.regions.ReductionOperator;
import org.soapstone.regions.RegionForest;
import org.soapstone.tasks.execution.KnownResults;
import org.soapstone.tasks.execution.LaunchResults;
import org.soapstone.tasks.graph.StructuralKey;
import org.soapstone.tasks.instances.FieldData;
import org.soapstone.tasks.instances.FieldView;
import org.soapstone.tasks.instances.InstanceView;
import org.soapstone.tasks.instances.RegionView;
import org.soapstone.tasks.partitioning.DeferredPartition;
import org.soapstone.tasks.partitioning.DeferredPartitions;

/**
 * What a program means: runs its launches one after another, point by point, on one array for each
 * field, with the bodies of the real runtime and the fold shape that it promises. Kept simple, as
 * the oracle of tests.
 *
 * <p>A task that throws marks what it should have written; whoever reads a mark does not run and
 * marks in turn.
 */
public final class SequentialInterpreter {
  private final TaskRegistry tasks;
  private final List<TaskFailure.Ancestor> ancestors;
  private RegionForest forest = new RegionForest();
  private Faults faults = Faults.NONE;
  private final Map<Class<?>, Object> services;
  private final Map<Integer, Map<Integer, Column>> columns = new HashMap<>();
  private final Map<Long, List<Object>> results = new HashMap<>();
  private long position;

  public SequentialInterpreter(TaskRegistry tasks, Map<Class<?>, Object> services) {
    this(tasks, services, List.of());
  }

  private SequentialInterpreter(
      TaskRegistry tasks, Map<Class<?>, Object> services, List<TaskFailure.Ancestor> ancestors) {
    this.tasks = tasks;
    this.services = services;
    this.ancestors = ancestors;
  }

  /** Has inner tasks make their regions in a forest. */
  SequentialInterpreter in(RegionForest newForest) {
    forest = newForest;
    return this;
  }

  /** Has things go wrong. */
  SequentialInterpreter with(Faults newFaults) {
    faults = newFaults;
    return this;
  }

  RegionForest regions() {
    return forest;
  }

  /** The interpreter of what a point of the next launch launches. */
  private SequentialInterpreter inner(IndexLaunch launch, int point) {
    List<TaskFailure.Ancestor> inside = new ArrayList<>(ancestors);
    inside.add(
        new TaskFailure.Ancestor(
            launch.task(),
            launch.provenance(),
            StructuralKey.task(position, point),
            position,
            launch.point(point)));
    return new SequentialInterpreter(tasks, services, inside).in(forest).with(faults);
  }

  /**
   * One field of one tree, row-major over the root's bounds, with a mark where a failure spoiled
   * it.
   */
  static final class Column {
    final Field field;
    final Rect rect;
    final MemorySegment memory;
    final TaskFailure[] marks;

    Column(LogicalRegion root, Field field) {
      this.field = field;
      rect = root.indexSpace().bounds();
      memory = Arena.ofAuto().allocate(Math.max(8, rect.volume() * field.type().bytes()), 64);
      marks = new TaskFailure[Math.toIntExact(rect.volume())];
    }

    int index(Point point) {
      return Math.toIntExact(rect.linearize(point));
    }

    FieldView view(IndexSpace space, boolean readOnly) {
      if (space.isEmpty()) {
        return FieldView.dense(MemorySegment.NULL, field.type(), space, Optional.empty());
      }
      long[] strides = new long[rect.dims()];
      long span = 1;
      for (int d = strides.length - 1; d >= 0; d--) {
        strides[d] = span;
        span *= rect.extent(d);
      }
      return new FieldView(
          readOnly ? memory.asReadOnly() : memory,
          field.type(),
          space,
          strides,
          rect.linearize(space.bounds().lo()) * field.type().bytes(),
          Optional.empty());
    }
  }

  Column column(LogicalRegion region, int field) {
    return columns
        .computeIfAbsent(region.tree(), _ -> new HashMap<>())
        .computeIfAbsent(field, id -> new Column(region.root(), region.fieldSpace().field(id)));
  }

  /** Runs a launch; its outcomes are what the points set, or a {@link TaskFailure}, or null. */
  public List<Object> launch(Launch launch) {
    begin(Optional.of(launch));
    List<Object> outcomes =
        switch (launch) {
          case FillLaunch fill -> fill(fill);
          case IndexLaunch index -> {
            Optional<TaskFailure> unknowable = failedPartition(index);
            yield unknowable.isPresent() ? spoil(index, unknowable.get()) : run(index);
          }
        };
    results.put(position++, outcomes);
    return outcomes;
  }

  /** Before each launch, and at the end of an inner task. */
  void begin(Optional<Launch> next) {
    faults.launching(this, next, ancestors);
  }

  /** Marks data as spoiled. */
  void spoil(LogicalRegion region, FieldSet fields, IndexSpace points, TaskFailure failure) {
    fields.forEach(id -> {
      Column column = column(region, id);
      points.forEachPoint(p -> column.marks[column.index(p)] = failure);
    });
  }

  /** A fence changes nothing, but takes a position. */
  void fence() {
    position++;
  }

  /** The position that the next launch will have. */
  public long position() {
    return position;
  }

  /** Operators whose partitions this interpreter computes, each at once. */
  DeferredPartitions partitions(int chunks) {
    return new DeferredPartitions(
        (launch, inputs) -> {
          FutureId[] ids = inputs.stream().map(LaunchResults::id).toArray(FutureId[]::new);
          long at = position;
          return KnownResults.of(at, launch, launch(launch.after(ids)));
        },
        chunks);
  }

  /** The first failure in program order that keeps a partition of a launch from being known. */
  static Optional<TaskFailure> failedPartition(IndexLaunch launch) {
    return launch.requirements().stream()
        .flatMap(requirement -> requirement.partition().stream())
        .filter(DeferredPartition.class::isInstance)
        .flatMap(partition -> ((DeferredPartition) partition).awaitFailure().stream())
        .reduce(TaskFailure::first);
  }

  /** Marks, in each tree, all that a launch which cannot be made might have written. */
  private List<Object> spoil(IndexLaunch launch, TaskFailure failure) {
    List<RegionRequirement> writing =
        launch.requirements().stream().filter(r -> r.privilege().writes()).toList();
    for (RegionRequirement points : writing) {
      for (RegionRequirement fields : writing) {
        if (points.region().tree() == fields.region().tree()) {
          fields
              .fields()
              .forEach(id -> {
                Column column = column(points.region(), id);
                points
                    .region()
                    .indexSpace()
                    .forEachPoint(p -> column.marks[column.index(p)] = failure);
              });
        }
      }
    }
    return Collections.nCopies(launch.pointCount(), failure);
  }

  private List<Object> fill(FillLaunch fill) {
    fill.fields()
        .forEach(id -> {
          Column column = column(fill.region(), id);
          fill.region()
              .indexSpace()
              .forEachPoint(point -> {
                int i = column.index(point);
                column.marks[i] = null;
                int bytes = column.field.type().bytes();
                for (int b = 0; b < bytes; b++) {
                  column.memory.set(
                      ValueLayout.JAVA_BYTE,
                      (long) i * bytes + b,
                      (byte) (fill.value().bits() >>> (8 * b)));
                }
              });
        });
    return List.of();
  }

  /**
   * The reduction buffers of one point: for each requirement that reduces, one view for each field.
   */
  private record Buffers(
      IndexSpace space,
      InstanceView view,
      Optional<TaskFailure> failure,
      Map<Integer, Map<Point, TaskFailure>> marks) {

    /** What spoiled an element, if anything. */
    Optional<TaskFailure> failure(int field, Point point) {
      return failure.isPresent()
          ? failure
          : Optional.ofNullable(marks.getOrDefault(field, Map.of()).get(point));
    }
  }

  private List<Object> run(IndexLaunch launch) {
    TaskDefinition task = tasks.task(launch.task());
    List<Object> outcomes = new ArrayList<>();
    List<List<Buffers>> buffers = new ArrayList<>();
    for (int r = 0; r < launch.requirements().size(); r++) {
      buffers.add(new ArrayList<>());
    }
    for (int p = 0; p < launch.pointCount(); p++) {
      Point point = launch.point(p);
      List<RegionView> views = new ArrayList<>();
      for (RegionRequirement requirement : launch.requirements()) {
        views.add(view(requirement, requirement.space(point)));
      }
      TaskVariant variant = task.variant(ProcessorKind.CPU).orElseThrow();
      Context context = new Context(this, launch, point, views);
      InterpretedTask inside = null;
      TaskFailure failure = inheritedByFutures(launch, point);
      boolean wanted = failure != null || isWanted(launch, point);
      if (failure == null && wanted) {
        failure = inheritedByData(launch, point);
      }
      if (!wanted) {
        context.result = launch.control().otherwise().orElse(null);
      } else if (failure == null) {
        try {
          if (variant.kind() == VariantKind.INNER) {
            inside = new InterpretedTask(this, inner(launch, p), launch, point, views);
            context.launcher = inside;
          }
          faults.runs(StructuralKey.task(position, p), ancestors);
          variant.body().run(context);
        } catch (TaskFailedException e) {
          failure = e.failure(); // of a task that this one launched, and waited for
        } catch (Exception e) {
          failure =
              new TaskFailure(
                  launch.task(),
                  launch.provenance(),
                  StructuralKey.task(position, p),
                  position,
                  point,
                  0,
                  e,
                  ancestors);
        }
      }
      if (wanted) {
        settle(launch, point, failure);
      }
      if (inside != null && failure == null) {
        inside.finish();
      }
      for (int r = 0; r < views.size(); r++) {
        IndexSpace space = launch.requirements().get(r).space(point);
        buffers
            .get(r)
            .add(
                new Buffers(
                    space,
                    (InstanceView) views.get(r),
                    Optional.ofNullable(failure),
                    inside == null ? Map.of() : inside.marks.get(r)));
      }
      outcomes.add(failure == null ? context.result : failure);
    }
    for (int r = 0; r < buffers.size(); r++) {
      if (launch.requirements().get(r).privilege() instanceof Privilege.Reduce reduce) {
        fold(launch.requirements().get(r), reduce.operator(), buffers.get(r));
      }
    }
    return outcomes;
  }

  private RegionView view(RegionRequirement requirement, IndexSpace space) {
    List<FieldView> views = new ArrayList<>();
    requirement
        .fields()
        .forEach(id ->
            views.add(
                switch (requirement.privilege()) {
                  case Privilege.Read _ -> column(requirement.region(), id).view(space, true);
                  case Privilege.ReadWrite _, Privilege.WriteDiscard _ ->
                      column(requirement.region(), id).view(space, false);
                  case Privilege.Reduce reduce -> buffer(requirement, id, space, reduce);
                }));
    return new InstanceView(
        requirement.region().name(), space, requirement.fields(), views.toArray(FieldView[]::new));
  }

  private static FieldView buffer(
      RegionRequirement requirement, int id, IndexSpace space, Privilege.Reduce reduce) {
    Field field = requirement.region().fieldSpace().field(id);
    long volume = space.bounds().volume();
    MemorySegment memory = Arena.ofAuto().allocate(Math.max(8, volume * field.type().bytes()), 64);
    reduce.operator().fillIdentity(memory, 0, volume);
    return FieldView.dense(memory, field.type(), space, Optional.of(reduce.operator()))
        .overwriting();
  }

  /** The outcomes that a point takes. */
  private List<Object> outcomes(FutureId future, Point point) {
    List<Object> all = results.get(future.launch());
    return future.choice().isPresent()
        ? Collections.singletonList(all.get(future.choice().get().position(point)))
        : all;
  }

  private boolean isWanted(IndexLaunch launch, Point point) {
    return launch
        .control()
        .predicate()
        .test(future -> (Boolean) outcomes(future, point).getFirst());
  }

  /** The first failure in program order of the results that the point waits for. */
  private TaskFailure inheritedByFutures(IndexLaunch launch, Point point) {
    return launch.awaited().stream()
        .flatMap(future -> outcomes(future, point).stream())
        .filter(TaskFailure.class::isInstance)
        .map(TaskFailure.class::cast)
        .reduce(TaskFailure::first)
        .orElse(null);
  }

  /**
   * What the point reads that an earlier failure spoiled: the first such failure in program order.
   */
  private TaskFailure inheritedByData(IndexLaunch launch, Point point) {
    List<TaskFailure> causes = new ArrayList<>();
    for (RegionRequirement requirement : launch.requirements()) {
      faults.denied(requirement, point).ifPresent(causes::add);
      if (requirement.privilege().reads()) {
        causes.addAll(marks(requirement.region(), requirement.fields(), requirement.space(point)));
      }
    }
    return causes.stream().reduce(TaskFailure::first).orElse(null);
  }

  private List<TaskFailure> marks(LogicalRegion region, FieldSet fields, IndexSpace space) {
    List<TaskFailure> marks = new ArrayList<>();
    fields.forEach(id -> {
      Column column = column(region, id);
      space.forEachPoint(p -> {
        if (column.marks[column.index(p)] != null) {
          marks.add(column.marks[column.index(p)]);
        }
      });
    });
    return marks;
  }

  private void settle(IndexLaunch launch, Point point, TaskFailure failure) {
    for (RegionRequirement requirement : launch.requirements()) {
      if (requirement.privilege().writes() && !requirement.privilege().reduces()) {
        requirement
            .fields()
            .forEach(id -> {
              Column column = column(requirement.region(), id);
              requirement.space(point).forEachPoint(p -> column.marks[column.index(p)] = failure);
            });
      }
    }
  }

  private void fold(
      RegionRequirement requirement, ReductionOperator operator, List<Buffers> buffers) {
    requirement
        .fields()
        .forEach(id -> {
          Column column = column(requirement.region(), id);
          column.rect.forEachPoint(point -> {
            MemorySegment folded = tree(buffers, id, operator, point, 0, buffers.size());
            if (folded != null) {
              long width = column.field.type().bytes();
              int i = column.index(point);
              operator.fold(column.memory, i * width, folded, 0, 1);
              for (Buffers buffer : buffers) {
                if (buffer.space.contains(point) && buffer.failure(id, point).isPresent()) {
                  TaskFailure mark = column.marks[i];
                  TaskFailure cause = buffer.failure(id, point).get();
                  column.marks[i] = mark == null ? cause : TaskFailure.first(mark, cause);
                }
              }
            }
          });
        });
  }

  /**
   * One element of the points from lo to hi, combined by a balanced tree; null if none of them has
   * it.
   */
  private static MemorySegment tree(
      List<Buffers> buffers, int id, ReductionOperator operator, Point point, int lo, int hi) {
    if (hi - lo == 1) {
      Buffers buffer = buffers.get(lo);
      if (!buffer.space.contains(point)) {
        return null;
      }
      FieldView view = buffer.view.field(id);
      MemorySegment element = MemorySegment.ofArray(new long[1]);
      MemorySegment.copy(view.segment(), view.address(point), element, 0, view.type().bytes());
      return element;
    }
    int mid = (lo + hi) >>> 1;
    MemorySegment left = tree(buffers, id, operator, point, lo, mid);
    MemorySegment right = tree(buffers, id, operator, point, mid, hi);
    if (left == null || right == null) {
      return left == null ? right : left;
    }
    operator.fold(left, 0, right, 0, 1);
    return left;
  }

  /** The values of a field now, as {@link Runtime#read} gives them. */
  public FieldData read(LogicalRegion region, int fieldId) {
    return (FieldData) launch(BuiltInTasks.readLaunch(region, fieldId)).getFirst();
  }

  /** The first failure that spoiled a field, or empty; counts as a launch like {@link #read}. */
  public Optional<TaskFailure> readFailure(LogicalRegion region, int fieldId) {
    return launch(BuiltInTasks.readLaunch(region, fieldId)).getFirst()
            instanceof TaskFailure failure
        ? Optional.of(failure)
        : Optional.empty();
  }

  /** Overwrites a field, as {@link Runtime#write} does. */
  public void write(LogicalRegion region, int fieldId, FieldData data) {
    launch(BuiltInTasks.writeLaunch(region, fieldId, data));
  }

  private static final class Context implements TaskContext {
    private final SequentialInterpreter interpreter;
    private final IndexLaunch launch;
    private final Point point;
    private final List<RegionView> views;
    private Object result;
    private Launcher launcher;

    /** How often the point has waited for others. */
    private int phase;

    Context(
        SequentialInterpreter interpreter,
        IndexLaunch launch,
        Point point,
        List<RegionView> views) {
      this.interpreter = interpreter;
      this.launch = launch;
      this.point = point;
      this.views = views;
    }

    @Override
    public Point point() {
      return point;
    }

    @Override
    public Rect domain() {
      return launch.domain();
    }

    @Override
    public TaskArguments arguments() {
      return launch.arguments();
    }

    @Override
    public long iteration() {
      return launch.iteration();
    }

    @Override
    public int processor() {
      return 0;
    }

    @Override
    public RegionView region(int requirement) {
      return views.get(requirement);
    }

    @Override
    public Object future(int i) {
      List<Object> outcomes = interpreter.outcomes(launch.futures().get(i), point);
      return outcomes.size() == 1 ? outcomes.getFirst() : futures(i);
    }

    @Override
    public List<Object> futures(int i) {
      return interpreter.outcomes(launch.futures().get(i), point).stream()
          .filter(Objects::nonNull)
          .toList();
    }

    @Override
    public TaskBarrier barrier() {
      return () -> phase++; // points run one after the other here
    }

    @Override
    public void arrive(Phase phase) {
      throw new UnsupportedOperationException("points run one after the other here");
    }

    @Override
    public void await(Phase phase) {
      throw new UnsupportedOperationException("points run one after the other here");
    }

    @Override
    public Launcher launcher() {
      return launcher;
    }

    @Override
    public void result(Object value) {
      result = value;
    }

    @Override
    public <S> S service(Class<S> type) {
      return type.cast(interpreter.services.get(type));
    }
  }
}
