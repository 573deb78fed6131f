package org.soapstone.tasks;

import java.util.List;
import java.util.Optional;
import org.soapstone.mapper.Mapper;
import org.soapstone.mapper.MapperContext;
import org.soapstone.mapper.launch.FillLaunch;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.Launch;
import org.soapstone.mapper.launch.Phase;
import org.soapstone.mapper.launch.PhaseBarrier;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.regions.FieldSpace;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.RegionForest;
import org.soapstone.tasks.access.DataAccess;
import org.soapstone.tasks.analysis.ProgramAnalysis;
import org.soapstone.tasks.checking.CheckedBody;
import org.soapstone.tasks.checking.LaunchChecker;
import org.soapstone.tasks.execution.Executor;
import org.soapstone.tasks.explaining.Explainer;
import org.soapstone.tasks.partitioning.DeferredPartitions;
import org.soapstone.tasks.partitioning.OutputRegion;
import org.soapstone.tasks.tracing.TraceCounts;
import org.soapstone.tasks.tracing.TracedAnalysis;

/**
 * Runs a program of launches: works out what depends on what, moves data, and keeps the machine's
 * processors busy.
 *
 * <pre>{@code
 * try (var runtime = Runtime.builder(machine, tasks).mapper(mapper).build()) {
 *   LogicalRegion grid = runtime.createRegion("grid", space, fields);
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
 * the calls is the program's order. Bodies may not; an inner one has a {@link Launcher} of its own.
 */
@SuppressWarnings("AvoidCommonTypeNames") // what the field calls it; java.lang's has other uses
public final class Runtime implements Launcher, AutoCloseable {
  private final Machine machine;
  private final Program program;
  private final Optional<Explainer> explainer;

  /** What the JVM runs when it is told to end. */
  private final Optional<Thread> atShutdown;

  Runtime(RuntimeBuilder builder) {
    machine = builder.machine;
    explainer = builder.explainer;
    MapperContext context = builder.tasks.mapperContext(machine);
    Mapper chosen = builder.profiler.map(p -> p.timed(builder.mapper)).orElse(builder.mapper);
    Mapper mapper = builder.tasks.hasInner() ? new SerialMapper(chosen) : chosen;
    var executor =
        new Executor(
            machine,
            builder.checked ? builder.tasks.withBodies(CheckedBody::new) : builder.tasks,
            builder.services,
            builder.windowSize,
            builder.hooks,
            builder.recorder,
            new NestedProgram.Factory(builder.regions, mapper, context, builder.queueSize));
    var fresh = new ProgramAnalysis(mapper, context);
    // What is repeated without being sent would not be explained.
    var analysis =
        explainer.isPresent() ? new TracedAnalysis(fresh) : new TracedAnalysis(fresh, executor);
    builder.hook.ifPresent(executor::hook);
    if (builder.recorder.isEmpty()) { // what is recorded runs where it was placed
      executor.share(
          (processor, other) -> builder.mapper.areInterchangeable(context, processor, other));
    }
    executor.watch(builder.patience, builder.stallReport);
    builder.profiler.ifPresent(analysis::profile);
    if (builder.automaticTraces) {
      analysis.findRepeats();
    }
    builder.profiler.ifPresent(profiler -> executor.profile(profiler, machine));
    program =
        new Program(
            builder.regions,
            analysis,
            executor,
            explainer.isPresent() ? explainer.get().before(executor) : executor,
            builder.queueSize,
            machine,
            builder.checked ? Optional.of(new LaunchChecker()) : Optional.empty(),
            Optional.empty());
    atShutdown =
        builder.closesAtShutdown
            ? Optional.of(new Thread(this::closeAtShutdown, "soapstone-shutdown"))
            : Optional.empty();
    atShutdown.ifPresent(java.lang.Runtime.getRuntime()::addShutdownHook);
  }

