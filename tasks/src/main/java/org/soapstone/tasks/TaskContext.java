package org.soapstone.tasks;

import java.util.List;
import org.soapstone.mapper.launch.Phase;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.regions.Point;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.instances.RegionView;

/** What a body sees of its launch. Valid only while the body runs. */
public interface TaskContext {

  /** {@return the launch point} */
  Point point();

  /** {@return the launch domain} */
  Rect domain();

  /** {@return the launch's arguments} */
  TaskArguments arguments();

  /**
   * {@return the requirements of the launch, in order; none where the body is only timed, on
   * scratch data}
   */
  default List<RegionRequirement> requirements() {
    return List.of();
  }

  /** {@return the launch's iteration number} */
  long iteration();

  /** {@return the processor that runs the body} */
  int processor();

  /**
   * {@return the data of one region requirement, with no more rights than its privilege gives}
   *
   * @param requirement the position of the requirement
   * @throws IndexOutOfBoundsException if there is no such requirement
   * @throws IllegalStateException in an inner body, which touches data through what it launches
   */
  RegionView region(int requirement);

  /**
   * {@return the value of one of the launch's futures}
   *
   * @param i the position of the future in the launch
   */
  Object future(int i);

  /**
   * {@return the results that one of the launch's futures names, in row-major order of the points
   * that set one} A list whatever their number.
   *
   * @param i the position of the future in the launch
   */
  List<Object> futures(int i);

  /**
   * Sets the point's result, which becomes the value of its future.
   *
   * @param value the result, immutable
   */
  void result(Object value);

  /**
   * {@return where the points of a concurrent launch, or of all of a must-epoch, wait for each
   * other}
   *
   * @throws IllegalStateException if the launch is not concurrent
   */
  TaskBarrier barrier();

  /**
   * Arrives at a phase, on behalf of this point and once more than what its launch says. Does not
   * wait.
   *
   * @param phase a phase of a barrier that the launch {@linkplain
   *     org.soapstone.mapper.launch.IndexLaunch#joins joined}
   * @throws IllegalStateException if the launch has not joined the barrier, or the phase has all
   *     its arrivals
   */
  void arrive(Phase phase);

  /**
   * Waits until a phase is over. For bodies of concurrent launches and must-epochs, whose
   * processors nobody else needs, and for inner ones.
   *
   * @param phase a phase of a barrier that the launch {@linkplain
   *     org.soapstone.mapper.launch.IndexLaunch#joins joined}
   * @throws IllegalStateException if the launch has not joined the barrier or is of another kind
   * @throws TaskFailedException if a task that should have arrived failed; the waiting point then
   *     fails with it, if it does not catch this
   */
  void await(Phase phase);

  /**
   * {@return what an inner body launches with: the context of its sub-program} The launches may do
   * to a region no more than the task's own requirements allow. The task ends when its body has
   * returned and all that it launched has run. For the body's own thread.
   *
   * @throws IllegalStateException in a leaf body
   */
  Launcher launcher();

  /**
   * {@return a service that the program registered with the runtime under its type, for example a
   * data set}
   *
   * @param type the type
   * @param <S> the type
   * @throws IllegalStateException if none is registered
   */
  <S> S service(Class<S> type);
}
