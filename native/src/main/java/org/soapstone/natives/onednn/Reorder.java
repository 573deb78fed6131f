package org.soapstone.natives.onednn;

import static java.util.Objects.requireNonNull;

import java.lang.foreign.MemorySegment;

/**
 * Copies a box between tensors of any strides and types, or adds it: {@code destination = source}
 * or {@code destination += source}.
 */
public final class Reorder extends Kernel {
  private Reorder(KernelParts parts) {
    super(parts);
  }

  /**
   * The calling thread's kernel for a shape.
   *
   * @param source the source, of any rank
   * @param destination the destination, of the same dimensions
   * @param write what becomes of the old destination
   * @return the kernel
   * @throws IllegalArgumentException if the dimensions differ
   * @throws OneDnnException if oneDNN is not available
   */
  public static Reorder of(TensorDesc source, TensorDesc destination, Write write) {
    return Workspace.kernel(new Spec(source, destination, write));
  }

  /**
   * Copies or adds.
   *
   * @param source read
   * @param destination written
   * @throws IllegalArgumentException if a segment does not suit its tensor
   * @throws IllegalStateException if the kernel belongs to another thread
   */
  public void execute(MemorySegment source, MemorySegment destination) {
    bind(0, source);
    bind(1, destination);
    run();
  }

  private record Spec(TensorDesc source, TensorDesc destination, Write write)
      implements KernelSpec<Reorder> {
    Spec {
      requireNonNull(source, "source");
      requireNonNull(destination, "destination");
      requireNonNull(write, "write");
      Shapes.requireSameDims("reorder: source and destination", source, destination);
    }

    @Override
    public String describe() {
      return "reorder of %s to %s".formatted(source, destination);
    }

    @Override
    public Reorder compile(KernelBuilder builder) {
      var from = builder.input("source", source);
      var to = builder.output("destination", destination);
      return new Reorder(
          builder.finish(
              builder.reorder(from.desc(), from.memory(), to.desc(), to.memory(), write)));
    }
  }
}
