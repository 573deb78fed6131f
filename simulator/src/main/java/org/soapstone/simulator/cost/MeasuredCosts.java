package org.soapstone.simulator.cost;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.machine.LocalProbe;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.simulator.cost.CostTable.RuntimeCosts;
import org.soapstone.simulator.simulation.MovementTimes;
import org.soapstone.tasks.execution.TaskTimer;
import org.soapstone.tasks.graph.CostKey;
import org.soapstone.tasks.graph.NodeKind;

/**
 * Costs measured on this machine: each distinct task and shape is timed once, warm, while the other
 * processors run the like, since they share its memory; and so is what the runtime itself adds to
 * each task, copy, fold and fill.
 *
 * <pre>{@code
 * TaskTimer timer = TaskTimer.builder(tasks).service(Kernels.class, kernels).build();
 * try (var costs = MeasuredCosts.builder(machine, timer, "onednn").build()) {
 *   SearchResult result = new Planner(space, machine, costs).search(options);
 * }
 * }</pre>
 *
 * <p>What was measured is kept in a file for each machine and set of kernels, so that it is
 * measured once. The file is replaced as a whole, so several processes may use it; one that cannot
 * be read is reported and made anew. A time never changes while the model lives: nothing depends on
 * the order of questions. Thread-safe; one thread measures at a time.
 */
