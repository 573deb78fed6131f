package org.soapstone.simulator.simulation;

import java.util.Arrays;

/**
 * What a proposal's run knows about the nodes that it has visited. All other nodes are {@link
 * #UNTOUCHED}: they do what they did in the kept run.
 */
final class Overlay {
  /** In step with the kept run. */
  static final byte UNTOUCHED = 0;

  /** Not ready, and known not to become ready as in the kept run. */
  static final byte PENDING = 1;

  /** Ready, not started. */
  static final byte WAITING = 2;

  /** Started, not ended. */
  static final byte RUNNING = 3;

  /** Ended. */
  static final byte DONE = 4;

  /** The end of what has not started. */
  static final long UNKNOWN = Long.MAX_VALUE;

  byte[] status = new byte[0];
  long[] ready = new long[0];
  long[] start = new long[0];

  /**
   * The end of every node, visited or not: that of the kept run for an untouched one, unknown
   * before the start.
   */
  long[] end = new long[0];

  /**
   * How many predecessors were not yet started when the node was last evaluated and have not ended
   * since.
   */
  int[] awaited = new int[0];

  /** The time of the last evaluation that was scheduled. */
  long[] evaluation = new long[0];

  /** Whether the node counts among the mismatches of its resources. */
  boolean[] mismatched = new boolean[0];

  /** Whether an alarm at the node's old end was set. */
  boolean[] alarmed = new boolean[0];

  private boolean[] isVisited = new boolean[0];

  /** The nodes visited, each once. */
  final IntList visited = new IntList();

  /** The nodes that became ready at another time than in the kept run, in order of time. */
  final IntList readied = new IntList();

  /** The nodes that started at another time than in the kept run, in order of time. */
  final IntList started = new IntList();

  void ensure(int slots) {
    if (slots > status.length) {
      status = Arrays.copyOf(status, slots);
      ready = Arrays.copyOf(ready, slots);
      start = Arrays.copyOf(start, slots);
      end = Arrays.copyOf(end, slots);
      awaited = Arrays.copyOf(awaited, slots);
      evaluation = Arrays.copyOf(evaluation, slots);
      mismatched = Arrays.copyOf(mismatched, slots);
      alarmed = Arrays.copyOf(alarmed, slots);
      isVisited = Arrays.copyOf(isVisited, slots);
    }
  }

  void visit(int node) {
    if (!isVisited[node]) {
      isVisited[node] = true;
      evaluation[node] = -1;
      visited.add(node);
    }
  }

  /** Forgets the proposal; nodes are in step with the schedule as it now is. */
  void clear(Schedule schedule) {
    for (int i = 0; i < visited.size(); i++) {
      int node = visited.get(i);
      status[node] = UNTOUCHED;
      end[node] = schedule.end[node];
      awaited[node] = 0;
      mismatched[node] = false;
      alarmed[node] = false;
      isVisited[node] = false;
    }
    visited.clear();
    readied.clear();
    started.clear();
  }
}
