package org.soapstone.tasks;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.soapstone.mapper.Mapper;
import org.soapstone.mapper.launch.FillLaunch;
import org.soapstone.mapper.launch.FutureId;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.Launch;
import org.soapstone.mapper.launch.Phase;
import org.soapstone.mapper.launch.PhaseBarrier;
import org.soapstone.mapper.launch.PhaseUse;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.FieldSpace;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.RegionForest;
import org.soapstone.tasks.access.AccessHost;
import org.soapstone.tasks.access.DataAccess;
import org.soapstone.tasks.checking.LaunchChecker;
import org.soapstone.tasks.execution.Executor;
import org.soapstone.tasks.execution.LaunchResults;
import org.soapstone.tasks.graph.GraphSink;
import org.soapstone.tasks.graph.InstanceSpec;
import org.soapstone.tasks.partitioning.DeferredPartitions;
import org.soapstone.tasks.partitioning.OutputRegion;
import org.soapstone.tasks.tracing.TraceCounts;
import org.soapstone.tasks.tracing.TracedAnalysis;

/**
 * The launches of one context on their way from the program to the executor: checked, given a
 * position, analysed or queued.
 */
final class Program implements Launcher {
  private final RegionForest regions;
  private final TracedAnalysis analysis;
  private final Executor executor;

  /** The executor, or an explainer before it. */
  private final GraphSink sink;

  private final LaunchQueue queue;
  private final Machine machine;
  private final Optional<LaunchChecker> checker;
  private final DataAccess access = new DataAccess(new Access());
  private final DeferredPartitions partitions;
  private final Set<Integer> destroyed = new HashSet<>();
  private long position;

  /** Whether the program has ever deferred a partition: until then nothing is queued. */
  private boolean deferring;

  private boolean closed;

  /** What launches may do, in an inner task. */
  private final Optional<ParentRights> rights;

  Program(
      RegionForest regions,
      TracedAnalysis analysis,
      Executor executor,
      GraphSink sink,
      int queueSize,
      Machine machine,
      Optional<LaunchChecker> checker,
      Optional<ParentRights> rights) {
    this.sink = sink;
    this.machine = machine;
    this.checker = checker;
    this.rights = rights;
    this.regions = regions;
    this.analysis = analysis;
    this.executor = executor;
    queue = new LaunchQueue(analysis, executor, sink, queueSize);
    partitions = new DeferredPartitions(this::launchOperation, machine.processorCount());
  }

  @Override
  public RegionForest regions() {
    return regions;
  }

  @Override
  public LogicalRegion createRegion(String name, IndexSpace space, FieldSpace fields) {
    requireOwnThread();
    synchronized (this) {
      LogicalRegion root = regions.createRegion(name, space, fields);
      rights.ifPresent(parent -> parent.own(root));
      return root;
    }
  }

  @Override
  public long position() {
    requireOwnThread();
    synchronized (this) {
      return position;
    }
  }

  @Override
  public FutureMap launch(IndexLaunch launch) {
    return new FutureMap(launchTasks(launch));
  }

  OutputRegion launchOutput(IndexLaunch launch, String name, FieldSpace fields) {
    LaunchResults outputs = launchTasks(launch);
    return new OutputRegion(this::launchOperation, regions, name, fields, outputs);
  }

  @Override
  public DataAccess access() {
    return access;
  }

  private LaunchResults launchTasks(IndexLaunch launch) {
    requireOwnThread();
    synchronized (this) {
      check(launch);
      checker.ifPresent(some -> some.check(launch));
      if (launch.control().phases().isNone()) {
        return make(launch);
      }
      executor.phases().promise(launch);
      long before = position;
      try {
        return make(launch);
      } catch (RuntimeException | Error e) {
        if (position == before) {
          executor.phases().withdraw(launch);
        }
        throw e;
      }
    }
  }

  private LaunchResults make(IndexLaunch launch) {
    LaunchResults results;
    if (deferring) {
      results = executor.announce(launch, position);
      queue.launch(launch, results, Optional.empty());
      position++;
    } else {
      results = executor.begin(launch, position);
      analyse(() -> analysis.launch(launch, position, sink));
    }
    return results;
  }

