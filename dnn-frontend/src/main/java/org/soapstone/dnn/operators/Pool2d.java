package org.soapstone.dnn.operators;

import java.util.List;
import java.util.Locale;
import org.soapstone.dnn.kernels.Kernels;
import org.soapstone.dnn.kernels.Kernels.Pooling;
import org.soapstone.dnn.kernels.Window;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.TaskContext;

/**
 * Pools windows of each channel of images: their maximum, or the average of their elements inside
 * the tensor.
 *
 * <p>Iterates over its output; a tile needs its rows and columns with their halo, of its own
 * channels.
 */
public final class Pool2d extends Operator {
  private static final String KIND = "pool2d";

  private final Pooling pooling;
  private final Window window;

  /**
   * Describes a pooling.
   *
   * @param name the layer's name
   * @param input images
   * @param pooling maximum or average
   * @param window the geometry; padding is the same at both ends
   * @throws ModelException if the input is no image or the window does not fit it
   */
  public Pool2d(String name, Tensor input, Pooling pooling, Window window) {
    Shapes.requireImage(name, KIND, input);
    Tensor output =
        new Tensor(
            name,
            input.type(),
            Shapes.windowed(name, KIND, input, window, input.extent(3)),
            input.differentiable());
    this.pooling = pooling;
    this.window = window;
    super(
        name,
        KIND,
        Dimensions.channelAttribute(output),
        List.of(input),
        List.of(),
        List.of(output));
  }

  @Override
  public String attributes() {
    return pooling.name().toLowerCase(Locale.ROOT) + " " + Shapes.text(window);
  }

  @Override
  public List<Phase> forward() {
    Tensor input = inputs().getFirst();
    return List.of(
        new Phase(
            "pool2d.forward",
            Pool2d::forward,
            arguments(),
            List.of(
                Access.reads(input, Maps.halo(window, input, true)),
                Access.writes(output(), Maps.same(output())))));
  }

  @Override
  public List<Phase> backward() {
    Tensor input = inputs().getFirst();
    if (!hasBackward()) {
      return List.of();
    }
    return List.of(
        new Phase(
            "pool2d.backward",
            Pool2d::backward,
            arguments(),
            List.of(
                Access.reads(input, Maps.halo(window, input, true)),
                Access.readsGradient(output(), Maps.same(output())),
                Access.contributes(input, Maps.halo(window, input, true)))));
  }

  private Geometry arguments() {
    Tensor input = inputs().getFirst();
    return new Geometry(pooling, window, input.extent(1), input.extent(2));
  }

  private static void forward(TaskContext context) {
    Geometry geometry = (Geometry) context.arguments();
    context
        .service(Kernels.class)
        .poolForward(
            geometry.pooling,
            geometry.window,
            geometry.inputHeight,
            geometry.inputWidth,
            context.region(0).field(),
            context.region(1).field());
  }

  private static void backward(TaskContext context) {
    Geometry geometry = (Geometry) context.arguments();
    context
        .service(Kernels.class)
        .poolBackward(
            geometry.pooling,
            geometry.window,
            geometry.inputHeight,
            geometry.inputWidth,
            context.region(0).field(),
            context.region(1).field(),
            context.region(2).field());
  }

  /**
   * The arguments of both tasks.
   *
   * @param pooling maximum or average
   * @param window the geometry
   * @param inputHeight rows of the whole input tensor
   * @param inputWidth columns of the whole input tensor
   */
  record Geometry(Pooling pooling, Window window, long inputHeight, long inputWidth)
      implements TaskArguments {
    @Override
    public double flops(List<Rect> rects) {
      return (double) rects.get(1).volume() * window.kernelHeight() * window.kernelWidth();
    }

    @Override
    public String workClass() {
      return "pool";
    }
  }
}
