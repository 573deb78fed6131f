package org.soapstone.dnn;

import java.util.ArrayList;
import java.util.List;
import org.soapstone.dnn.kernels.RecurrentCell;
import org.soapstone.dnn.operators.BatchNorm;
import org.soapstone.dnn.operators.Embedding;
import org.soapstone.dnn.operators.GroupNorm;
import org.soapstone.dnn.operators.Initializer;
import org.soapstone.dnn.operators.LayerNorm;
import org.soapstone.dnn.operators.MatMul;
import org.soapstone.dnn.operators.ModelException;
import org.soapstone.dnn.operators.Recurrent;
import org.soapstone.dnn.operators.RmsNorm;
import org.soapstone.dnn.operators.ScaledDotProductAttention;
import org.soapstone.dnn.operators.Softmax;
import org.soapstone.dnn.operators.Tensor;

/** The layers that transformers, recurrent and normalised networks are made of. */
abstract class SequenceLayers extends ShapeLayers {
  private static final double EPSILON = 1e-5;
  private static final double MOMENTUM = 0.1;
  private static final Initializer NORMAL = new Initializer.Normal(0, 1);

  abstract Block block(String name);

  /**
   * Adds products of matrices, one for each index of the dimensions before the last two.
   *
   * @param name the layer's name
   * @param left [..., row, inner]
   * @param right [..., inner, column]
   * @return [..., row, column]
   */
  public Tensor matmul(String name, Tensor left, Tensor right) {
    return add("matmul", name, List.of(left, right), full -> new MatMul(full, left, right));
  }

  /**
   * Adds products of matrices, one for each index of the dimensions before the last two, named
   * after its place.
   *
   * @param left [..., row, inner]
   * @param right [..., inner, column]
   * @return [..., row, column]
   */
  public Tensor matmul(Tensor left, Tensor right) {
    return matmul(nextName("matmul"), left, right);
  }

  /**
   * Adds a softmax along a dimension.
   *
   * @param name the layer's name
   * @param input any tensor of floating-point numbers
   * @param axis the dimension; negative counts from the end
   * @return the same shape
   */
  public Tensor softmax(String name, Tensor input, int axis) {
    return add("softmax", name, List.of(input), full -> new Softmax(full, input, axis, false));
  }

  /**
   * Adds a softmax along a dimension, named after its place.
   *
   * @param input any tensor of floating-point numbers
   * @param axis the dimension; negative counts from the end
   * @return the same shape
   */
  public Tensor softmax(Tensor input, int axis) {
    return softmax(nextName("softmax"), input, axis);
  }

  /**
   * Adds the logarithm of a softmax along a dimension.
   *
   * @param name the layer's name
   * @param input any tensor of floating-point numbers
   * @param axis the dimension; negative counts from the end
   * @return the same shape
   */
  public Tensor logSoftmax(String name, Tensor input, int axis) {
    return add("log_softmax", name, List.of(input), full -> new Softmax(full, input, axis, true));
  }

  /**
   * Adds the logarithm of a softmax along a dimension, named after its place.
   *
   * @param input any tensor of floating-point numbers
   * @param axis the dimension; negative counts from the end
   * @return the same shape
   */
  public Tensor logSoftmax(Tensor input, int axis) {
    return logSoftmax(nextName("log_softmax"), input, axis);
  }

  /**
   * Adds a batch normalisation of each channel, with epsilon 1e-5 and momentum 0.1.
   *
   * @param name the layer's name
   * @param input [sample, ..., channel]
   * @return the same shape
   */
  public Tensor batchNorm(String name, Tensor input) {
    return add(
        "batch_norm", name, List.of(input), full -> new BatchNorm(full, input, EPSILON, MOMENTUM));
  }

  /**
   * Adds a batch normalisation of each channel, with epsilon 1e-5 and momentum 0.1, named after its
   * place.
   *
   * @param input [sample, ..., channel]
   * @return the same shape
   */
  public Tensor batchNorm(Tensor input) {
    return batchNorm(nextName("batch_norm"), input);
  }

  /**
   * Adds a layer normalisation over the last dimension, with epsilon 1e-5.
   *
   * @param name the layer's name
   * @param input [sample, ..., channel]
   * @return the same shape
   */
  public Tensor layerNorm(String name, Tensor input) {
    return add("layer_norm", name, List.of(input), full -> new LayerNorm(full, input, 1, EPSILON));
  }

  /**
   * Adds a layer normalisation over the last dimension, with epsilon 1e-5, named after its place.
   *
   * @param input [sample, ..., channel]
   * @return the same shape
   */
  public Tensor layerNorm(Tensor input) {
    return layerNorm(nextName("layer_norm"), input);
  }