  @Override
  public List<FutureMap> mustEpoch(List<IndexLaunch> launches) {
    requireOwnThread();
    synchronized (this) {
      List<IndexLaunch> epoch = launches.stream().map(IndexLaunch::concurrent).toList();
      epoch.forEach(this::check);
      checker.ifPresent(some -> epoch.forEach(some::check));
      queue.settle(epoch);
      List<IndexLaunch> promised = new ArrayList<>();
      long before = position;
      try {
        for (IndexLaunch launch : epoch) {
          executor.phases().promise(launch);
          promised.add(launch);
        }
        List<LaunchResults> results = executor.beginEpoch(epoch, position);
        analyse(
            () ->
                analysis.launchEpoch(
                    epoch, position, l -> executor.beginNext(epoch.get(l), results.get(l)), sink),
            epoch.size());
        return results.stream().map(FutureMap::new).toList();
      } catch (RuntimeException | Error e) {
        if (position == before) {
          promised.forEach(executor.phases()::withdraw);
        }
        throw e;
      } finally {
        executor.endEpoch();
      }
    }
  }

  @Override
  public PhaseBarrier phaseBarrier(String name, int arrivals) {
    requireOwnThread();
    synchronized (this) {
      checkOpen();
      return executor.phases().barrier(name, arrivals);
    }
  }

  @Override
  public void arrive(Phase phase) {
    requireOwnThread();
    synchronized (this) {
      checkOpen();
      check(phase.barrier());
      executor.phases().arrive(phase);
    }
  }

  @Override
  public void await(Phase phase) {
    requireOwnThread();
    synchronized (this) {
      checkOpen();
      check(phase.barrier());
      executor.phases().await(phase);
    }
  }

  private void check(PhaseBarrier barrier) {
    if (!executor.phases().made(barrier)) {
      rights.ifPresent(parent -> parent.check(barrier));
    }
  }

  /**
   * Launches tasks of an operation on partitions, which are handed what they wait for. The analysis
   * knows results by their position, and only so far back: older ones are waited for here.
   */
  private LaunchResults launchOperation(IndexLaunch launch, List<LaunchResults> handed) {
    requireOwnThread();
    synchronized (this) {
      check(launch);
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
  }

  @Override
  public void launch(FillLaunch fill) {
    requireOwnThread();
    synchronized (this) {
      checkOpen();
      checkAlive(fill.region(), fill);
      access.check(fill);
      rights.ifPresent(parent -> parent.check(fill));
      if (deferring) {
        queue.fill(fill, position);
        position++;
      } else {
        executor.beginFill(position);
        analyse(() -> analysis.launch(fill, position, sink));
      }
    }
  }

  private void analyse(Runnable launch) {
    analyse(launch, 1);
  }

  private void analyse(Runnable analysis, int launches) {
    try {
      analysis.run();
      position += launches;
    } catch (RuntimeException | Error e) {
      // A wrong launch changes nothing, and the program may go on.
      switch (executor.abandon(e)) {
        case NOTHING -> {}
        case EVERYTHING -> position += launches;
        case A_PART -> {
          position += launches;
          queue.breakDown(e);
        }
      }
      throw e;
    }
  }

  @Override
  public DeferredPartitions partitions() {
    return partitions;
  }

  @Override
  public void trace(String name, Runnable launches) {
    beginTrace(name);
    try {
      launches.run();
    } finally {
      endTrace();
    }
  }

  @Override
  public void trace(String name, List<? extends Launch> launches, long iteration) {
    requireOwnThread();
    synchronized (this) {
      List<? extends Launch> run = List.copyOf(launches);
      access.checkAll(run);
      beginTrace(name);
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
        endTrace();
      }
    }
  }

  private void beginTrace(String name) {
    requireOwnThread();
    synchronized (this) {
      checkOpen();
      queue.drain();
      analysis.begin(name, position);
    }
  }

  private void endTrace() {
    requireOwnThread();
    synchronized (this) {
      queue.drain();
      analysis.end();
    }
  }

  List<TraceCounts> traces() {
    requireOwnThread();
    synchronized (this) {
      return analysis.counts();
    }
  }

  @Override
  public void fence() {
    requireOwnThread();
    synchronized (this) {
      checkOpen();
      queue.drain();
      executor.drain();
      executor.throwFailures();
    }
  }

  @Override
  public void executionFence() {
    requireOwnThread();
    synchronized (this) {
      checkOpen();
      queue.fence(position);
      position++;
    }
  }

