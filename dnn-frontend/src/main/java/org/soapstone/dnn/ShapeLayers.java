package org.soapstone.dnn;

import java.util.Arrays;
import java.util.List;
import org.soapstone.dnn.operators.Gather;
import org.soapstone.dnn.operators.Pad;
import org.soapstone.dnn.operators.Reduce;
import org.soapstone.dnn.operators.Reshape;
import org.soapstone.dnn.operators.Slice;
import org.soapstone.dnn.operators.Split;
import org.soapstone.dnn.operators.Tensor;
import org.soapstone.dnn.operators.TopK;
import org.soapstone.dnn.operators.Transpose;

/** The layers that move elements, or sum them up. */
abstract class ShapeLayers extends ArithmeticLayers {

  /**
   * Adds a change of shape; elements keep their row-major order.
   *
   * @param name the layer's name
   * @param input any tensor
   * @param shape the extents, of which one may be −1 and follows from the others
   * @return that shape
   */
  public Tensor reshape(String name, Tensor input, long... shape) {
    return add("reshape", name, List.of(input), full -> new Reshape(full, input, shape));
  }

  /**
   * Adds a change of shape; elements keep their row-major order, named after its place.
   *
   * @param input any tensor
   * @param shape the extents, of which one may be −1 and follows from the others
   * @return that shape
   */
  public Tensor reshape(Tensor input, long... shape) {
    return reshape(nextName("reshape"), input, shape);
  }

  /**
   * Adds an exchange of dimensions.
   *
   * @param name the layer's name
   * @param input any tensor
   * @param order for each dimension of the result, the input's
   * @return the permuted shape
   */
  public Tensor transpose(String name, Tensor input, int... order) {
    return add("transpose", name, List.of(input), full -> new Transpose(full, input, order));
  }

  /**
   * Adds an exchange of dimensions, named after its place.
   *
   * @param input any tensor
   * @param order for each dimension of the result, the input's
   * @return the permuted shape
   */
  public Tensor transpose(Tensor input, int... order) {
    return transpose(nextName("transpose"), input, order);
  }

  /**
   * Adds a box of a tensor.
   *
   * @param name the layer's name
   * @param input any tensor
   * @param start for each dimension, the first index
   * @param end for each dimension, the index behind the last
   * @return the shape of the box
   */
  public Tensor slice(String name, Tensor input, long[] start, long[] end) {
    return add(
        "slice",
        name,
        List.of(input),
        full -> new Slice(full, input, start, end, ones(start.length)));
  }

  /**
   * Adds a box of a tensor, named after its place.
   *
   * @param input any tensor
   * @param start for each dimension, the first index
   * @param end for each dimension, the index behind the last
   * @return the shape of the box
   */
  public Tensor slice(Tensor input, long[] start, long[] end) {
    return slice(nextName("slice"), input, start, end);
  }

  /**
   * Adds every so-manieth element of a box of a tensor.
   *
   * @param name the layer's name
   * @param input any tensor
   * @param start for each dimension, the first index
   * @param end for each dimension, the index behind the last
   * @param step for each dimension, the distance of indices
   * @return the shape of what is taken
   */
  public Tensor slice(String name, Tensor input, long[] start, long[] end, long[] step) {
    return add("slice", name, List.of(input), full -> new Slice(full, input, start, end, step));
  }

  /**
   * Adds every so-manieth element of a box of a tensor, named after its place.
   *
   * @param input any tensor
   * @param start for each dimension, the first index
   * @param end for each dimension, the index behind the last
   * @param step for each dimension, the distance of indices
   * @return the shape of what is taken
   */
  public Tensor slice(Tensor input, long[] start, long[] end, long[] step) {
    return slice(nextName("slice"), input, start, end, step);
  }

  /**
   * Adds a frame around a tensor.
   *
   * @param name the layer's name
   * @param input any tensor
   * @param before for each dimension, the indices added at the low end
   * @param after for each dimension, the indices added at the high end
   * @param value what they hold
   * @return the larger shape
   */
  public Tensor pad(String name, Tensor input, long[] before, long[] after, double value) {
    return add("pad", name, List.of(input), full -> new Pad(full, input, before, after, value));
  }

  /**
   * Adds a frame around a tensor, named after its place.
   *
   * @param input any tensor
   * @param before for each dimension, the indices added at the low end
   * @param after for each dimension, the indices added at the high end
   * @param value what they hold
   * @return the larger shape
   */
  public Tensor pad(Tensor input, long[] before, long[] after, double value) {
    return pad(nextName("pad"), input, before, after, value);
  }

  /**
   * Adds a look-up along a dimension: output[a, i, b] = input[a, indices[i], b].
   *
   * @param name the layer's name
   * @param input any tensor of floating-point numbers
   * @param indices INT32, from 0 to less than the extent of the axis
   * @param axis the dimension; negative counts from the end
   * @return the shape of the input, with that of the indices for the axis
   */
  public Tensor gather(String name, Tensor input, Tensor indices, int axis) {
    return add(
        "gather", name, List.of(input, indices), full -> new Gather(full, input, indices, axis));
  }

