package org.soapstone.benchmarks.taskbench;

/** Runs the tasks one after another. */
final class SerialLoop implements Execution {
  private final HeapTasks tasks;
  private final Scratch scratch = new Scratch();

  SerialLoop(HeapTasks tasks) {
    this.tasks = tasks;
  }

  @Override
  public int processors() {
    return 1;
  }

  @Override
  public void run(Kernel kernel, long first, long end) {
    tasks.kernel(kernel);
    Graph graph = tasks.graph;
    for (long step = first; step < end; step++) {
      int point = graph.offset(step);
      for (int last = point + graph.width(step); point < last; point++) {
        tasks.run(step, point, scratch);
      }
    }
    tasks.throwFailure();
  }

  @Override
  public long[] output(long step, int point) {
    return tasks.output(step, point);
  }

  @Override
  public void close() {}
}