  /**
   * Adds a group normalisation of the channels of each sample, with epsilon 1e-5.
   *
   * @param name the layer's name
   * @param input [sample, ..., channel]
   * @param groups divides the channels
   * @return the same shape
   */
  public Tensor groupNorm(String name, Tensor input, long groups) {
    return add(
        "group_norm", name, List.of(input), full -> new GroupNorm(full, input, groups, EPSILON));
  }

  /**
   * Adds a group normalisation of the channels of each sample, with epsilon 1e-5, named after its
   * place.
   *
   * @param input [sample, ..., channel]
   * @param groups divides the channels
   * @return the same shape
   */
  public Tensor groupNorm(Tensor input, long groups) {
    return groupNorm(nextName("group_norm"), input, groups);
  }

  /**
   * Adds a normalisation by the root mean square of the last dimension, with epsilon 1e-5.
   *
   * @param name the layer's name
   * @param input [sample, ..., channel]
   * @return the same shape
   */
  public Tensor rmsNorm(String name, Tensor input) {
    return add("rms_norm", name, List.of(input), full -> new RmsNorm(full, input, EPSILON));
  }

  /**
   * Adds a normalisation by the root mean square of the last dimension, with epsilon 1e-5, named
   * after its place.
   *
   * @param input [sample, ..., channel]
   * @return the same shape
   */
  public Tensor rmsNorm(Tensor input) {
    return rmsNorm(nextName("rms_norm"), input);
  }

  /**
   * Adds a look-up of rows of a table that is trained, starting normal of deviation 1.
   *
   * @param name the layer's name
   * @param indices INT32 [...], from 0 to less than the rows
   * @param rows the rows of the table
   * @param channels the columns of the table
   * @return [..., channels]
   */
  public Tensor embedding(String name, Tensor indices, long rows, long channels) {
    return embedding(name, indices, rows, channels, NORMAL);
  }

  /**
   * Adds a look-up of rows of a table that is trained.
   *
   * @param name the layer's name
   * @param indices INT32 [...], from 0 to less than the rows
   * @param rows the rows of the table
   * @param channels the columns of the table
   * @param start where the table starts
   * @return [..., channels]
   */
  public Tensor embedding(
      String name, Tensor indices, long rows, long channels, Initializer start) {
    return add(
        "embedding",
        name,
        List.of(indices),
        full -> new Embedding(full, indices, rows, channels, Embedding.Bag.NONE, start, type()));
  }

  /**
   * Adds a look-up of rows of a table that is trained, starting normal of deviation 1, named after
   * its place.
   *
   * @param indices INT32 [...], from 0 to less than the rows
   * @param rows the rows of the table
   * @param channels the columns of the table
   * @return [..., channels]
   */
  public Tensor embedding(Tensor indices, long rows, long channels) {
    return embedding(nextName("embedding"), indices, rows, channels);
  }

  /**
   * Adds the sum or mean of the rows of a table that the last dimension of the indices names; the
   * table is trained and starts normal of deviation 1.
   *
   * @param name the layer's name
   * @param indices INT32 [..., bag], from 0 to less than the rows
   * @param rows the rows of the table
   * @param channels the columns of the table
   * @param bag sum or mean
   * @return [..., channels]
   */
  public Tensor embeddingBag(
      String name, Tensor indices, long rows, long channels, Embedding.Bag bag) {
    return add(
        "embedding",
        name,
        List.of(indices),
        full -> new Embedding(full, indices, rows, channels, bag, NORMAL, type()));
  }

  /**
   * Adds the sum or mean of the rows of a table that the last dimension of the indices names; the
   * table is trained and starts normal of deviation 1, named after its place.
   *
   * @param indices INT32 [..., bag], from 0 to less than the rows
   * @param rows the rows of the table
   * @param channels the columns of the table
   * @param bag sum or mean
   * @return [..., channels]
   */
  public Tensor embeddingBag(Tensor indices, long rows, long channels, Embedding.Bag bag) {
    return embeddingBag(nextName("embedding"), indices, rows, channels, bag);
  }

  /**
   * Adds attention: softmax(query · keyᵀ / √depth) · value.
   *
   * @param name the layer's name
   * @param query [sample, position, head, depth]
   * @param key [sample, key, head, depth]
   * @param value [sample, key, head, value depth]
   * @param causal whether a position sees only keys of its own index and before
   * @return [sample, position, head, value depth]
   */
  public Tensor scaledDotProductAttention(
      String name, Tensor query, Tensor key, Tensor value, boolean causal) {
    return add(
        "attention",
        name,
        List.of(query, key, value),
        full -> new ScaledDotProductAttention(full, query, key, value, causal));
  }

