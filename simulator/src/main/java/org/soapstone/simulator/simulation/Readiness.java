package org.soapstone.simulator.simulation;

/**
 * Finds out when nodes become ready, where that may be at another time than in the kept run.
 *
 * <p>A node in step needs no attention. It is evaluated when a predecessor ends at another time
 * than it did, and when the time comes at which it was ready although a predecessor has not ended.
 * One that has to wait for predecessors that have not started is told when they end.
 */
final class Readiness {
  private final DynamicGraph graph;
  private final Schedule schedule;
  private final Overlay overlay;
  private final EventHeap events;
  private final IntList evaluations = new IntList();

  /** The nodes that were ready now in the kept run and are not. */
  final IntList late = new IntList();

  /** The nodes that become ready now and did not in the kept run. */
  final IntList ready = new IntList();

  Readiness(DynamicGraph graph, Schedule schedule, Overlay overlay, EventHeap events) {
    this.graph = graph;
    this.schedule = schedule;
    this.overlay = overlay;
    this.events = events;
  }

  void forgetInstant() {
    evaluations.clear();
    late.clear();
    ready.clear();
  }

  /** Tells the successors of nodes that end now, and of nodes that ended now in the kept run. */
  void tell(IntList ended, IntList alarms, long now) {
    for (int i = 0; i < ended.size(); i++) {
      tellEnd(ended.get(i), now);
    }
    for (int i = 0; i < alarms.size(); i++) {
      byte status = overlay.status[alarms.get(i)];
      if (status != Overlay.UNTOUCHED && status != Overlay.DONE) {
        tellDelay(alarms.get(i), now);
      }
    }
  }

  /**
   * Tells successors that a node ended: those who wait for news, and all if it was another time.
   */
  private void tellEnd(int node, long now) {
    boolean differs = schedule.end[node] != now;
    int[] successors = graph.successors.list(node);
    for (int s = graph.successors.count(node) - 1; s >= 0; s--) {
      int successor = successors[s];
      if (overlay.awaited[successor] > 0) {
        if (--overlay.awaited[successor] == 0) {
          evaluations.add(successor);
        }
      } else if (differs) {
        evaluations.add(successor);
      }
    }
  }

  /** Has the successors of a node that did not end when it did evaluated when they were ready. */
  private void tellDelay(int node, long now) {
    int[] successors = graph.successors.list(node);
    for (int s = graph.successors.count(node) - 1; s >= 0; s--) {
      int successor = successors[s];
      if (overlay.status[successor] == Overlay.UNTOUCHED && overlay.awaited[successor] == 0) {
        if (schedule.ready[successor] == now) {
          evaluations.add(successor);
        } else {
          evaluateAt(successor, schedule.ready[successor]);
        }
      }
    }
  }

  /**
   * Has those evaluated who wait for news of nodes that went back in step, since none will come.
   */
  void tellReleased(IntList released, long now) {
    for (int i = 0; i < released.size(); i++) {
      int node = released.get(i);
      int[] successors = graph.successors.list(node);
      for (int s = graph.successors.count(node) - 1; s >= 0; s--) {
        if (overlay.awaited[successors[s]] > 0) {
          evaluations.add(successors[s]);
        }
      }
    }
    released.clear();
    evaluateAll(now);
  }

  /** Has a node evaluated. */
  void add(int node) {
    evaluations.add(node);
  }

  /** Carries out all evaluations. */
  void evaluateAll(long now) {
    for (int i = 0; i < evaluations.size(); i++) {
      evaluate(evaluations.get(i), now);
    }
    evaluations.clear();
  }

  /** Finds out when a node becomes ready, as far as that can be known now. */
  private void evaluate(int node, long now) {
    byte status = overlay.status[node];
    long oldReady = schedule.ready[node];
    boolean inStep = status == Overlay.UNTOUCHED;
    if (status >= Overlay.WAITING || (inStep && oldReady < now)) {
      return;
    }
    overlay.visit(node);
    long ready = 0;
    int unknown = 0;
    int[] predecessors = graph.predecessors.list(node);
    for (int p = graph.predecessors.count(node) - 1; p >= 0; p--) {
      long end = overlay.end[predecessors[p]];
      if (end == Overlay.UNKNOWN) {
        unknown++;
      } else {
        ready = Math.max(ready, end + graph.handoffNanos(predecessors[p], node));
      }
    }
    overlay.awaited[node] = unknown;
    boolean isKnown = unknown == 0;
    if (isKnown && ready == now) {
      if (!inStep || oldReady != now) {
        becomeReady(node, now);
      }
    } else if (inStep && oldReady == now) {
      becomeLate(node, now);
      if (isKnown) {
        evaluateAt(node, ready);
      }
    } else if (isKnown && ready != oldReady) {
      evaluateAt(node, inStep ? Math.min(ready, oldReady) : ready);
    } else if (!isKnown && inStep) {
      evaluateAt(node, oldReady);
    }
  }

  private void evaluateAt(int node, long time) {
    overlay.visit(node);
    if (overlay.evaluation[node] != time) {
      overlay.evaluation[node] = time;
      events.push(time, Event.of(Event.EVALUATION, node));
    }
  }

  private void becomeLate(int node, long now) {
    overlay.status[node] = Overlay.PENDING;
    overlay.end[node] = Overlay.UNKNOWN;
    late.add(node);
    setAlarm(node, now);
  }

  private void becomeReady(int node, long now) {
    overlay.status[node] = Overlay.WAITING;
    overlay.ready[node] = now;
    overlay.end[node] = Overlay.UNKNOWN;
    overlay.readied.add(node);
    ready.add(node);
  }

  /** Has successors told when a node's old end comes, if it has not ended by then. */
  void setAlarm(int node, long now) {
    long oldEnd = schedule.end[node];
    if (!overlay.alarmed[node] && oldEnd > now && oldEnd != Schedule.NEVER) {
      overlay.alarmed[node] = true;
      events.push(oldEnd, Event.of(Event.ALARM, node));
    }
  }
}
