package org.soapstone.natives.onednn;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.util.Objects.requireNonNull;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.List;

/**
 * Adds tensors element by element, from left to right: {@code destination = source0 + source1 +
 * ...}, or {@code destination = destination + source0 + ...}. The order makes the result the same
 * to the last bit for every layout.
 */
public final class Sum extends Kernel {
  private static final int ADD = 131056;
  private static final MethodHandle BINARY =
      Dnnl.link(
          "dnnl_binary_primitive_desc_create",
          ADDRESS,
          JAVA_LONG,
          JAVA_INT,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_LONG);

  private final int sources;

  private Sum(KernelParts parts, int sources) {
    super(parts);
    this.sources = sources;
  }

  /**
   * The calling thread's kernel for a shape.
   *
   * @param sources the sources, at least one, of any rank
   * @param destination the destination, of the same dimensions
   * @param write what becomes of the old destination
   * @return the kernel
   * @throws IllegalArgumentException if there is no source, the dimensions differ or a type is not
   *     F32
   * @throws OneDnnException if oneDNN is not available
   */
  public static Sum of(List<TensorDesc> sources, TensorDesc destination, Write write) {
    return Workspace.kernel(new Spec(List.copyOf(sources), destination, write));
  }

  /**
   * Adds. The first source may be the destination itself; no other may overlap it.
   *
   * @param sources read, as many as the kernel was made for
   * @param destination written
   * @throws IllegalArgumentException if a segment does not suit its tensor, or their number is
   *     wrong
   * @throws IllegalStateException if the kernel belongs to another thread
   */
  public void execute(List<MemorySegment> sources, MemorySegment destination) {
    if (sources.size() != this.sources) {
      throw new IllegalArgumentException(
          "%s: needs %d sources, got %d".formatted(this, this.sources, sources.size()));
    }
    bind(0, destination);
    for (int i = 0; i < this.sources; i++) {
      bind(i + 1, sources.get(i));
    }
    run();
  }

  /**
   * Adds two tensors; as {@link #execute(List, MemorySegment)}.
   *
   * @param first read
   * @param second read
   * @param destination written
   * @throws IllegalArgumentException if a segment does not suit its tensor, or the kernel does not
   *     have two sources
   * @throws IllegalStateException if the kernel belongs to another thread
   */
  public void execute(MemorySegment first, MemorySegment second, MemorySegment destination) {
    execute(List.of(first, second), destination);
  }

  private record Spec(List<TensorDesc> sources, TensorDesc destination, Write write)
      implements KernelSpec<Sum> {
    Spec {
      requireNonNull(destination, "destination");
      requireNonNull(write, "write");
      if (sources.isEmpty()) {
        throw new IllegalArgumentException("a sum needs at least one source");
      }
      Shapes.requireFloats("sum destination", destination);
      for (TensorDesc source : sources) {
        Shapes.requireFloats("sum source", source);
        Shapes.requireSameDims("sum: source and destination", source, destination);
      }
    }

    @Override
    public String describe() {
      return "sum of %s to %s".formatted(sources, destination);
    }

    /**
     * Two dense tensors are added in one pass; each further one, in any layout, is then added to
     * the result.
     */
    @Override
    public Sum compile(KernelBuilder builder) {
      var to = builder.output("destination", destination);
      List<Operand.View> from =
          sources.stream().map(source -> builder.input("source", source)).toList();
      PrimitiveDesc main;
      int next;
      if (write == Write.OVERWRITE && startsWithDensePair()) {
        main = addPair(builder, from.get(0), from.get(1), to);
        next = 2;
      } else {
        main = accumulate(builder, from.getFirst(), to, write);
        next = 1;
      }
      for (Operand.View source : from.subList(next, from.size())) {
        accumulate(builder, source, to, Write.ACCUMULATE);
      }
      return new Sum(builder.finish(main), sources.size());
    }

    private boolean startsWithDensePair() {
      return sources.size() >= 2
          && sources.get(0).isDense()
          && sources.get(1).isDense()
          && destination.isDense();
    }

    private static PrimitiveDesc accumulate(
        KernelBuilder builder, Operand.View from, Operand.View to, Write write) {
      return builder.reorder(from.desc(), from.memory(), to.desc(), to.memory(), write);
    }

    private static PrimitiveDesc addPair(
        KernelBuilder builder, Operand.View first, Operand.View second, Operand.View to) {
      long attributes = builder.attributes(Write.OVERWRITE).handle();
      PrimitiveDesc desc =
          builder.primitive((result, arena) ->
              (int)
                  BINARY.invokeExact(
                      result,
                      Dnnl.ENGINE,
                      ADD,
                      first.desc().handle(),
                      second.desc().handle(),
                      to.desc().handle(),
                      attributes));
      builder.step(
          desc,
          new Step.Argument(Dnnl.ARG_SRC, first.memory()),
          new Step.Argument(Dnnl.ARG_SRC_1, second.memory()),
          new Step.Argument(Dnnl.ARG_DST, to.memory()));
      return desc;
    }
  }
}
