package org.soapstone.dnn.operators;

import com.google.common.primitives.ImmutableLongArray;
import java.util.List;
import java.util.Locale;
import org.soapstone.dnn.kernels.Kernels;
import org.soapstone.dnn.kernels.Kernels.Pooling;
import org.soapstone.dnn.kernels.PoolGeometry;
import org.soapstone.dnn.kernels.Window;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.regions.Rect;
import org.soapstone.regions.deppart.RectMap;
import org.soapstone.tasks.TaskContext;

/**
 * Pools windows of each channel over one, two or three dimensions: their maximum, or the average of
 * their elements.
 *
 * <p>Iterates over its output; a tile needs its positions with their halo, of its own channels.
 */
public final class Pool extends Operator {
  private final PoolGeometry pool;

  /**
   * Describes a pooling whose averages are of the elements inside the tensor.
   *
   * @param name the layer's name
   * @param input [sample, ..., channel], with as many dimensions between as the window has
   * @param pooling maximum or average
   * @param window the geometry
   * @throws ModelException if the window does not fit the input
   */
  public Pool(String name, Tensor input, Pooling pooling, Window window) {
    this(name, input, pooling, window, false, false);
  }

  /**
   * Describes a pooling.
   *
   * @param name the layer's name
   * @param input [sample, ..., channel], with as many dimensions between as the window has
   * @param pooling maximum or average
   * @param window the geometry
   * @param roundUp whether a last window that reaches beyond the padding counts (ONNX's {@code
   *     ceil_mode}), if it begins inside the tensor or the padding before it
   * @param includePadding whether averages count padding as zeros (ONNX's {@code
   *     count_include_pad})
   * @throws ModelException if the window does not fit the input
   */
  public Pool(
      String name,
      Tensor input,
      Pooling pooling,
      Window window,
      boolean roundUp,
      boolean includePadding) {
    String kind = "pool" + window.dims() + "d";
    Shapes.requireFloats(name, kind, input);
    ImmutableLongArray shape =
        Shapes.windowed(name, kind, input, window, roundUp, Shapes.last(input));
    Tensor output = new Tensor(name, input.type(), shape, input.differentiable());
    this.pool =
        new PoolGeometry(
            pooling, includePadding, window, input.shape().subArray(1, input.dims() - 1).trimmed());
    super(
        name,
        kind,
        Dimensions.channelAttribute(output),
        List.of(input),
        List.of(),
        List.of(output));
  }

  /**
   * {@return a pooling of each channel over all positions: [sample, ..., channel] becomes [sample,
   * 1..., channel]}
   *
   * @param name the layer's name
   * @param input of three to five dimensions
   * @param pooling maximum or average
   * @throws ModelException if it has others
   */
  public static Pool global(String name, Tensor input, Pooling pooling) {
    if (input.dims() < 3 || input.dims() > Window.MOST_DIMS + 2) {
      throw ModelException.of(
          name, "pool", "input %s; it must have three to five dimensions".formatted(input));
    }
    return new Pool(name, input, pooling, Shapes.whole(input));
  }

  @Override
  public String attributes() {
    return pool.pooling().name().toLowerCase(Locale.ROOT)
        + " "
        + pool.window()
        + (pool.includePadding() ? " counting padding" : "");
  }

  private RectMap inputMap() {
    return Maps.halo(pool.window(), output().dims(), output().dims() - 1);
  }

  @Override
  public List<Phase> forward() {
    return List.of(
        new Phase(
            kind() + ".forward",
            Pool::forward,
            new Geometry(pool),
            Access.reads(input(), inputMap()),
            Access.writes(output(), Maps.same(output()))));
  }

  @Override
  public List<Phase> backward() {
    return hasBackward()
        ? List.of(
            new Phase(
                kind() + ".backward",
                Pool::backward,
                new Geometry(pool),
                Access.reads(input(), inputMap()),
                Access.readsGradient(output(), Maps.same(output())),
                Access.contributes(input(), inputMap())))
        : List.of();
  }

  private static void forward(TaskContext context) {
    context
        .service(Kernels.class)
        .poolForward(
            ((Geometry) context.arguments()).pool,
            context.region(0).field(),
            context.region(1).field());
  }

  private static void backward(TaskContext context) {
    context
        .service(Kernels.class)
        .poolBackward(
            ((Geometry) context.arguments()).pool,
            context.region(0).field(),
            context.region(1).field(),
            context.region(2).field());
  }

  /**
   * The arguments of both tasks.
   *
   * @param pool the geometry
   */
  record Geometry(PoolGeometry pool) implements TaskArguments {
    @Override
    public double flops(List<Rect> rects) {
      return (double) pool.window().volume() * rects.get(1).volume();
    }

    @Override
    public String workClass() {
      return "pool";
    }
  }
}
