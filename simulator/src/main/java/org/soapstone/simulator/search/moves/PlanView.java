package org.soapstone.simulator.search.moves;

import java.util.List;
import org.soapstone.mapper.soap.OperatorConfig;

/** What moves see of a plan. What is returned is not to be written to. */
public interface PlanView {

  /** {@return the configuration of each operator, in order} */
  List<OperatorConfig> configurations();

  /** {@return for each processor, how long its tasks last in all, in nanoseconds} */
  long[] taskNanos();

  /** {@return for each operator, how long its tasks last in all, in nanoseconds} */
  long[] workNanos();

  /**
   * {@return for each operator, how long the critical chain is at it, in nanoseconds, with the
   * movements that serve it} The critical chain leads from the end of the step back to its
   * beginning: from each node to the one whose end let it start.
   */
  long[] criticalNanos();
}
