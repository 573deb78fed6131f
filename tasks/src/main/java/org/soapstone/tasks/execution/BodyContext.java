package org.soapstone.tasks.execution;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.Phase;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.Point;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.Launcher;
import org.soapstone.tasks.TaskBarrier;
import org.soapstone.tasks.TaskContext;
import org.soapstone.tasks.instances.InstanceView;
import org.soapstone.tasks.instances.RegionView;

/**
 * What the body that a worker runs sees of its launch; one for each worker, used again for every
 * task.
 */
final class BodyContext implements TaskContext {
  private final int processor;
  private final Map<Class<?>, Object> services;
  private final PhaseTable phases;

  /** The task; null while no body runs. */
  private Work work;

  private IndexLaunch launch;
  private long iteration;
  private List<Input> inputs = List.of();
  private Optional<Gang> gang = Optional.empty();

  /** What an inner body launches with; empty for leaf bodies. */
  private final Optional<Launcher> launcher;

  private Object result = LaunchResults.NO_RESULT;

  BodyContext(int processor, Map<Class<?>, Object> services, PhaseTable phases) {
    this.processor = processor;
    this.services = services;
    this.phases = phases;
    launcher = Optional.empty();
  }

  /** For one inner task. */
  BodyContext(int processor, Map<Class<?>, Object> services, PhaseTable phases, Launcher launcher) {
    this.processor = processor;
    this.services = services;
    this.phases = phases;
    this.launcher = Optional.of(launcher);
  }

  /** Turns to a task. */
  void enter(
      Work task, IndexLaunch of, long itsIteration, List<Input> itsInputs, Optional<Gang> itsGang) {
    work = task;
    launch = of;
    iteration = itsIteration;
    inputs = itsInputs;
    gang = itsGang;
    result = LaunchResults.NO_RESULT;
  }

  /** Turns away from the task; returns its result. */
  Object leave() {
    work = null;
    Object last = result;
    result = LaunchResults.NO_RESULT;
    return last;
  }

  private Work current() {
    if (work == null) {
      throw new IllegalStateException(
          "a task's context is used after its body has returned; it is valid only while the body"
              + " runs");
    }
    return work;
  }

  private IndexLaunch launch() {
    current();
    return launch;
  }

  @Override
  public Point point() {
    return launch().point(current().point);
  }

  @Override
  public Rect domain() {
    return launch().domain();
  }

  @Override
  public TaskArguments arguments() {
    return launch().arguments();
  }

  @Override
  public List<RegionRequirement> requirements() {
    return launch().requirements();
  }

  @Override
  public long iteration() {
    current();
    return iteration;
  }

  @Override
  public int processor() {
    return processor;
  }

  @Override
  public RegionView region(int requirement) {
    Objects.checkIndex(requirement, launch().requirements().size());
    if (launcher.isPresent()) {
      throw new IllegalStateException(
          ("task '%s': an inner body does not touch data; launch a task that does, or use"
                  + " Launcher.read and Launcher.write")
              .formatted(launch().task()));
    }
    RegionView view = requirement < current().views.length ? current().views[requirement] : null;
    return view == null ? emptyView(launch().requirements().get(requirement)) : view;
  }

  /** The analysis binds no instance to a requirement without points. */
  private RegionView emptyView(RegionRequirement requirement) {
    IndexSpace space = requirement.space(point());
    if (!space.isEmpty()) {
      throw new AssertionError(
          "no instance is bound for %s of region '%s'"
              .formatted(space, requirement.region().name()));
    }
    return InstanceView.empty(requirement.region(), requirement.fields(), requirement.privilege());
  }

  @Override
  public Object future(int i) {
    return input(i).value(point());
  }

  @Override
  public List<Object> futures(int i) {
    return input(i).values(point());
  }

  private Input input(int i) {
    int read = inputs.size() - launch().control().predicate().futures().size();
    return inputs.get(Objects.checkIndex(i, read));
  }

  @Override
  public TaskBarrier barrier() {
    current();
    return gang.orElseThrow(() ->
        new IllegalStateException(
            "task '%s': its launch is not concurrent, so that its points cannot wait for each other; launch it with IndexLaunch.concurrent"
                .formatted(launch.task())));
  }

  @Override
  public void arrive(Phase phase) {
    checkJoined(phase);
    phases.arrive(phase);
  }

  @Override
  public void await(Phase phase) {
    checkJoined(phase);
    if (launcher.isEmpty() && gang.isEmpty()) {
      throw new IllegalStateException(
          "task '%s': it would wait for %s on a processor that others may need; launch it with IndexLaunch.waitsFor, or with concurrent"
              .formatted(launch.task(), phase));
    }
    phases.await(phase);
  }

  private void checkJoined(Phase phase) {
    if (!launch().control().phases().joined().contains(phase.barrier())) {
      throw new IllegalStateException(
          "task '%s': its launch has not joined phase barrier '%s'; launch it with IndexLaunch.joins"
              .formatted(launch.task(), phase.barrier().name()));
    }
  }

  @Override
  public Launcher launcher() {
    current();
    return launcher.orElseThrow(() ->
        new IllegalStateException(
            "task '%s': a leaf body may not launch; give the task an inner variant"
                .formatted(launch().task())));
  }

  @Override
  public void result(Object value) {
    current();
    result = Objects.requireNonNull(value, "value");
  }

  @Override
  public <S> S service(Class<S> type) {
    current();
    Object service = services.get(type);
    if (service == null) {
      throw new IllegalStateException(
          "no service of type %s is registered; give it to the runtime when it is built"
              .formatted(type.getName()));
    }
    return type.cast(service);
  }
}
