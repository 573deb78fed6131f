package org.soapstone.simulator.simulation;

/** The run that a delta simulation keeps, as it is asked for its critical chain. */
final class KeptRun implements CriticalChain.Run {
  private final DynamicGraph graph;
  private final Schedule schedule;
  private final ResourceSets resources;
  private final long makespan;

  KeptRun(DynamicGraph graph, Schedule schedule, ResourceSets resources, long makespan) {
    this.graph = graph;
    this.schedule = schedule;
    this.resources = resources;
    this.makespan = makespan;
  }

  private int lower(int one, int two) {
    return one < 0 || key(two) < key(one) ? two : one;
  }

  /** On a resource nodes follow each other, so its last ones to start end last. */
  @Override
  public int last() {
    int last = -1;
    for (int resource = 0; resource < resources.resourceLimit(); resource++) {
      for (int i = schedule.count(resource) - 1; i >= 0; i--) {
        int node = schedule.startedAs(resource, i);
        if (end(node) < makespan) {
          break;
        }
        last = lower(last, node);
      }
    }
    return last;
  }

  @Override
  public long key(int node) {
    return graph.keys[node];
  }

  @Override
  public long ready(int node) {
    return schedule.ready[node];
  }

  @Override
  public long start(int node) {
    return schedule.start[node];
  }

  @Override
  public long end(int node) {
    return schedule.end[node];
  }

  @Override
  public int holder(int node) {
    int holder = -1;
    int set = graph.sets[node];
    for (int i = 0; i < resources.size(set); i++) {
      int resource = resources.item(set, i);
      int before = schedule.startedBefore(resource, start(node)) - 1;
      if (before >= 0) {
        int other = schedule.startedAs(resource, before);
        if (end(other) == start(node)) {
          holder = lower(holder, other);
        }
      }
    }
    return holder;
  }

  @Override
  public int cause(int node) {
    int cause = -1;
    for (int i = 0; i < graph.predecessors.count(node); i++) {
      int before = graph.predecessors.get(node, i);
      if (end(before) + graph.handoffNanos(before, node) == ready(node)) {
        cause = lower(cause, before);
      }
    }
    return cause;
  }
}
