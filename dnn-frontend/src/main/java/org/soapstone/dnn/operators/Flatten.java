package org.soapstone.dnn.operators;

import com.google.common.primitives.ImmutableLongArray;
import java.util.List;
import org.soapstone.dnn.kernels.Kernels;
import org.soapstone.mapper.launch.TaskArguments;
import org.soapstone.regions.Rect;
import org.soapstone.regions.deppart.RectMap;
import org.soapstone.tasks.TaskContext;

/**
 * Makes each image a row of features: [sample, height, width, channel] becomes [sample, (y · width
 * + x) · channels + c].
 *
 * <p>Iterates over its output. A tile of some features needs the bounding rect of their pixels; in
 * the backward pass it contributes zero to pixels of that rect which are not its own.
 */
public final class Flatten extends Operator {
  private static final String KIND = "flatten";

  /**
   * Describes a flattening.
   *
   * @param name the layer's name
   * @param input images
   * @throws ModelException if the input is no image
   */
  public Flatten(String name, Tensor input) {
    Shapes.requireImage(name, KIND, input);
    long features = input.extent(1) * input.extent(2) * input.extent(3);
    Tensor output =
        new Tensor(
            name,
            input.type(),
            ImmutableLongArray.of(input.extent(0), features),
            input.differentiable());
    super(
        name,
        KIND,
        Dimensions.channelAttribute(output),
        List.of(input),
        List.of(),
        List.of(output));
  }

  @Override
  public List<Phase> forward() {
    Tensor input = inputs().getFirst();
    return List.of(
        new Phase(
            "flatten.forward",
            Flatten::forward,
            image(),
            List.of(Access.reads(input, image()), Access.writes(output(), Maps.same(output())))));
  }

  @Override
  public List<Phase> backward() {
    Tensor input = inputs().getFirst();
    return hasBackward()
        ? List.of(
            new Phase(
                "flatten.backward",
                Flatten::backward,
                image(),
                List.of(
                    Access.readsGradient(output(), Maps.same(output())),
                    Access.contributes(input, image()))))
        : List.of();
  }

  private Image image() {
    Tensor input = inputs().getFirst();
    return new Image(input.extent(1), input.extent(2), input.extent(3));
  }

  private static void forward(TaskContext context) {
    reshape(context);
  }

  private static void backward(TaskContext context) {
    reshape(context);
  }

  private static void reshape(TaskContext context) {
    Image image = (Image) context.arguments();
    context
        .service(Kernels.class)
        .reshapeImage(
            image.height,
            image.width,
            image.channels,
            context.region(0).field(),
            context.region(1).field());
  }

  /**
   * The extents of an image: the arguments of both tasks, and the map from [sample, feature] to the
   * bounding rect of the features' pixels.
   *
   * @param height rows
   * @param width columns
   * @param channels values of a pixel
   */
  record Image(long height, long width, long channels) implements TaskArguments, RectMap {
    @Override
    public String workClass() {
      return "elementwise";
    }

    @Override
    public int sourceDims() {
      return 2;
    }

    @Override
    public int targetDims() {
      return 4;
    }

    @Override
    public Rect apply(Rect tile) {
      if (tile.isEmpty()) {
        return Rect.empty(4);
      }
      long first = Math.max(tile.lo(1), 0);
      long last = Math.min(tile.hi(1), height * width * channels - 1);
      long firstPixel = first / channels;
      long lastPixel = last / channels;
      boolean oneRow = firstPixel / width == lastPixel / width;
      boolean onePixel = firstPixel == lastPixel;
      return Rect.of(
          new long[] {
            tile.lo(0),
            firstPixel / width,
            oneRow ? firstPixel % width : 0,
            onePixel ? first % channels : 0
          },
          new long[] {
            tile.hi(0),
            lastPixel / width,
            oneRow ? lastPixel % width : width - 1,
            onePixel ? last % channels : channels - 1
          });
    }
  }
}
