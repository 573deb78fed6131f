package org.soapstone.tasks.checking;

import java.util.List;
import org.soapstone.mapper.launch.Phase;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.regions.Point;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.Launcher;
import org.soapstone.tasks.TaskBarrier;
import org.soapstone.tasks.TaskContext;
import org.soapstone.tasks.instances.RegionView;

/** A context with other views of the data. */
record CheckedContext(TaskContext context, List<RegionView> views) implements TaskContext {
  @Override
  public Point point() {
    return context.point();
  }

  @Override
  public Rect domain() {
    return context.domain();
  }

  @Override
  public TaskArguments arguments() {
    return context.arguments();
  }

  @Override
  public List<RegionRequirement> requirements() {
    return context.requirements();
  }

  @Override
  public long iteration() {
    return context.iteration();
  }

  @Override
  public int processor() {
    return context.processor();
  }

  @Override
  public RegionView region(int requirement) {
    return views.get(requirement);
  }

  @Override
  public Object future(int i) {
    return context.future(i);
  }

  @Override
  public List<Object> futures(int i) {
    return context.futures(i);
  }

  @Override
  public TaskBarrier barrier() {
    return context.barrier();
  }

  @Override
  public void arrive(Phase phase) {
    context.arrive(phase);
  }

  @Override
  public void await(Phase phase) {
    context.await(phase);
  }

  @Override
  public Launcher launcher() {
    return context.launcher();
  }

  @Override
  public void result(Object value) {
    context.result(value);
  }

  @Override
  public <S> S service(Class<S> type) {
    return context.service(type);
  }
}
