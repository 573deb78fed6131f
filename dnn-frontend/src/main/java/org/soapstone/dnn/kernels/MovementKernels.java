package org.soapstone.dnn.kernels;

import org.soapstone.tasks.instances.FieldView;

/**
 * What moves elements and computes little or nothing.
 *
 * <p>Every method has a reference implementation in plain Java, for FLOAT32 and FLOAT64; kernel
 * sets override those that they compute faster.
 */
public interface MovementKernels {

  /**
   * Sets all elements to a number.
   *
   * @param value the number
   * @param view what is set; written
   */
  default void fill(double value, FieldView view) {
    MovementReference.fill(value, view);
  }

  /**
   * to[p] = from[start + step · p].
   *
   * @param start the first index of each dimension
   * @param step the step of each dimension, at least 1
   * @param from read
   * @param to written
   */
  default void slice(long[] start, long[] step, FieldView from, FieldView to) {
    MovementReference.slice(start, step, from, to);
  }

  /**
   * to[start + step · p] = from[p], and 0 elsewhere.
   *
   * @param start the first index of each dimension
   * @param step the step of each dimension, at least 1
   * @param from read
   * @param to written
   */
  default void unslice(long[] start, long[] step, FieldView from, FieldView to) {
    MovementReference.unslice(start, step, from, to);
  }

  /**
   * Exchanges dimensions: the result's dimension d is the source's dimension order[d].
   *
   * @param order for each dimension of the result, the dimension of the source
   * @param from read
   * @param to written
   */
  default void transpose(int[] order, FieldView from, FieldView to) {
    MovementReference.transpose(order, from, to);
  }

  /**
   * Moves elements to the same row-major place of a tensor of another shape; what the source does
   * not cover becomes 0.
   *
   * @param fromShape the extents of the whole source
   * @param toShape the extents of the whole result
   * @param from read
   * @param to written
   */
  default void reshape(long[] fromShape, long[] toShape, FieldView from, FieldView to) {
    MovementReference.reshape(fromShape, toShape, from, to);
  }

  /**
   * Changes the type of elements: FLOAT32, FLOAT64 or INT32; fractions are cut off.
   *
   * @param from read
   * @param to written
   */
  default void cast(FieldView from, FieldView to) {
    MovementReference.cast(from, to);
  }

  /**
   * Each output row is scale times the sum of the rows that its indices name, of those that the
   * view of the table has.
   *
   * @param rows the rows of the whole table
   * @param bag how many neighbouring indices are summed
   * @param scale the factor of the sums
   * @param indices INT32
   * @param table [row, channel], some of the rows
   * @param output the result; written
   */
  default void embeddingForward(
      long rows, int bag, double scale, FieldView indices, FieldView table, FieldView output) {
    GatherReference.forward(rows, bag, scale, indices, table, output);
  }

  /**
   * The table's gradient: each row sums the output rows that name it.
   *
   * @param bag how many neighbouring indices are summed
   * @param scale the factor of the sums
   * @param indices INT32
   * @param outputGradient the output's gradient
   * @param tableGradient [row, channel], some of the rows; written
   */
  default void embeddingBackward(
      int bag, double scale, FieldView indices, FieldView outputGradient, FieldView tableGradient) {
    GatherReference.backward(bag, scale, indices, outputGradient, tableGradient);
  }

  /**
   * output[a, i, b] = data[a, indices[i], b] of the indices that the view of the data has; 0 for
   * others.
   *
   * @param rows the extent of the axis in the whole data
   * @param axis the dimension of the data that indices name
   * @param indices INT32
   * @param data the data, a range of indices of the axis
   * @param output the result; written
   */
  default void gatherForward(
      long rows, int axis, FieldView indices, FieldView data, FieldView output) {
    GatherReference.gather(rows, axis, indices, data, output);
  }

  /**
   * The data's gradient: each index sums the output elements that name it.
   *
   * @param rows the extent of the axis in the whole data
   * @param axis the dimension of the data that indices name
   * @param indices INT32
   * @param outputGradient the output's gradient
   * @param dataGradient the data's gradient, a range of indices of the axis; written
   */
  default void gatherBackward(
      long rows, int axis, FieldView indices, FieldView outputGradient, FieldView dataGradient) {
    GatherReference.gatherBackward(rows, axis, indices, outputGradient, dataGradient);
  }

  /**
   * Brings samples to the places of their experts: a choice takes the next place of its expert, in
   * row-major order of all assignments; zeros elsewhere.
   *
   * @param experts the number of experts
   * @param assignments INT32 [sample, choice], all of them
   * @param input [sample, channel], some of both
   * @param grouped [expert, place, channel], all places of some experts; written
   */
  default void groupForward(
      long experts, FieldView assignments, FieldView input, FieldView grouped) {
    ExpertReference.group(experts, assignments, input, grouped);
  }

  /**
   * The samples' gradient: the sum of those at their places.
   *
   * @param experts the number of experts
   * @param assignments INT32 [sample, choice], all of them
   * @param groupedGradient [expert, place, channel], all places of some experts
   * @param inputGradient the input's gradient; written
   */
  default void groupBackward(
      long experts, FieldView assignments, FieldView groupedGradient, FieldView inputGradient) {
    ExpertReference.groupBackward(experts, assignments, groupedGradient, inputGradient);
  }

  /**
   * Sums for each sample the rows at its places, times the gates of its choices.
   *
   * @param experts the number of experts
   * @param assignments INT32 [sample, choice], all of them
   * @param gates [sample, choice]
   * @param grouped [expert, place, channel], all places of some experts
   * @param output the result; written
   */
  default void aggregateForward(
      long experts, FieldView assignments, FieldView gates, FieldView grouped, FieldView output) {
    ExpertReference.aggregate(experts, assignments, gates, grouped, output);
  }

  /**
   * What a tile of samples, channels and experts contributes to the gradients of gates and rows.
   *
   * @param experts the number of experts
   * @param assignments INT32 [sample, choice], all of them
   * @param gates [sample, choice]
   * @param grouped [expert, place, channel], all places of some experts
   * @param outputGradient the output's gradient
   * @param gateGradient written
   * @param groupedGradient written
   */
  default void aggregateBackward(
      long experts,
      FieldView assignments,
      FieldView gates,
      FieldView grouped,
      FieldView outputGradient,
      FieldView gateGradient,
      FieldView groupedGradient) {
    ExpertReference.aggregateBackward(
        experts, assignments, gates, grouped, outputGradient, gateGradient, groupedGradient);
  }

  /**
   * The greatest elements of each row, the last dimension, in falling order; the first among
   * equals.
   *
   * @param input the elements
   * @param values the greatest elements; written
   * @param indices where in the row they are, INT32; written
   */
  default void topKForward(FieldView input, FieldView values, FieldView indices) {
    TopKReference.forward(input, values, indices);
  }

  /**
   * Each of the greatest elements gets its gradient, the others 0.
   *
   * @param indices where in the row they are, INT32
   * @param valueGradient the gradient of the greatest elements
   * @param inputGradient the input's gradient; written
   */
  default void topKBackward(FieldView indices, FieldView valueGradient, FieldView inputGradient) {
    TopKReference.backward(indices, valueGradient, inputGradient);
  }
}
