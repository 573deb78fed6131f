package org.soapstone.natives.onednn;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * An operation compiled for one shape and for one thread.
 *
 * <p>A kernel is got from its class's {@code of}, which compiles it when the calling thread first
 * asks for that shape and returns the same object later. It can be executed by that thread only,
 * any number of times, until the thread ends or calls {@link OneDnn#release()}; a thread that asks
 * for more than two thousand different kernels loses the ones it used longest ago, so ask again
 * rather than keep one.
 *
 * <p>Executing allocates nothing. Segments must be native, start at the tensor's first element,
 * hold at least {@link TensorDesc#spanBytes()}, and stay alive until the call returns; a written
 * one must not be read-only and must not overlap another, except where a kernel says that it works
 * in place.
 */
public abstract sealed class Kernel
    permits ConvolutionForward,
        ConvolutionBackwardData,
        ConvolutionBackwardWeights,
        PoolingForward,
        PoolingBackward,
        LinearForward,
        LinearBackwardData,
        LinearBackwardWeights,
        EltwiseForward,
        EltwiseBackward,
        MatrixMultiply,
        SoftmaxForward,
        Sum,
        Reorder {
  private final KernelParts parts;
  private final Workspace workspace;
  private long scratchAddress;
  private boolean destroyed;

  Kernel(KernelParts parts) {
    this.parts = parts;
    this.workspace = parts.workspace();
  }

  /**
   * {@return oneDNN's name for the implementation of the main step, such as {@code
   * brg_conv_fwd:avx512_core}}
   */
  public final String implementation() {
    return parts.implementation();
  }

  /** {@return the bytes of the thread's shared scratch memory that this kernel uses} */
  public final long scratchBytes() {
    return parts.scratchBytes();
  }

  @Override
  public final String toString() {
    return parts.operation() + " (" + parts.implementation() + ")";
  }

  final void requireBias(boolean has, boolean given) {
    if (has != given) {
      throw new IllegalStateException(
          "%s: the kernel was asked for %s bias and is executed %s one"
              .formatted(
                  parts.operation(), has ? "with a" : "without a", given ? "with" : "without"));
    }
  }

  /** Binds the data of an operand, in the order in which the kernel's builder was told of them. */
  final void bind(int operand, MemorySegment data) {
    if (destroyed || !workspace.isCurrent()) {
      throw new IllegalStateException(
          "%s: the kernel %s; ask for it again on the thread that executes it"
              .formatted(
                  parts.operation(), destroyed ? "was released" : "belongs to another thread"));
    }
    parts.operands().get(operand).bind(parts.operation(), data);
  }

  /** Executes all steps on the bound data. */
  final void run() {
    Dnnl.setThreads(1);
    MemorySegment scratch = workspace.scratch(parts.scratchBytes());
    if (scratch.address() != scratchAddress) {
      for (KernelParts.Scratch part : parts.scratch()) {
        part.memory().bind(scratch.asSlice(part.offset(), part.bytes()));
      }
      scratchAddress = scratch.address();
    }
    // By index: an iterator would be the only garbage of an execution.
    List<Step> steps = parts.steps();
    for (int i = 0; i < steps.size(); i++) {
      steps.get(i).execute(workspace.stream());
    }
    Dnnl.waitFor(workspace.stream());
  }

  final void destroy() {
    destroyed = true;
    parts.destroy();
  }
}
