package org.soapstone.tasks.graph;

/** Why a run that repeats is sent to a sink node by node, and not repeated by the sink itself. */
public enum SlowPath {
  /** The sink repeats nothing: somebody wants to see every node. */
  EVERY_NODE_IS_SEEN("every node is seen by somebody"),
  /** A body is an inner one. */
  INNER_BODY("a body is an inner one"),
  /** Tasks have data to themselves while they run. */
  ATOMIC("tasks have data to themselves"),
  /** There is no memory for an instance. */
  NO_MEMORY("an instance has no memory"),
  /** The run has no nodes, or more than can be numbered. */
  SIZE("it has no nodes, or too many"),
  /** What the launches run is being recorded. */
  RECORDED("its launches are recorded"),
  /** Another run, or an earlier round of this one, has not completed. */
  REPLAY_ENDING("an earlier replay was still ending");

  private final String text;

  SlowPath(String text) {
    this.text = text;
  }

  /** {@return the reason in words} */
  public String text() {
    return text;
  }
}
