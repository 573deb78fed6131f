package org.soapstone.tasks.tracing;

/** Why a run of a trace was not replayed, or a replay ended. */
public enum MissReason {
  /** A launch of the run waits for futures. */
  WAITS_FOR_FUTURES("a launch waits for futures"),
  /** The points of a launch run at the same time. */
  CONCURRENT("the points of a launch run at the same time"),
  /** A launch of the run takes part in phases of a barrier, which are others each time. */
  PHASES("a launch takes part in phases of a barrier"),
  /** What was emitted for a recorded run is not what was emitted for the run before. */
  UNLIKE_RUN_BEFORE("it was not like the run before"),
  /** A recorded run left another state behind than the run before. */
  OTHER_STATE("it left another state behind than the run before"),
  /** Launches that are of no run came between two runs. */
  LAUNCHES_BETWEEN("other launches came between two runs"),
  /** A launch was not the one that the run should have made next. */
  OTHER_LAUNCH("a launch was another"),
  /** The run ended before its last launch. */
  ENDED_EARLY("a run ended early"),
  /** A launch was refused. */
  WRONG_LAUNCH("a launch was wrong"),
  /** In place of a launch that could not be made, one was made that spoils its data. */
  SPOILING_LAUNCH("a launch could not be made"),
  /** The runtime launched something of its own. */
  RUNTIMES_LAUNCH("a launch was the runtime's own"),
  /** The program launched a must-epoch. */
  EPOCH("a must-epoch was launched"),
  /** The program made a fence. */
  FENCE("a fence was made"),
  /** The program destroyed a tree. */
  TREE_DESTROYED("a tree was destroyed"),
  /** The program attached data. */
  ATTACHED("data was attached"),
  /** The program detached data. */
  DETACHED("data was detached"),
  /** Within what repeats by itself, the program began a trace of its own. */
  TRACE_BEGUN("a trace of the program's began");

  private final String text;

  MissReason(String text) {
    this.text = text;
  }

  /** {@return the reason in words} */
  public String text() {
    return text;
  }
}
