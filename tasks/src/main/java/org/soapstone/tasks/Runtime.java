package org.soapstone.tasks;

import static java.util.Objects.requireNonNull;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.soapstone.mapper.Mapper;
import org.soapstone.mapper.launch.FillLaunch;
import org.soapstone.mapper.launch.FillValue;
import org.soapstone.mapper.launch.FutureId;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.Launch;
import org.soapstone.mapper.launch.LaunchTag;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.RegionForest;
import org.soapstone.tasks.analysis.ProgramAnalysis;
import org.soapstone.tasks.execution.ExecutionRecorder;
import org.soapstone.tasks.execution.Executor;
import org.soapstone.tasks.execution.LaunchResults;
import org.soapstone.tasks.execution.WorkerHook;
import org.soapstone.tasks.instances.FieldData;
import org.soapstone.tasks.partitioning.DeferredPartitions;
import org.soapstone.tasks.profiling.Profiler;
import org.soapstone.tasks.tracing.TraceCounts;
import org.soapstone.tasks.tracing.TracedAnalysis;

/**
 * Runs a program of launches: works out what depends on what, moves data, and keeps the machine's
 * processors busy.
 *
 * <pre>{@code
 * try (var runtime = Runtime.builder(machine, tasks).mapper(mapper).build()) {
 *   LogicalRegion grid = runtime.regions().createRegion("grid", space, fields);
 *   runtime.fill(grid, grid.fieldSpace().set("value"), FillValue.of(1.0));
 *   FutureMap norms = runtime.launch(IndexLaunch.of("norm", colours, TaskArguments.NONE, pieces));
 *   double norm = norms.reduce(Double.class, Double::sum).get();
 * }
 * }</pre>
 *
 * <p>Launching returns at once, or when the window has room. The launches in their order fix the
 * results, to the last bit; the mapper and the machine only decide how fast they come.
 *
 * <p><b>Failures.</b> A task that throws spoils what depends on its data or its result; everything
 * else runs. The program gets a {@link TaskFailedException} with the root cause from the {@link
 * Future} or {@link #read} that it asks, and from {@link #fence} or {@link #close} if it was not
 * told before. Data that a later launch overwrites outright is sound again.
 *
 * <p><b>Deferred partitions.</b> {@link #partitions} makes partitions of what the program computes.
 * From the first of them on, launches over a partition that is not known yet, and those after them,
 * are queued, and a launch that turns out wrong is told of like one that failed. What is wrong
 * whatever the partitions hold is refused at once, as ever.
 *
 * <p><b>Threading.</b> Any thread of the program may call any method, one at a time: the order of
 * the calls is the program's order. Bodies may not.
 */