  /**
   * Adds a look-up along a dimension: output[a, i, b] = input[a, indices[i], b], named after its
   * place.
   *
   * @param input any tensor of floating-point numbers
   * @param indices INT32, from 0 to less than the extent of the axis
   * @param axis the dimension; negative counts from the end
   * @return the shape of the input, with that of the indices for the axis
   */
  public Tensor gather(Tensor input, Tensor indices, int axis) {
    return gather(nextName("gather"), input, indices, axis);
  }

  /**
   * Adds a sum over dimensions.
   *
   * @param name the layer's name
   * @param input any tensor of floating-point numbers
   * @param keepDims whether they stay, with extent 1
   * @param axes the dimensions; negative ones count from the end; none means all
   * @return the remaining shape
   */
  public Tensor reduceSum(String name, Tensor input, boolean keepDims, int... axes) {
    return add(
        "reduce_sum",
        name,
        List.of(input),
        full -> new Reduce(full, input, Reduce.Kind.SUM, keepDims, axes));
  }

  /**
   * Adds a sum over dimensions, named after its place.
   *
   * @param input any tensor of floating-point numbers
   * @param keepDims whether they stay, with extent 1
   * @param axes the dimensions; negative ones count from the end; none means all
   * @return the remaining shape
   */
  public Tensor reduceSum(Tensor input, boolean keepDims, int... axes) {
    return reduceSum(nextName("reduce_sum"), input, keepDims, axes);
  }

  /**
   * Adds a mean over dimensions.
   *
   * @param name the layer's name
   * @param input any tensor of floating-point numbers
   * @param keepDims whether they stay, with extent 1
   * @param axes the dimensions; negative ones count from the end; none means all
   * @return the remaining shape
   */
  public Tensor reduceMean(String name, Tensor input, boolean keepDims, int... axes) {
    return add(
        "reduce_mean",
        name,
        List.of(input),
        full -> new Reduce(full, input, Reduce.Kind.MEAN, keepDims, axes));
  }

  /**
   * Adds a mean over dimensions, named after its place.
   *
   * @param input any tensor of floating-point numbers
   * @param keepDims whether they stay, with extent 1
   * @param axes the dimensions; negative ones count from the end; none means all
   * @return the remaining shape
   */
  public Tensor reduceMean(Tensor input, boolean keepDims, int... axes) {
    return reduceMean(nextName("reduce_mean"), input, keepDims, axes);
  }

  /**
   * Adds a maximum over dimensions.
   *
   * @param name the layer's name
   * @param input any tensor of floating-point numbers
   * @param keepDims whether they stay, with extent 1
   * @param axes the dimensions; negative ones count from the end; none means all
   * @return the remaining shape
   */
  public Tensor reduceMax(String name, Tensor input, boolean keepDims, int... axes) {
    return add(
        "reduce_max",
        name,
        List.of(input),
        full -> new Reduce(full, input, Reduce.Kind.MAX, keepDims, axes));
  }

  /**
   * Adds a maximum over dimensions, named after its place.
   *
   * @param input any tensor of floating-point numbers
   * @param keepDims whether they stay, with extent 1
   * @param axes the dimensions; negative ones count from the end; none means all
   * @return the remaining shape
   */
  public Tensor reduceMax(Tensor input, boolean keepDims, int... axes) {
    return reduceMax(nextName("reduce_max"), input, keepDims, axes);
  }

  /**
   * Cuts a tensor along a dimension.
   *
   * @param name the layer's name
   * @param input any tensor
   * @param axis the dimension; negative counts from the end
   * @param sizes the extents of the parts, in sum that of the input
   * @return the parts
   */
  public List<Tensor> split(String name, Tensor input, int axis, long... sizes) {
    return append("split", name, List.of(input), full -> new Split(full, input, axis, sizes))
        .outputs();
  }

  /**
   * Cuts a tensor along a dimension, named after its place.
   *
   * @param input any tensor
   * @param axis the dimension; negative counts from the end
   * @param sizes the extents of the parts, in sum that of the input
   * @return the parts
   */
  public List<Tensor> split(Tensor input, int axis, long... sizes) {
    return split(nextName("split"), input, axis, sizes);
  }

  /**
   * Takes the greatest elements of each row, the last dimension, in falling order.
   *
   * @param name the layer's name
   * @param input at least two dimensions
   * @param k how many
   * @return the elements, and where in their rows they are, INT32
   */
  public List<Tensor> topK(String name, Tensor input, long k) {
    return append("top_k", name, List.of(input), full -> new TopK(full, input, k)).outputs();
  }

  private static long[] ones(int length) {
    long[] ones = new long[length];
    Arrays.fill(ones, 1);
    return ones;
  }
}