  @Override
  public void destroy(LogicalRegion region) {
    requireOwnThread();
    synchronized (this) {
      checkOpen();
      LogicalRegion root = region.root();
      access.checkDestroy(root);
      if (destroyed.add(root.tree())) {
        queue.destroy(root);
      }
    }
  }

  /** Makes a launch of the runtime's own, which goes where another mapper says. */
  void launchPlaced(IndexLaunch launch, Mapper placement) {
    requireOwnThread();
    synchronized (this) {
      checkOpen();
      queue.drain();
      executor.begin(launch, position);
      analyse(() -> analysis.launchPlaced(launch, position, placement, sink));
    }
  }

  /** Waits until everything launched so far has run. */
  void drain() {
    requireOwnThread();
    synchronized (this) {
      queue.drain();
      executor.drain();
    }
  }

  /** Unmaps and detaches what the program has left mapped and attached. */
  synchronized void endAccess() {
    if (!executor.isCancelled()) {
      access.close();
    }
  }

  /** Ends a sub-program: waits for what runs and frees its memory, but tells nobody of failures. */
  synchronized void end() {
    try {
      endAccess();
    } catch (TaskFailedException e) {
      // The failure is in what was detached, and in the log.
    }
    closed = true;
    queue.close();
    executor.close();
  }

  /** Has everything that has not started fail. */
  void cancel() {
    executor.cancel();
  }

  /**
   * Waits for what runs and frees all memory. Closing twice does nothing.
   *
   * @throws TaskFailedException if a task failed and the program was not told before, unless it was
   *     cancelled
   */
  void close() {
    requireOwnThread();
    if (Thread.currentThread().isInterrupted()) {
      cancel();
    }
    synchronized (this) {
      if (!closed) {
        try {
          endAccess();
        } finally {
          closed = true;
          queue.close();
          executor.close();
        }
        if (!executor.isCancelled()) {
          executor.throwFailures();
        }
      }
    }
  }

  private void check(IndexLaunch launch) {
    checkOpen();
    access.check(launch);
    List<RegionRequirement> requirements = launch.requirements();
    for (int r = 0; r < requirements.size(); r++) {
      checkAlive(requirements.get(r).region(), launch);
    }
    PhaseUse phases = launch.control().phases();
    if (!phases.isNone()) {
      phases.waits().forEach(phase -> check(phase.barrier()));
      phases.arrivals().forEach(phase -> check(phase.barrier()));
      phases.joined().forEach(this::check);
    }
    if (rights.isPresent()) {
      rights.get().check(launch);
    }
  }

  /** Before the monitor is asked for: the program may hold it while it waits for this thread. */
  private void requireOwnThread() {
    executor.requireProgramThread("use the runtime");
  }

  private void checkOpen() {
    executor.requireWhole();
    if (closed) {
      throw new IllegalStateException(
          rights.isPresent()
              ? "the launcher of an inner task is used after its body has returned; it is valid only"
                  + " while the body runs"
              : "the runtime is closed; build another one");
    }
    if (executor.isCancelled()) {
      throw new IllegalStateException("the runtime was cancelled; close it and build another one");
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

  /** What the program's own access to data needs. */
  private final class Access implements AccessHost {
    @Override
    public FutureMap launch(IndexLaunch launch) {
      return Program.this.launch(launch);
    }

    @Override
    public void launch(FillLaunch fill) {
      Program.this.launch(fill);
    }

    @Override
    public FutureMap launchInPlace(IndexLaunch launch) {
      requireOwnThread();
      synchronized (Program.this) {
        check(launch);
        queue.drain();
        LaunchResults results = executor.begin(launch, position);
        analyse(() -> analysis.launchByDefault(launch, position, sink));
        return new FutureMap(results);
      }
    }

    @Override
    public InstanceSpec attach(LogicalRegion region, FieldSet fields, List<MemorySegment> byField) {
      requireOwnThread();
      synchronized (Program.this) {
        checkOpen();
        rights.ifPresent(parent ->
            parent.checkWrites(region, fields, "attachment to region '" + region.name() + "'"));
        queue.drain();
        InstanceSpec spec = analysis.attach(region, fields, machine.nearestMemory(0));
        executor.attach(spec, byField);
        return spec;
      }
    }

    @Override
    public void detach(InstanceSpec spec) {
      synchronized (Program.this) {
        queue.drain();
        analysis.detach(spec);
        executor.detach(spec);
      }
    }
  }
}