@SuppressWarnings("AvoidCommonTypeNames") // what the field calls it; java.lang's has other uses
public final class Runtime implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Runtime.class.getName());

  private final Machine machine;
  private final RegionForest regions;
  private final TracedAnalysis analysis;
  private final Executor executor;
  private final LaunchQueue queue;
  private final DeferredPartitions partitions;
  private final Set<Integer> destroyed = new HashSet<>();
  private long position;

  /** Whether the program has ever deferred a partition: until then nothing is queued. */
  private boolean deferring;

  private boolean closed;

  private Runtime(Builder builder) {
    machine = builder.machine;
    regions = builder.regions;
    executor =
        new Executor(
            machine,
            builder.tasks,
            builder.services,
            builder.windowSize,
            builder.hooks,
            builder.recorder);
    analysis =
        new TracedAnalysis(
            new ProgramAnalysis(
                builder.profiler.map(p -> p.timed(builder.mapper)).orElse(builder.mapper),
                builder.tasks.mapperContext(machine)),
            executor);
    executor.watch(builder.patience, builder.stallReport);
    builder.profiler.ifPresent(analysis::profile);
    builder.profiler.ifPresent(profiler -> executor.profile(profiler, machine));
    queue = new LaunchQueue(analysis, executor, builder.queueSize);
    partitions = new DeferredPartitions(this::launchOperation, machine.processorCount());
  }

  /**
   * {@return a builder of a runtime}
   *
   * @param machine the machine to run on: CPU cores that copy for themselves
   * @param tasks the tasks that the program launches
   */
  public static Builder builder(Machine machine, TaskRegistry tasks) {
    return new Builder(machine, tasks);
  }

  /** {@return the machine} */
  public Machine machine() {
    return machine;
  }

  /** {@return the forest in which the program makes its regions} */
  public RegionForest regions() {
    return regions;
  }

  /** {@return the position in program order that the next launch will have} */
  public synchronized long position() {
    return position;
  }

  /**
   * Launches a task at every point of a domain.
   *
   * @param launch the launch
   * @return the results of the points
   * @throws IllegalArgumentException if the launch is wrong, or the mapper's answers are; it has
   *     then not been made. In a program that has deferred a partition, only what is wrong whatever
   *     its partitions hold is thrown; the rest becomes a failure of the launch
   */
  public synchronized FutureMap launch(IndexLaunch launch) {
    checkOpen();
    for (RegionRequirement requirement : launch.requirements()) {
      checkAlive(requirement.region(), launch);
    }
    LaunchResults results;
    if (deferring) {
      results = executor.announce(launch, position);
      queue.launch(launch, results, Optional.empty());
      position++;
    } else {
      results = executor.begin(launch, position);
      analyse(launch);
    }
    return new FutureMap(results);
  }

  /**
   * Launches tasks of an operation on partitions, which are handed what they wait for. The analysis
   * knows results by their position, and only so far back: older ones are waited for here.
   */
  private synchronized LaunchResults launchOperation(
      IndexLaunch launch, List<LaunchResults> handed) {
    checkOpen();
    for (RegionRequirement requirement : launch.requirements()) {
      checkAlive(requirement.region(), launch);
    }
    deferring = true;
    List<FutureId> ids = new ArrayList<>(handed.size());
    for (LaunchResults input : handed) {
      if (position - input.id().launch() < Executor.RESULT_HORIZON) {
        ids.add(input.id());
      } else {
        input.awaitFailure(0);
      }
    }
    IndexLaunch after = launch.after(ids.toArray(FutureId[]::new));
    LaunchResults results = executor.announce(after, position);
    queue.launch(after, results, Optional.of(handed));
    position++;
    return results;
  }

  /**
   * {@return the operators that make partitions of the data that the program computes} Each is an
   * operation of the program; its result can be named at once.
   */
  public DeferredPartitions partitions() {
    return partitions;
  }

  /**
   * Launches a task at one point.
   *
   * @param launch a launch whose domain has one point
   * @param type the type of the task's result
   * @param <T> the type of the task's result
   * @return the result
   * @throws IllegalArgumentException if the launch has several points, is wrong, or the mapper's
   *     answers are
   */
  public <T> Future<T> launchSingle(IndexLaunch launch, Class<T> type) {
    if (launch.pointCount() != 1) {
      throw new IllegalArgumentException(
          "launch of task '%s' has %d points; launch it with launch, which gives a result for each"
              .formatted(launch.task(), launch.pointCount()));
    }
    return launch(launch).future(launch.point(0), type);
  }

  /**
   * Makes launches that are likely to be made again, in the same order and alike: a run of a trace.
   * Once two runs in a row, with no other launch in between, were analysed and proved to be alike,
   * further ones are emitted from what was recorded, which takes a small part of the time. What is
   * run is the same, with a trace or without. Waits for launches that are queued.
   *
   * @param name names the trace in this runtime
   * @param launches makes the launches of one run
   * @throws IllegalStateException if it is called within a run of a trace
   */
  public void trace(String name, Runnable launches) {
    begin(name);
    try {
      launches.run();
    } finally {
      end();
    }
  }

  /**
   * Makes a run of a trace of launches that are values, whose results nobody asks for. Otherwise as
   * {@link #trace(String, Runnable)}; but a run that is replayed takes the same time whatever its
   * length, and allocates nothing, if the list is the same immutable one as before.
   *
   * @param name names the trace in this runtime
   * @param launches the launches of one run; a list that can change is copied
   * @param iteration the iteration number that the bodies of this run see
   * @throws IllegalStateException if it is called within a run of a trace
   */
  public synchronized void trace(String name, List<? extends Launch> launches, long iteration) {
    List<? extends Launch> run = List.copyOf(launches);
    begin(name);
    try {
      if (analysis.replayAll(run, iteration)) {
        position += run.size();
        return;
      }
      for (int i = 0; i < run.size(); i++) {
        switch (run.get(i)) {
          case IndexLaunch tasks -> launch(tasks.at(iteration));
          case FillLaunch fill -> launch(fill);
        }
      }
    } finally {
      end();
    }
  }

  private synchronized void begin(String name) {
    checkOpen();
    queue.drain();
    analysis.begin(name, position);
  }

  private synchronized void end() {
    queue.drain();
    analysis.end();
  }

  /**
   * {@return how often each trace was recorded, replayed and missed so far, in the order of first
   * use}
   */
  public synchronized List<TraceCounts> traces() {
    return analysis.counts();
  }

  /**
   * Sets every point of a region to a value. Nothing is written until somebody reads.
   *
   * @param region the region
   * @param fields fields of the value's type
   * @param value the value
   */
  public void fill(LogicalRegion region, FieldSet fields, FillValue value) {
    launch(new FillLaunch(region, fields, value, LaunchTag.NONE, "fill of " + region.name()));
  }

  /**
   * Sets every point of a region to a value. Nothing is written until somebody reads.
   *
   * @param fill the fill
   * @throws IllegalArgumentException if the fill is wrong; it has then not been made
   */
  public synchronized void launch(FillLaunch fill) {
    checkOpen();
    checkAlive(fill.region(), fill);
    if (deferring) {
      queue.fill(fill, position);
      position++;
    } else {
      executor.beginFill(position);
      analyse(fill);
    }
  }

  private void analyse(Launch launch) {
    try {
      analysis.launch(launch, position, executor);
      position++;
    } catch (RuntimeException | Error e) {
      // A wrong launch changes nothing, and the program may go on.
      switch (executor.abandon(e)) {
        case NOTHING -> {}
        case EVERYTHING -> position++;
        case A_PART -> {
          position++;
          queue.breakDown(e);
        }
      }
      throw e;
    }
  }

  /**
   * {@return the values that a region's field has now, after everything launched so far} Waits for
   * them. Where the bounds of the region have points that it has not, there are zeros.
   *
   * @param region the region
   * @param fieldId the field
   * @throws TaskFailedException if a task that the values depend on failed
   */
  public FieldData read(LogicalRegion region, int fieldId) {
    IndexLaunch read = BuiltInTasks.readLaunch(region, fieldId);
    return launchSingle(read, FieldData.class).get();
  }

  /**
   * Overwrites a region's field, after everything launched so far. Does not wait.
   *
   * @param region the region
   * @param fieldId the field
   * @param data values of the field's type over the region's bounds
   * @throws IllegalArgumentException if the data has another type or rect
   */
  public void write(LogicalRegion region, int fieldId, FieldData data) {
    launch(BuiltInTasks.writeLaunch(region, fieldId, data));
  }

  /**
   * Waits until everything launched so far has run.
   *
   * @throws TaskFailedException if a task failed and the program was not told before
   */
  public synchronized void fence() {
    checkOpen();
    queue.drain();
    executor.drain();
    executor.throwFailures();
  }

  /**
   * Frees the memory of a region tree once what was launched so far has run. No later launch may
   * name the tree.
   *
   * @param region a region of the tree
   */
  public synchronized void destroy(LogicalRegion region) {
    checkOpen();
    LogicalRegion root = region.root();
    if (destroyed.add(root.tree())) {
      queue.destroy(root);
    }
  }

  /**
   * Waits for what runs, then stops the workers and frees all memory. Closing twice does nothing.
   *
   * @throws TaskFailedException if a task failed and the program was not told before
   */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    Executor.requireProgramThread("close the runtime");
    closed = true;
    queue.close();
    executor.close();
    executor.throwFailures();
  }

  private void checkOpen() {
    Executor.requireProgramThread("use the runtime");
    if (closed) {
      throw new IllegalStateException("the runtime is closed; build another one");
    }
    Optional<Throwable> fault = queue.broken();
    if (fault.isPresent()) {
      throw new IllegalStateException(
          "an earlier launch failed while it was being analysed, so nothing can follow it; close the"
              + " runtime",
          fault.get());
    }
  }

  private void checkAlive(LogicalRegion region, Launch launch) {
    if (!destroyed.isEmpty() && destroyed.contains(region.tree())) {
      throw new IllegalArgumentException(
          ("launch '%s' names region '%s', whose tree was destroyed; destroy a tree after its last"
                  + " use")
              .formatted(launch.provenance(), region.name()));
    }
  }

  /** Collects what a runtime is made of. */
  public static final class Builder {
    /** As in Legion: enough for the workers to look ahead, few enough to stay in cache. */
    private static final int DEFAULT_WINDOW = 1024;

    private final Machine machine;
    private final TaskRegistry tasks;
    private final Map<Class<?>, Object> services = new LinkedHashMap<>();
    private final List<WorkerHook> hooks = new ArrayList<>();
    private Mapper mapper = new Mapper() {};
    private RegionForest regions = new RegionForest();
    private Optional<ExecutionRecorder> recorder = Optional.empty();
    private Optional<Profiler> profiler = Optional.empty();
    private Duration patience = Duration.ofMinutes(1);
    private Consumer<String> stallReport = text -> LOG.log(Level.WARNING, text);
    private int windowSize = DEFAULT_WINDOW;
    private int queueSize = DEFAULT_WINDOW;

    private Builder(Machine machine, TaskRegistry tasks) {
      this.machine = requireNonNull(machine, "machine");
      this.tasks = requireNonNull(tasks, "tasks");
    }

    /**
     * Sets what decides placement; otherwise the defaults of {@link Mapper} do.
     *
     * @param newMapper the mapper
     * @return this builder
     */
    public Builder mapper(Mapper newMapper) {
      mapper = requireNonNull(newMapper, "newMapper");
      return this;
    }

    /**
     * Sets the forest that the program's regions are in; otherwise a new one is made.
     *
     * @param forest the forest
     * @return this builder
     */
    public Builder regions(RegionForest forest) {
      regions = requireNonNull(forest, "forest");
      return this;
    }

    /**
     * Registers a service, which bodies get by its type. It is shared by all workers.
     *
     * @param type the type
     * @param service the service
     * @param <S> the type
     * @return this builder
     */
    public <S> Builder service(Class<S> type, S service) {
      services.put(requireNonNull(type, "type"), requireNonNull(service, "service"));
      return this;
    }

    /**
     * Records what runs.
     *
     * @param newRecorder the recorder
     * @return this builder
     */
    public Builder recorder(ExecutionRecorder newRecorder) {
      recorder = Optional.of(newRecorder);
      return this;
    }

    /**
     * Has a profiler see what the program's threads do when; nobody does by default.
     *
     * @param newProfiler the profiler
     * @return this builder
     */
    public Builder profile(Profiler newProfiler) {
      profiler = Optional.of(newProfiler);
      return this;
    }

    /**
     * Sets who is told when nodes are outstanding and none completes for a long time: a text that
     * says which bodies run, and what waits for what. By default a warning is logged after a
     * minute.
     *
     * @param newPatience how long, more than zero
     * @param report takes the text, once for each such time, on a thread of the JDK's
     * @return this builder
     * @throws IllegalArgumentException if the patience is not more than zero
     */
    public Builder onStall(Duration newPatience, Consumer<String> report) {
      if (!newPatience.isPositive()) {
        throw new IllegalArgumentException(
            "a patience of " + newPatience + " is none; make it more than zero");
      }
      patience = newPatience;
      stallReport = requireNonNull(report, "report");
      return this;
    }

    /**
     * Sets how many nodes may be outstanding before launching waits, 1024 by default.
     *
     * @param nodes at least 1
     * @return this builder
     */
    public Builder window(int nodes) {
      windowSize = nodes;
      return this;
    }

    /**
     * Sets how many launches may be queued behind a partition that is not known yet before
     * launching waits, 1024 by default.
     *
     * @param launches at least 1
     * @return this builder
     * @throws IllegalArgumentException if it is less
     */
    public Builder queue(int launches) {
      if (launches < 1) {
        throw new IllegalArgumentException(
            "a queue of " + launches + " launches holds none; make it at least 1");
      }
      queueSize = launches;
      return this;
    }

    /**
     * Adds a hook that each worker calls first, besides those found by {@link
     * java.util.ServiceLoader}.
     *
     * @param hook the hook
     * @return this builder
     */
    public Builder workerHook(WorkerHook hook) {
      hooks.add(requireNonNull(hook, "hook"));
      return this;
    }

    /**
     * {@return the runtime, with its workers started}
     *
     * @throws IllegalArgumentException if the machine cannot be run on here, or the window is not
     *     at least 1
     */
    public Runtime build() {
      return new Runtime(this);
    }
  }
}