public final class MeasuredCosts implements CostModel, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(MeasuredCosts.class.getName());
  private static final long SAVE_INTERVAL_NANOS = 1_000_000_000;

  private final Machine machine;
  private final WarmTimer timer;
  private final String kernels;
  private final Path file;
  private final Consumer<Measurement> listener;
  private final ConcurrentHashMap<String, Long> taskNanos = new ConcurrentHashMap<>();
  private final RuntimeCosts runtime;
  private final Movements movements;
  private int measured;
  private boolean unsaved;
  private long savedAt = System.nanoTime();

  /**
   * One measurement.
   *
   * @param key the canonical cost key
   * @param nanos the time of the body, in nanoseconds
   * @param count how many keys this model has measured so far, this one included
   */
  public record Measurement(String key, long nanos, int count) {}

  private MeasuredCosts(Builder builder) {
    machine = builder.machine;
    timer = new WarmTimer(builder.timer, machine.processorCount());
    kernels = builder.kernels;
    listener = builder.listener;
    file =
        builder.folder.resolve(
            "costs-%s-%s.json"
                .formatted(machine.fingerprint(), kernels.replaceAll("[^A-Za-z0-9._-]", "_")));
    Optional<CostTable> kept = builder.anew ? Optional.empty() : readFile();
    kept.ifPresent(table -> taskNanos.putAll(table.taskNanos()));
    Optional<RuntimeCosts> known = builder.runtime.or(() -> kept.flatMap(CostTable::runtime));
    runtime = known.orElseGet(() -> new RuntimeMeter(machine).measure());
    movements = new Movements(new MovementTimes(machine), Optional.of(runtime));
    if (known.isEmpty()) {
      unsaved = true;
      save();
    }
  }

  /**
   * {@return a builder of measured costs}
   *
   * @param machine the machine that plans are for: this one, with as many processors as plans use
   * @param timer runs the tasks
   * @param kernels the name of the kernels that the tasks call, part of the file's name
   */
  public static Builder builder(Machine machine, TaskTimer timer, String kernels) {
    return new Builder(machine, timer, kernels);
  }

  @Override
  public String name() {
    return "measured:" + kernels;
  }

  @Override
  public boolean measures() {
    return true;
  }

  /**
   * {@inheritDoc} Measures the task if nobody did, which takes some 100 ms, or sixteen times what
   * the task takes if that is longer; the first shape of a task takes some times that, until the
   * JVM has compiled it.
   *
   * @throws IllegalArgumentException if the task has no variant for the kind of processor
   */
  @Override
  public long taskNanos(CostKey key, IndexLaunch launch) {
    String canonical = key.canonical();
    Long known = taskNanos.get(canonical);
    return runtime.nodeNanos() + (known == null ? measure(canonical, key, launch) : known);
  }

  private synchronized long measure(String canonical, CostKey key, IndexLaunch launch) {
    Long known = taskNanos.get(canonical);
    if (known != null) {
      return known;
    }
    long nanos = timer.nanos(key, launch);
    taskNanos.put(canonical, nanos);
    measured++;
    unsaved = true;
    if (System.nanoTime() - savedAt > SAVE_INTERVAL_NANOS) {
      save();
    }
    listener.accept(new Measurement(canonical, nanos, measured));
    return nanos;
  }

  @Override
  public long movementNanos(
      NodeKind kind, int processor, int sourceMemory, int targetMemory, long bytes) {
    return movements.nanos(kind, sourceMemory, targetMemory, bytes);
  }

  @Override
  public long handoffNanos() {
    return runtime.handoffNanos();
  }

  /** {@return how many keys this model has measured itself, rather than found in the file} */
  public synchronized int measuredCount() {
    return measured;
  }

  /** {@return what the runtime adds, as it was measured} */
  public RuntimeCosts runtime() {
    return runtime;
  }

  /** {@return the file in which measurements are kept} */
  public Path file() {
    return file;
  }

  /** {@return all that is known, ready to be exported and used on another machine} */
  public CostTable table() {
    return new CostTable(
        machine.name(),
        machine.fingerprint(),
        LocalProbe.hostKey(),
        kernels,
        Optional.of(runtime),
        new TreeMap<>(taskNanos));
  }

  /**
   * Writes what was measured to the file, together with what other processes have put there. A file
   * that cannot be written is reported, and costs no more than measuring again next time.
   */
  public synchronized void save() {
    savedAt = System.nanoTime();
    if (!unsaved) {
      return;
    }
    NavigableMap<String, Long> all = new TreeMap<>(taskNanos);
    readFile().ifPresent(table -> table.taskNanos().forEach(all::putIfAbsent));
    try {
      new CostTable(
              machine.name(),
              machine.fingerprint(),
              LocalProbe.hostKey(),
              kernels,
              Optional.of(runtime),
              all)
          .write(file);
      unsaved = false;
    } catch (IOException e) {
      LOG.log(
          Level.WARNING,
          "cost file {0} cannot be written ({1}); costs will be measured again next time",
          file,
          e);
    }
  }

  /** Saves. */
  @Override
  public void close() {
    save();
  }

  private Optional<CostTable> readFile() {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      CostTable table = CostTable.read(file);
      boolean same =
          table.machineFingerprint().equals(machine.fingerprint())
              && table.host().equals(LocalProbe.hostKey())
              && table.kernels().equals(kernels);
      return same ? Optional.of(table) : Optional.empty();
    } catch (IOException | IllegalArgumentException e) {
      LOG.log(Level.WARNING, "{0}; measuring again", e.getMessage());
      return Optional.empty();
    }
  }

  /** Collects what measuring needs. */
  public static final class Builder {
    private final Machine machine;
    private final TaskTimer timer;
    private final String kernels;
    private Path folder = LocalProbe.cacheFolder();
    private Consumer<Measurement> listener = _ -> {};
    private Optional<RuntimeCosts> runtime = Optional.empty();
    private boolean anew;

    private Builder(Machine machine, TaskTimer timer, String kernels) {
      this.machine = requireNonNull(machine, "machine");
      this.timer = requireNonNull(timer, "timer");
      this.kernels = requireNonNull(kernels, "kernels");
    }

    /**
     * Sets the folder of the file, {@link LocalProbe#cacheFolder} by default.
     *
     * @param newFolder the folder; it is made when it is needed
     * @return this builder
     */
    public Builder folder(Path newFolder) {
      folder = requireNonNull(newFolder, "newFolder");
      return this;
    }

    /**
     * Tells somebody of each measurement, while the measuring thread waits.
     *
     * @param newListener is told
     * @return this builder
     */
    public Builder onMeasured(Consumer<Measurement> newListener) {
      listener = requireNonNull(newListener, "newListener");
      return this;
    }

    /**
     * Measures everything again, for example because other programs kept the machine busy when the
     * file was made. What is measured replaces what the file has.
     *
     * @return this builder
     */
    public Builder anew() {
      anew = true;
      return this;
    }

    /**
     * Uses these costs of the runtime instead of measuring them.
     *
     * @param costs what the runtime adds
     * @return this builder
     */
    public Builder runtime(RuntimeCosts costs) {
      runtime = Optional.of(costs);
      return this;
    }

    /**
     * {@return the costs; measures what the runtime adds, in a second or two, unless it is known}
     */
    public MeasuredCosts build() {
      return new MeasuredCosts(this);
    }
  }
}
