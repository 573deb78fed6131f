package org.soapstone.benchmarks.taskbench;

/** What outputs must hold. */
final class Outputs {

  private Outputs() {}

  /** {@return what is to be thrown when a task reads what nobody should have written} */
  static IllegalStateException wrong(
      long step, int point, int input, long foundStep, long foundPoint) {
    return new IllegalStateException(
        "task (%d, %d) reads (%d, %d) where (%d, %d) should be"
            .formatted(step, point, foundStep, foundPoint, step - 1, input));
  }

  /**
   * Checks a row.
   *
   * @throws IllegalStateException if an output is not that of its task
   */
  static void check(Execution execution, Graph graph, long step) {
    for (int i = 0; i < graph.width(step); i++) {
      int point = graph.offset(step) + i;
      long[] output = execution.output(step, point);
      for (int word = 0; word < output.length; word += 2) {
        if (output[word] != step || output[word + 1] != point) {
          throw new IllegalStateException(
              "%s: the output of task (%d, %d) is (%d, %d)"
                  .formatted(
                      execution.getClass().getSimpleName(),
                      step,
                      point,
                      output[word],
                      output[word + 1]));
        }
      }
    }
  }
}
