package org.soapstone.tasks.execution;

import static java.util.Objects.requireNonNull;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.tasks.TaskDefinition;
import org.soapstone.tasks.TaskRegistry;
import org.soapstone.tasks.TaskVariant;
import org.soapstone.tasks.graph.CostKey;

/**
 * Measures how long one point of a task takes here: runs its variant on scratch instances of the
 * right shapes.
 *
 * <p>Scratch instances hold random floating-point numbers in [0, 1) and the integer 0, the same
 * ones every time. Between two measured runs a thread walks through other memory, so that a run
 * finds its data about where it is in a program, whose other tasks run in between: in the cache
 * that the cores share. Several threads may do the like at the same time, each on instances of its
 * own, as the processors of a machine do that share its memory.
 *
 * <p>Thread-safe, but two measurements at once disturb each other.
 */
public final class TaskTimer {
  private final TaskRegistry tasks;
  private final Map<Class<?>, Object> services;
  private final Sampler sampler;

  private TaskTimer(Builder builder) {
    tasks = builder.tasks;
    services = Map.copyOf(builder.services);
    List<WorkerHook> hooks = new ArrayList<>(builder.hooks);
    ServiceLoader.load(WorkerHook.class).forEach(hooks::add);
    sampler =
        new Sampler(
            builder.warmUpNanos, builder.sampleNanos, builder.walkBytes, List.copyOf(hooks));
  }

  /**
   * {@return a builder of a timer}
   *
   * @param tasks the tasks
   */
  public static Builder builder(TaskRegistry tasks) {
    return new Builder(tasks);
  }

  /**
   * {@return the median time of a point, in nanoseconds, at least 1}
   *
   * @param key the point's cost key, whose rects the scratch instances cover
   * @param launch the launch that the key was made from, which says what is done to which fields
   * @param concurrent how many threads do the like at the same time, at least 1; the median is over
   *     all of them
   * @throws IllegalArgumentException if the key was not made from the launch, or the task has no
   *     variant for the key's kind of processor
   * @throws IllegalStateException if the body throws, for example because it reads a future, which
   *     there is none of
   */
  public long nanos(CostKey key, IndexLaunch launch, int concurrent) {
    if (!launch.task().equals(key.task()) || launch.requirements().size() != key.rects().size()) {
      throw new IllegalArgumentException(
          ("cost key '%s' does not belong to a launch of task '%s' with %d requirements; give the"
                  + " launch that it was made from")
              .formatted(key.canonical(), launch.task(), launch.requirements().size()));
    }
    TaskDefinition task = tasks.task(key.task());
    TaskVariant variant =
        task.variant(key.kind())
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "task '%s' has no variant for %s; it has %s"
                        .formatted(task.name(), key.kind(), task.kinds())));
    try (Arena arena = Arena.ofShared()) {
      return sampler.medianNanos(
          task.name(),
          concurrent,
          thread ->
              work(scratch(key, launch, arena, thread), variant, task.overwritesReductions()));
    }
  }

  private static Sampler.Work work(
      ScratchContext context, TaskVariant variant, boolean overwritesReductions) {
    return () -> {
      if (!overwritesReductions) {
        context.clearBuffers();
      }
      variant.body().run(context);
    };
  }

  private ScratchContext scratch(CostKey key, IndexLaunch launch, Arena arena, int thread) {
    List<ScratchRegion> regions = new ArrayList<>();
    for (int r = 0; r < key.rects().size(); r++) {
      RegionRequirement requirement = launch.requirements().get(r);
      regions.add(ScratchRegion.of(requirement, key.rects().get(r), arena));
    }
    return new ScratchContext(key, launch.iteration(), thread, regions, services);
  }

  /** Collects what a timer needs. */
  public static final class Builder {
    private final TaskRegistry tasks;
    private final Map<Class<?>, Object> services = new LinkedHashMap<>();
    private final List<WorkerHook> hooks = new ArrayList<>();
    private long warmUpNanos = 20_000_000;
    private long sampleNanos = 20_000_000;
    private int walkBytes = Sampler.DEFAULT_WALK_BYTES;

    private Builder(TaskRegistry tasks) {
      this.tasks = requireNonNull(tasks, "tasks");
    }

    /**
     * Registers a service, which bodies get by its type.
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
     * Adds a hook that each measuring thread calls first, besides those found by {@link
     * ServiceLoader}.
     *
     * @param hook the hook
     * @return this builder
     */
    public Builder workerHook(WorkerHook hook) {
      hooks.add(requireNonNull(hook, "hook"));
      return this;
    }

    /**
     * Sets how long a body runs unmeasured, 20 ms by default; three times in any case.
     *
     * @param nanos at least 0
     * @return this builder
     */
    public Builder warmUpNanos(long nanos) {
      warmUpNanos = nanos;
      return this;
    }

    /**
     * Sets how long a body is measured, 20 ms by default; five times in any case, and 10,000 times
     * at most.
     *
     * @param nanos at least 0
     * @return this builder
     */
    public Builder sampleNanos(long nanos) {
      sampleNanos = nanos;
      return this;
    }

    /**
     * Sets through how many bytes of other memory each thread walks between two measured runs, 2
     * MiB by default.
     *
     * @param bytes at least 0; with 0, small instances stay in a core's own caches
     * @return this builder
     */
    public Builder walkBytes(int bytes) {
      walkBytes = bytes;
      return this;
    }

    /** {@return the timer} */
    public TaskTimer build() {
      return new TaskTimer(this);
    }
  }
}
