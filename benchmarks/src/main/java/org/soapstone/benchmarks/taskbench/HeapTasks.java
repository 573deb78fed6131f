package org.soapstone.benchmarks.taskbench;

/**
 * The tasks of the systems that are not ours: outputs lie in two arrays, the points of different
 * threads far enough apart that no cache line is shared.
 */
final class HeapTasks {
  /** Two cache lines, since processors fetch them in pairs. */
  private static final int PADDING_WORDS = 16;

  final Graph graph;
  final Order order;
  final int processors;

  private final int words;
  private final int[] starts;
  private final long[][] buffers = new long[2][];
  private final Failure failure = new Failure();

  /** What tasks compute; set between runs. */
  private Kernel kernel = Kernel.EMPTY;

  HeapTasks(Graph graph, int outputBytes, int processors) {
    this.graph = graph;
    this.processors = processors;
    order = new Order(graph);
    words = outputBytes / Long.BYTES;
    starts = new int[graph.width()];
    for (int point = 0; point < starts.length; point++) {
      starts[point] = point * words + (processor(point) + 1) * PADDING_WORDS;
    }
    int length = Math.addExact(starts[starts.length - 1], words + PADDING_WORDS);
    buffers[0] = new long[length];
    buffers[1] = new long[length];
  }

  /** {@return the processor of a point: blocks, as Soapstone's default mapper deals them} */
  int processor(int point) {
    return (int) ((long) point * processors / graph.width());
  }

  /** {@return the first point of a processor} */
  int firstPoint(int processor) {
    return (int) Math.ceilDiv((long) processor * graph.width(), processors);
  }

  void kernel(Kernel newKernel) {
    kernel = newKernel;
  }

  /** Runs a task: checks its inputs, computes, fills its output. Throws nothing. */
  void run(long step, int point, Scratch scratch) {
    try {
      int[] inputs = order.inputs(step, point);
      long[] read = buffers[(int) (step + 1) & 1];
      for (int input : inputs) {
        check(read, step, point, input);
      }
      kernel.run(step, point, scratch);
      long[] written = buffers[(int) step & 1];
      int start = starts[point];
      for (int word = 0; word < words; word += 2) {
        written[start + word] = step;
        written[start + word + 1] = point;
      }
    } catch (Throwable e) { // whoever waits for the task must not wait for ever
      failure.set(e);
    }
  }

  private void check(long[] read, long step, int point, int input) {
    int start = starts[input];
    for (int word = 0; word < words; word += 2) {
      if (read[start + word] != step - 1 || read[start + word + 1] != input) {
        throw Outputs.wrong(step, point, input, read[start + word], read[start + word + 1]);
      }
    }
  }

  /** {@return the output of a point in a row that is one of the last two that were run} */
  long[] output(long step, int point) {
    long[] output = new long[words];
    System.arraycopy(buffers[(int) step & 1], starts[point], output, 0, words);
    return output;
  }

  void throwFailure() {
    failure.throwIfAny();
  }
}
