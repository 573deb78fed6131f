package org.soapstone.simulator.search;

import java.util.List;
import org.soapstone.simulator.search.moves.PlanView;

/** Holds a plan and tells what a change of it would cost. For one thread. */
interface Evaluator extends PlanView {
  /**
   * What {@link #propose} returns when the changed plan does not fit, or takes longer than the
   * limit.
   */
  long REFUSED = Long.MAX_VALUE;

  /** {@return the predicted time of the plan, in nanoseconds, without the open change} */
  long nanos();

  /**
   * {@return the predicted time of the changed plan, or {@link #REFUSED}} The change stays open
   * until {@link #commit} or {@link #rollback}.
   */
  long propose(List<Change> changes, long limitNanos);

  /** Keeps the open change, which was not refused. */
  void commit();

  /** Takes the open change back. */
  void rollback();
}
