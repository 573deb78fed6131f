package org.soapstone.tasks.execution;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.Point;
import org.soapstone.regions.Rect;
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

  /** The task; null while no body runs. */
  private Work work;

  private IndexLaunch launch;
  private long iteration;
  private List<LaunchResults> inputs = List.of();
  private Object result = LaunchResults.NO_RESULT;

  BodyContext(int processor, Map<Class<?>, Object> services) {
    this.processor = processor;
    this.services = services;
  }

  /** Turns to a task. */
  void enter(Work task, IndexLaunch of, long itsIteration, List<LaunchResults> itsInputs) {
    work = task;
    launch = of;
    iteration = itsIteration;
    inputs = itsInputs;
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
    current();
    return inputs.get(i).valueForBody();
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
