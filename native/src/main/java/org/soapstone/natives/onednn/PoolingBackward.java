package org.soapstone.natives.onednn;

import static java.util.Objects.requireNonNull;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * The gradient of pooling with respect to its source.
 *
 * <p>Nothing is kept from the forward pass. For the maximum, the forward pass is computed again to
 * find where each window's maximum lies; among equals it is the first, in row-major order of the
 * window, that gets the gradient.
 */
public final class PoolingBackward extends Kernel {
  private final boolean maximum;

  private PoolingBackward(KernelParts parts, boolean maximum) {
    super(parts);
    this.maximum = maximum;
  }

  /**
   * The calling thread's kernel for a shape.
   *
   * @param shape the mode, the window, and the gradients of source and destination; for {@link
   *     PoolingMode#MAX} the source itself has the strides of its gradient
   * @param write what becomes of the old gradient of the source
   * @return the kernel
   * @throws OneDnnException if oneDNN is not available or refuses the shape
   */
  public static PoolingBackward of(PoolingShape shape, Write write) {
    requireNonNull(shape, "shape");
    return of(shape, shape.source(), write);
  }

  /**
   * The calling thread's kernel for a shape whose source and gradient of the source have strides of
   * their own.
   *
   * @param shape the mode, the window, and the gradients of source and destination
   * @param source the source; used for {@link PoolingMode#MAX} only
   * @param write what becomes of the old gradient of the source
   * @return the kernel
   * @throws OneDnnException if oneDNN is not available or refuses the shape
   */
  public static PoolingBackward of(PoolingShape shape, TensorDesc source, Write write) {
    return Workspace.kernel(new Spec(shape, source, write));
  }

  /**
   * Computes the gradient of an average.
   *
   * @param destinationGradient read
   * @param sourceGradient written
   * @throws IllegalArgumentException if a segment does not suit its tensor
   * @throws IllegalStateException if the mode is {@link PoolingMode#MAX}, or the kernel belongs to
   *     another thread
   */
  public void execute(MemorySegment destinationGradient, MemorySegment sourceGradient) {
    if (maximum) {
      throw new IllegalStateException(this + ": a maximum's gradient needs the source too");
    }
    bind(0, destinationGradient);
    bind(1, sourceGradient);
    run();
  }

  /**
   * Computes the gradient. For an average, the source is not looked at.
   *
   * @param source read
   * @param destinationGradient read
   * @param sourceGradient written
   * @throws IllegalArgumentException if a segment does not suit its tensor
   * @throws IllegalStateException if the kernel belongs to another thread
   */
  public void execute(
      MemorySegment source, MemorySegment destinationGradient, MemorySegment sourceGradient) {
    bind(0, destinationGradient);
    bind(1, sourceGradient);
    if (maximum) {
      bind(2, source);
    }
    run();
  }

  private record Spec(PoolingShape shape, TensorDesc source, Write write)
      implements KernelSpec<PoolingBackward> {
    Spec {
      requireNonNull(shape, "shape");
      requireNonNull(source, "source");
      requireNonNull(write, "write");
      Shapes.requireSameDims("pooling: source and its gradient", source, shape.source());
    }

    @Override
    public String describe() {
      return "pooling backward, " + shape;
    }

    @Override
    public PoolingBackward compile(KernelBuilder builder) {
      int[] order = shape.window().order();
      boolean maximum = shape.mode() == PoolingMode.MAX;
      var destination = builder.input("destination gradient", shape.destination(), order);
      var gradient = builder.output("source gradient", shape.source(), order);
      PoolingPrimitives primitives = new PoolingPrimitives(builder, shape);
      PrimitiveDesc forward = primitives.forward(true);
      PrimitiveDesc main = primitives.backward(forward);
      List<Step.Argument> arguments = new ArrayList<>();
      if (maximum) {
        arguments.add(findMaxima(builder, forward));
      }
      arguments.add(
          new Step.Argument(
              Dnnl.ARG_DIFF_DST, builder.read(destination, main.layout(PrimitiveDesc.DIFF_DST))));
      arguments.add(
          new Step.Argument(
              Dnnl.ARG_DIFF_SRC,
              builder.write(gradient, main.layout(PrimitiveDesc.DIFF_SRC), write)));
      builder.step(main, arguments);
      return new PoolingBackward(builder.finish(main), maximum);
    }

    /** Adds the forward pass; what it finds is the workspace of the backward pass. */
    private Step.Argument findMaxima(KernelBuilder builder, PrimitiveDesc forward) {
      var operand = builder.input("source", source, shape.window().order());
      Memory places = builder.scratch(forward.layout(PrimitiveDesc.WORKSPACE));
      builder.step(
          forward,
          new Step.Argument(Dnnl.ARG_SRC, builder.read(operand, forward.layout(PrimitiveDesc.SRC))),
          new Step.Argument(Dnnl.ARG_DST, builder.scratch(forward.layout(PrimitiveDesc.DST))),
          new Step.Argument(Dnnl.ARG_WORKSPACE, places));
      return new Step.Argument(Dnnl.ARG_WORKSPACE, places);
    }
  }
}