  /**
   * Adds attention: softmax(query · keyᵀ / √depth) · value, named after its place.
   *
   * @param query [sample, position, head, depth]
   * @param key [sample, key, head, depth]
   * @param value [sample, key, head, value depth]
   * @param causal whether a position sees only keys of its own index and before
   * @return [sample, position, head, value depth]
   */
  public Tensor scaledDotProductAttention(Tensor query, Tensor key, Tensor value, boolean causal) {
    return scaledDotProductAttention(nextName("attention"), query, key, value, causal);
  }

  /**
   * Adds attention with projections, as a block of five layers {@code query}, {@code key}, {@code
   * value}, {@code attention} and {@code output} (Vaswani et al., NeurIPS 2017).
   *
   * @param name the block's name
   * @param query [sample, position, channel]
   * @param memory what keys and values are made of [sample, key, channel]; the same tensor for
   *     self-attention
   * @param heads divides the channels of the query
   * @param causal whether a position sees only keys of its own index and before
   * @return [sample, position, channel], with the channels of the query
   */
  public Tensor multiHeadAttention(
      String name, Tensor query, Tensor memory, long heads, boolean causal) {
    long channels = query.extent(query.dims() - 1);
    if (query.dims() != 3 || memory.dims() != 3 || heads < 1 || channels % heads != 0) {
      throw ModelException.of(
          name,
          "multi_head_attention",
          "query %s, memory %s and %d heads; it takes [sample, position, channel], and the heads must divide the query's channels"
              .formatted(query, memory, heads));
    }
    Block block = block(name);
    Tensor q = heads(block, "query", query, channels, heads);
    Tensor k = heads(block, "key", memory, channels, heads);
    Tensor v = heads(block, "value", memory, channels, heads);
    Tensor attended = block.scaledDotProductAttention("attention", q, k, v, causal);
    Tensor rows = block.reshape(attended, query.extent(0), query.extent(1), channels);
    return block.linear("output", rows, channels, Initializer.GLOROT_UNIFORM);
  }

  private static Tensor heads(Block block, String name, Tensor input, long channels, long heads) {
    Tensor projected = block.linear(name, input, channels, Initializer.GLOROT_UNIFORM);
    return block.reshape(projected, input.extent(0), input.extent(1), heads, channels / heads);
  }

  /**
   * Adds a long short-term memory that starts from zeros.
   *
   * @param name the layer's name
   * @param input [sample, step, channel]
   * @param units the hidden units
   * @return the hidden state after each step [sample, step, unit]
   */
  public Tensor lstm(String name, Tensor input, long units) {
    return lstm(name, input, units, List.of()).output();
  }

  /**
   * Adds a block of steps of a long short-term memory.
   *
   * @param name the layer's name
   * @param input [sample, step, channel]
   * @param units the hidden units
   * @param states the hidden state and the cell state before the first step [sample, unit]; empty:
   *     zeros
   * @return the hidden state after each step, and both states after the last
   */
  public Sequence lstm(String name, Tensor input, long units, List<Tensor> states) {
    return recurrent("lstm", name, RecurrentCell.LSTM, input, units, states);
  }

  /**
   * Adds a layer of gated recurrent units that starts from zeros.
   *
   * @param name the layer's name
   * @param input [sample, step, channel]
   * @param units the hidden units
   * @return the hidden state after each step [sample, step, unit]
   */
  public Tensor gru(String name, Tensor input, long units) {
    return gru(name, input, units, List.of()).output();
  }

  /**
   * Adds a block of steps of gated recurrent units.
   *
   * @param name the layer's name
   * @param input [sample, step, channel]
   * @param units the hidden units
   * @param states the hidden state before the first step [sample, unit]; empty: zeros
   * @return the hidden state after each step, and the one after the last
   */
  public Sequence gru(String name, Tensor input, long units, List<Tensor> states) {
    return recurrent("gru", name, RecurrentCell.GRU, input, units, states);
  }

  private Sequence recurrent(
      String kind, String name, RecurrentCell cell, Tensor input, long units, List<Tensor> states) {
    List<Tensor> inputs = new ArrayList<>(states);
    inputs.addFirst(input);
    Recurrent layer =
        (Recurrent)
            append(
                kind,
                name,
                inputs,
                full ->
                    new Recurrent(full, cell, input, units, states, Initializer.GLOROT_UNIFORM));
    return new Sequence(
        layer.output(),
        cell == RecurrentCell.LSTM
            ? List.of(layer.lastHidden(), layer.lastCell())
            : List.of(layer.lastHidden()));
  }

  /**
   * What a block of steps of a recurrent layer gives.
   *
   * @param output the hidden state after each step [sample, step, unit]
   * @param states the states after the last step [sample, unit], for the next block
   */
  public record Sequence(Tensor output, List<Tensor> states) {}
}
