package org.soapstone.dnn;

import java.util.List;
import org.soapstone.dnn.operators.Aggregate;
import org.soapstone.dnn.operators.ExpertLinear;
import org.soapstone.dnn.operators.GroupBy;
import org.soapstone.dnn.operators.Initializer;
import org.soapstone.dnn.operators.Tensor;

/**
 * The layers of a mixture of experts (Shazeer et al., "Outrageously Large Neural Networks", ICLR
 * 2017): samples are grouped by expert, each expert computes on its group, and the samples collect
 * what their experts made of them.
 */
abstract class ExpertLayers extends SequenceLayers {

  /**
   * Adds a grouping of samples by expert. A sample for which its expert has no place left is
   * dropped.
   *
   * @param name the layer's name
   * @param input [sample, channel]
   * @param assignments the experts of each sample, INT32 [sample, choice], as {@link #topK} gives
   *     them
   * @param experts the number of experts
   * @param capacity the places of each expert
   * @return [expert, place, channel]
   */
  public Tensor groupBy(
      String name, Tensor input, Tensor assignments, long experts, long capacity) {
    return add(
        "group_by",
        name,
        List.of(input, assignments),
        full -> new GroupBy(full, input, assignments, experts, capacity));
  }

  /**
   * Adds a fully connected layer for each expert, without bias, starting Kaiming-uniform.
   *
   * @param name the layer's name
   * @param grouped [expert, place, channel]
   * @param outChannels the channels of the output
   * @return [expert, place, outChannel]
   */
  public Tensor expertLinear(String name, Tensor grouped, long outChannels) {
    return add(
        "expert_linear",
        name,
        List.of(grouped),
        full -> new ExpertLinear(full, grouped, outChannels, Initializer.KAIMING_UNIFORM));
  }

  /**
   * Adds what samples collect from their experts: the sum of the rows at their places, each times
   * its gate.
   *
   * @param name the layer's name
   * @param grouped [expert, place, channel], with the places of {@link #groupBy}
   * @param assignments the experts of each sample, as they were grouped
   * @param gates what each counts [sample, choice]
   * @return [sample, channel]
   */
  public Tensor aggregate(String name, Tensor grouped, Tensor assignments, Tensor gates) {
    return add(
        "aggregate",
        name,
        List.of(grouped, assignments, gates),
        full -> new Aggregate(full, grouped, assignments, gates));
  }
}
