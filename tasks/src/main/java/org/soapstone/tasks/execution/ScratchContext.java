package org.soapstone.tasks.execution;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.soapstone.mapper.launch.Phase;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.regions.Point;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.Launcher;
import org.soapstone.tasks.TaskBarrier;
import org.soapstone.tasks.TaskContext;
import org.soapstone.tasks.graph.CostKey;
import org.soapstone.tasks.instances.RegionView;

/**
 * What a body sees when it is timed.
 *
 * @param key says which point is run
 * @param iteration the launch's iteration number
 * @param processor the number of the measuring thread
 * @param regions the scratch instances, by requirement
 * @param services what the body may ask for
 */
record ScratchContext(
    CostKey key,
    long iteration,
    int processor,
    List<ScratchRegion> regions,
    Map<Class<?>, Object> services)
    implements TaskContext {

  void clearBuffers() {
    for (int r = 0; r < regions.size(); r++) {
      regions.get(r).clearBuffers();
    }
  }

  @Override
  public Point point() {
    return key.domain().delinearize(key.point());
  }

  @Override
  public Rect domain() {
    return key.domain();
  }

  @Override
  public TaskArguments arguments() {
    return key.arguments();
  }

  @Override
  public RegionView region(int requirement) {
    return regions.get(requirement).view();
  }

  @Override
  public Object future(int i) {
    throw new IllegalStateException(
        ("task '%s' reads future %d, which has no value while the task is timed alone; give it a"
                + " cost by hand")
            .formatted(key.task(), i));
  }

  @Override
  public List<Object> futures(int i) {
    return List.of(future(i));
  }

  @Override
  public TaskBarrier barrier() {
    throw new IllegalStateException(
        ("task '%s' waits for other points, of which there are none while it is timed alone; give"
                + " it a cost by hand")
            .formatted(key.task()));
  }

  @Override
  public void arrive(Phase phase) {
    throw noPhases(phase);
  }

  @Override
  public void await(Phase phase) {
    throw noPhases(phase);
  }

  private IllegalStateException noPhases(Phase phase) {
    return new IllegalStateException(
        "task '%s' takes part in %s, which does not exist while it is timed alone; give it a cost by hand"
            .formatted(key.task(), phase));
  }

  @Override
  public Launcher launcher() {
    throw new IllegalStateException(
        ("task '%s' launches others, which is not possible while it is timed alone; give it a cost"
                + " by hand")
            .formatted(key.task()));
  }

  @Override
  public void result(Object value) {
    Objects.requireNonNull(value, "value");
  }

  @Override
  public <S> S service(Class<S> type) {
    Object service = services.get(type);
    if (service == null) {
      throw new IllegalStateException(
          "no service of type %s is registered; give it to the timer when it is built"
              .formatted(type.getName()));
    }
    return type.cast(service);
  }
}
