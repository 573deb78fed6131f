package org.soapstone.mapper.soap;

import org.soapstone.mapper.launch.Launch;

/**
 * Takes the launches that an operator lowers to.
 *
 * <p>The launches of one operator stand at several places of the program (forward, backward,
 * update), so each comes with its position. Positions do not depend on configurations: the launch
 * at a position is the same launch, split another way.
 */
public interface LaunchSink {

  /**
   * Takes a launch that is made once, before the first step.
   *
   * @param position where it stands among the launches made once; unique among them, at least 0
   * @param launch the launch
   */
  void once(int position, Launch launch);

  /**
   * Takes a launch that is made in every step.
   *
   * @param position where it stands within the step; unique among the launches of a step, at least
   *     0
   * @param launch the launch
   */
  void step(int position, Launch launch);
}