  /**
   * {@return a builder of a runtime}
   *
   * @param machine the machine to run on: CPU cores that copy for themselves
   * @param tasks the tasks that the program launches
   */
  public static RuntimeBuilder builder(Machine machine, TaskRegistry tasks) {
    return new RuntimeBuilder(machine, tasks);
  }

  @Override
  public DataAccess access() {
    return program.access();
  }

  /**
   * Launches a task whose points put out elements, as many as each likes, see {@link OutputRegion}.
   *
   * @param launch the launch, whose body sets an {@link org.soapstone.tasks.partitioning.Output} as
   *     its result at each point
   * @param name names the region
   * @param fields the fields of the region
   * @return the region of what they put out
   * @throws IllegalArgumentException as {@link #launch(IndexLaunch)}
   */
  public OutputRegion launchOutput(IndexLaunch launch, String name, FieldSpace fields) {
    return program.launchOutput(launch, name, fields);
  }

  /** {@return the machine} */
  public Machine machine() {
    return machine;
  }

  @Override
  public RegionForest regions() {
    return program.regions();
  }

  @Override
  public LogicalRegion createRegion(String name, IndexSpace space, FieldSpace fields) {
    return program.createRegion(name, space, fields);
  }

  @Override
  public long position() {
    return program.position();
  }

  @Override
  public FutureMap launch(IndexLaunch launch) {
    return program.launch(launch);
  }

  @Override
  public List<FutureMap> mustEpoch(List<IndexLaunch> launches) {
    return program.mustEpoch(launches);
  }

  @Override
  public PhaseBarrier phaseBarrier(String name, int arrivals) {
    return program.phaseBarrier(name, arrivals);
  }

  @Override
  public void arrive(Phase phase) {
    program.arrive(phase);
  }

  @Override
  public void await(Phase phase) {
    program.await(phase);
  }

  @Override
  public void launch(FillLaunch fill) {
    program.launch(fill);
  }

  @Override
  public DeferredPartitions partitions() {
    return program.partitions();
  }

  @Override
  public void trace(String name, Runnable launches) {
    program.trace(name, launches);
  }

  @Override
  public void trace(String name, List<? extends Launch> launches, long iteration) {
    program.trace(name, launches, iteration);
  }

  /**
   * {@return how often each trace was recorded, replayed and missed so far, in the order of first
   * use}
   */
  public List<TraceCounts> traces() {
    return program.traces();
  }

  /**
   * {@return why a node waits for another, or moves data, in lines} For any thread, while the
   * program runs.
   *
   * @param question the structural keys of one node or two, as for {@link Explainer#answer}
   * @throws IllegalArgumentException if it names no node, or one that is not there
   * @throws IllegalStateException if the runtime was built without an explainer
   */
  public List<String> why(String question) {
    return explainer
        .orElseThrow(() ->
            new IllegalStateException(
                "the runtime was built without an explainer; give it one with RuntimeBuilder.explainer"))
        .answer(question);
  }

  @Override
  public void fence() {
    program.fence();
  }

  @Override
  public void executionFence() {
    program.executionFence();
  }

  @Override
  public void destroy(LogicalRegion region) {
    program.destroy(region);
  }

  /**
   * Gives the program up: everything that has not started fails, what runs goes on to its end, and
   * nothing more can be launched. For any thread, also while another waits; does not wait itself.
   */
  public void cancel() {
    program.cancel();
  }

  /**
   * Waits for what runs, then stops the workers and frees all memory. Closing twice does nothing. A
   * thread that is interrupted {@linkplain #cancel cancels} first.
   *
   * @throws TaskFailedException if a task failed and the program was not told before, unless it was
   *     cancelled
   */
  @Override
  public void close() {
    program.close();
    atShutdown.ifPresent(Runtime::unregister);
  }

  private void closeAtShutdown() {
    cancel();
    program.close();
  }

  private static void unregister(Thread hook) {
    try {
      java.lang.Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException shuttingDown) {
      // The hook runs, and finds everything closed.
    }
  }
}
