package org.soapstone.tasks.graph;

/** What a sink makes of a run that repeats: it repeats the run by itself, or says why not. */
public sealed interface Repetition permits RepeatedRun, Repetition.Refused {

  /**
   * The sink has to be sent every node.
   *
   * @param reason why
   */
  record Refused(SlowPath reason) implements Repetition {}
}
