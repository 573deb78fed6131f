package org.soapstone.natives.onednn;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The three primitives of one convolution.
 *
 * <p>Activations are kept in our own dense order, which oneDNN calls nhwc where it is one of
 * images: its kernels are at their best there, and no reorder is needed (measured, 3x3, 64 to 64
 * channels, 56x56, batch 8, one AVX-512 core: 163 GFLOP/s forward in nhwc, the same in blocked
 * layouts before their reorders, and less than that backward). The layout of the weights is
 * oneDNN's choice; they are small.
 */
final class ConvolutionPrimitives {
  private static final int DIRECT = 1;
  private static final int FORWARD_TRAINING = 64;
  private static final MethodHandle FORWARD =
      Dnnl.link(
          "dnnl_convolution_forward_primitive_desc_create",
          ADDRESS,
          JAVA_LONG,
          JAVA_INT,
          JAVA_INT,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_LONG,
          ADDRESS,
          ADDRESS,
          ADDRESS,
          ADDRESS,
          JAVA_LONG);
  private static final MethodHandle BACKWARD_DATA =
      Dnnl.link(
          "dnnl_convolution_backward_data_primitive_desc_create",
          ADDRESS,
          JAVA_LONG,
          JAVA_INT,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_LONG,
          ADDRESS,
          ADDRESS,
          ADDRESS,
          ADDRESS,
          JAVA_LONG,
          JAVA_LONG);
  private static final MethodHandle BACKWARD_WEIGHTS =
      Dnnl.link(
          "dnnl_convolution_backward_weights_primitive_desc_create",
          ADDRESS,
          JAVA_LONG,
          JAVA_INT,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_LONG,
          ADDRESS,
          ADDRESS,
          ADDRESS,
          ADDRESS,
          JAVA_LONG,
          JAVA_LONG);

  /** With fewer source channels than this, the products' gradients are narrower than a vector. */
  private static final long FEW_CHANNELS = 16;

  private final KernelBuilder builder;
  private final ConvolutionShape shape;
  private final long source;
  private final long weights;
  private final long bias;
  private final long destination;

  ConvolutionPrimitives(KernelBuilder builder, ConvolutionShape shape, boolean bias) {
    this.builder = builder;
    this.shape = shape;
    this.source = builder.layout(shape.source().packed(), shape.window().order()).handle();
    this.weights = builder.anyLayout(shape.groupedWeights(), shape.weightOrder()).handle();
    this.bias = bias ? builder.layout(bias(shape)).handle() : 0;
    this.destination =
        builder.layout(shape.destination().packed(), shape.window().order()).handle();
  }

  static TensorDesc bias(ConvolutionShape shape) {
    return TensorDesc.dense(shape.weights().dim(0));
  }

  /**
   * Whether an implementation is not made of small matrix products, itself or inside: {@code
   * jit_uni_ncsp:conv+brg_conv_fwd} is wrong where {@code brg_conv_fwd} is.
   */
  private static boolean isDirect(String implementation) {
    return !implementation.contains("brg");
  }

  /** The window's four arrays as oneDNN wants them. */
  private record Geometry(
      MemorySegment strides, MemorySegment dilates, MemorySegment before, MemorySegment after) {

    static Geometry of(ConvolutionShape shape, Arena arena) {
      Window window = shape.window();
      return new Geometry(
          MemoryDesc.array(arena, Window.longs(window.stride())),
          MemoryDesc.array(arena, window.gaps()),
          MemoryDesc.array(arena, Window.longs(window.padBefore())),
          MemoryDesc.array(arena, shape.padAfter()));
    }
  }

  /**
   * The forward pass. For one input channel, oneDNN 3.13 prefers a kernel that multiplies
   * rearranged weights; it is slower than the direct one (LeNet's first layer: 0.39 ms, direct 0.22
   * ms), and wrong where the destination has one column (AVX-512, stride 1: a third of such
   * shapes). Where a window may lie in the padding altogether, oneDNN's products have failed too
   * (its issue 5942).
   */
  PrimitiveDesc forward(Write write) {
    long attributes = builder.attributes(write).handle();
    boolean direct = inChannels() == 1 || hasEmptyWindows();
    return builder.primitive(
        direct ? ConvolutionPrimitives::isDirect : KernelBuilder::isAny,
        (result, arena) -> {
          Geometry g = Geometry.of(shape, arena);
          return (int)
              FORWARD.invokeExact(
                  result,
                  Dnnl.ENGINE,
                  FORWARD_TRAINING,
                  DIRECT,
                  source,
                  weights,
                  bias,
                  destination,
                  g.strides(),
                  g.dilates(),
                  g.before(),
                  g.after(),
                  attributes);
        });
  }

  private boolean hasEmptyWindows() {
    Window window = shape.window();
    long[] after = shape.padAfter();
    boolean empty = false;
    for (int d = 0; d < after.length; d++) {
      empty |= Math.max(window.padBefore().get(d), after[d]) >= window.span(d);
    }
    return empty;
  }

  /** The input channels of a group. */
  private long inChannels() {
    return shape.weights().dim(shape.window().dims() + 1);
  }

  /** The output channels of a group. */
  private long outChannels() {
    return shape.weights().dim(0) / shape.groups();
  }

  /**
   * The gradient of the source: a forward pass from the destination, so that one output channel is
   * what to avoid.
   */
  PrimitiveDesc backwardData() {
    long hint = forward(Write.OVERWRITE).handle();
    long attributes = builder.attributes(Write.OVERWRITE).handle();
    boolean direct = outChannels() == 1 || inChannels() < FEW_CHANNELS || hasEmptyWindows();
    return builder.primitive(
        direct ? ConvolutionPrimitives::isDirect : KernelBuilder::isAny,
        (result, arena) -> {
          Geometry g = Geometry.of(shape, arena);
          return (int)
              BACKWARD_DATA.invokeExact(
                  result,
                  Dnnl.ENGINE,
                  DIRECT,
                  source,
                  weights,
                  destination,
                  g.strides(),
                  g.dilates(),
                  g.before(),
                  g.after(),
                  hint,
                  attributes);
        });
  }

  PrimitiveDesc backwardWeights() {
    long hint = forward(Write.OVERWRITE).handle();
    long attributes = builder.attributes(Write.OVERWRITE).handle();
    return builder.primitive((result, arena) -> {
      Geometry g = Geometry.of(shape, arena);
      return (int)
          BACKWARD_WEIGHTS.invokeExact(
              result,
              Dnnl.ENGINE,
              DIRECT,
              source,
              weights,
              bias,
              destination,
              g.strides(),
              g.dilates(),
              g.before(),
              g.after(),
              hint,
              attributes);
    });
  }
}
