package org.soapstone.tasks;

import static java.util.Objects.requireNonNull;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.soapstone.mapper.Mapper;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.regions.RegionForest;
import org.soapstone.tasks.execution.CorePinning;
import org.soapstone.tasks.execution.ExecutionHook;
import org.soapstone.tasks.execution.ExecutionRecorder;
import org.soapstone.tasks.execution.WorkerHook;
import org.soapstone.tasks.explaining.Explainer;
import org.soapstone.tasks.profiling.Profiler;

/** Collects what a {@link Runtime} is made of. */
public final class RuntimeBuilder {
  /** As in Legion: enough for the workers to look ahead, few enough to stay in cache. */
  private static final int DEFAULT_WINDOW = 1024;

  private static final System.Logger LOG = System.getLogger(Runtime.class.getName());

  final Machine machine;
  final TaskRegistry tasks;
  final Map<Class<?>, Object> services = new LinkedHashMap<>();
  final List<WorkerHook> hooks = new ArrayList<>();
  Mapper mapper = new Mapper() {};
  RegionForest regions = new RegionForest();
  Optional<ExecutionRecorder> recorder = Optional.empty();
  Optional<Profiler> profiler = Optional.empty();
  Duration patience = Duration.ofMinutes(1);
  Consumer<String> stallReport = text -> LOG.log(Level.WARNING, text);
  int windowSize = DEFAULT_WINDOW;
  int queueSize = DEFAULT_WINDOW;
  boolean checked;
  boolean automaticTraces;
  Optional<Explainer> explainer = Optional.empty();
  boolean closesAtShutdown;
  Optional<ExecutionHook> hook = Optional.empty();

  RuntimeBuilder(Machine machine, TaskRegistry tasks) {
    this.machine = requireNonNull(machine, "machine");
    this.tasks = requireNonNull(tasks, "tasks");
  }

  /**
   * Sets what decides placement; otherwise the defaults of {@link Mapper} do.
   *
   * @param newMapper the mapper
   * @return this builder
   */
  public RuntimeBuilder mapper(Mapper newMapper) {
    mapper = requireNonNull(newMapper, "newMapper");
    return this;
  }

  /**
   * Sets the forest that the program's regions are in; otherwise a new one is made.
   *
   * @param forest the forest
   * @return this builder
   */
  public RuntimeBuilder regions(RegionForest forest) {
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
  public <S> RuntimeBuilder service(Class<S> type, S service) {
    services.put(requireNonNull(type, "type"), requireNonNull(service, "service"));
    return this;
  }

  /**
   * Records what runs.
   *
   * @param newRecorder the recorder
   * @return this builder
   */
  public RuntimeBuilder recorder(ExecutionRecorder newRecorder) {
    recorder = Optional.of(newRecorder);
    return this;
  }

  /**
   * Has a profiler see what the program's threads do when; nobody does by default.
   *
   * @param newProfiler the profiler
   * @return this builder
   */
  public RuntimeBuilder profile(Profiler newProfiler) {
    profiler = Optional.of(newProfiler);
    return this;
  }

  /**
   * Sets who is told when nodes are outstanding and none completes for a long time: a text that
   * says which bodies run, and what waits for what. By default a warning is logged after a minute.
   *
   * @param newPatience how long, more than zero
   * @param report takes the text, once for each such time, on a thread of the JDK's
   * @return this builder
   * @throws IllegalArgumentException if the patience is not more than zero
   */
  public RuntimeBuilder onStall(Duration newPatience, Consumer<String> report) {
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
  public RuntimeBuilder window(int nodes) {
    windowSize = nodes;
    return this;
  }

  /**
   * Sets how many launches may be queued behind a partition that is not known yet before launching
   * waits, 1024 by default.
   *
   * @param launches at least 1
   * @return this builder
   * @throws IllegalArgumentException if it is less
   */
  public RuntimeBuilder queue(int launches) {
    if (launches < 1) {
      throw new IllegalArgumentException(
          "a queue of " + launches + " launches holds none; make it at least 1");
    }
    queueSize = launches;
    return this;
  }

  /**
   * Has the runtime {@linkplain Runtime#cancel cancelled} and closed when the JVM is told to end,
   * for example by Ctrl-C. The JVM then ends when the bodies that run have returned.
   *
   * @return this builder
   */
  public RuntimeBuilder closeAtShutdown() {
    closesAtShutdown = true;
    return this;
  }

  /**
   * Has the runtime find by itself what the program repeats, as if the program had called {@link
   * Runtime#trace}. What is found is among {@link Runtime#traces}. Off by default.
   *
   * @return this builder
   */
  public RuntimeBuilder automaticTraces() {
    automaticTraces = true;
    return this;
  }

  /**
   * Pins each worker to a core of its own, where the system allows it and has as many. Off by
   * default: two programs would take the same cores, and threads that a library starts from a body
   * stay on the body's core.
   *
   * @return this builder
   */
  public RuntimeBuilder pinnedWorkers() {
    return workerHook(new CorePinning());
  }

  /**
   * Verifies while the program runs what is otherwise believed: what it asserts of partitions, that
   * projections are pure, and that bodies touch no more than they asked for. Slow.
   *
   * @return this builder
   */
  public RuntimeBuilder checked() {
    checked = true;
    return this;
  }

  /**
   * Sets who remembers what each node of the program touches, and answers why it is there. Traces
   * are then replayed node by node.
   *
   * @param newExplainer the explainer, of this runtime alone
   * @return this builder
   */
  public RuntimeBuilder explainer(Explainer newExplainer) {
    explainer = Optional.of(newExplainer);
    return this;
  }

  /**
   * Adds a hook that each worker calls first, besides those found by {@link
   * java.util.ServiceLoader}.
   *
   * @param hook the hook
   * @return this builder
   */
  public RuntimeBuilder workerHook(WorkerHook hook) {
    hooks.add(requireNonNull(hook, "hook"));
    return this;
  }

  /** Sets what is told of everything that is about to be done. */
  RuntimeBuilder executionHook(ExecutionHook newHook) {
    hook = Optional.of(newHook);
    return this;
  }

  /**
   * {@return the runtime, with its workers started}
   *
   * @throws IllegalArgumentException if the machine cannot be run on here, or the window is not at
   *     least 1
   */
  public Runtime build() {
    return new Runtime(this);
  }
}
