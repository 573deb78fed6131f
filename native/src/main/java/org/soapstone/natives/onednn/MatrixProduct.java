package org.soapstone.natives.onednn;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A step that multiplies two matrices, or batches of them. Each lies where it is: rows may have any
 * distance, either factor may be read transposed, nothing is packed unless the elements of a row
 * are apart.
 */
final class MatrixProduct {
  /** The order that reads a matrix transposed. */
  static final int[] TRANSPOSED = {1, 0};

  private static final MethodHandle MATMUL =
      Dnnl.link(
          "dnnl_matmul_primitive_desc_create",
          ADDRESS,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_LONG,
          JAVA_LONG);

  private MatrixProduct() {}

  /**
   * A factor in a layout that can be multiplied.
   *
   * @param desc the layout
   * @param memory the data
   */
  record Factor(MemoryDesc desc, Memory memory) {

    /** The factor that an operand's view is, packed if the elements of its rows are apart. */
    static Factor of(KernelBuilder builder, Operand.View view, int... order) {
      TensorDesc tensor = view.operand().tensor();
      MemoryDesc desc =
          hasContiguousRows(tensor) ? view.desc() : builder.layout(tensor.packed(), order);
      return new Factor(desc, builder.read(view, desc));
    }
  }

  /**
   * The implementations to prefer where the large matrix is the result, or where its rows are long.
   * oneDNN's own choice walks down its columns and is bound by address translation there. Measured
   * on one core (AVX-512 and AVX2 alike), weights 4096x9216, batch 8: gradient of the weights 13 ms
   * instead of 42 ms, of the source 24 ms instead of 38 ms.
   */
  static boolean isGemm(String implementation) {
    return implementation.startsWith("gemm");
  }

  static boolean hasContiguousRows(TensorDesc matrix) {
    return matrix.stride(matrix.rank() - 1) == 1;
  }

  /**
   * Adds the step {@code result = left * right + bias}, or {@code result +=} that.
   *
   * @param wanted the implementations to prefer
   * @param bias a row
   */
  static PrimitiveDesc add(
      KernelBuilder builder,
      Predicate<String> wanted,
      Factor left,
      Factor right,
      Optional<Operand.View> bias,
      Operand.View result,
      Write write) {
    TensorDesc tensor = result.operand().tensor();
    boolean direct = hasContiguousRows(tensor);
    MemoryDesc produced = direct ? result.desc() : builder.layout(tensor.packed());
    Memory destination = direct ? result.memory() : builder.write(result, produced, write);
    long attributes = builder.attributes(direct ? write : Write.OVERWRITE).handle();
    long biasDesc = bias.map(view -> view.desc().handle()).orElse(0L);
    PrimitiveDesc desc =
        builder.primitive(
            wanted,
            (created, arena) ->
                (int)
                    MATMUL.invokeExact(
                        created,
                        Dnnl.ENGINE,
                        left.desc().handle(),
                        right.desc().handle(),
                        biasDesc,
                        produced.handle(),
                        attributes));
    List<Step.Argument> arguments = new ArrayList<>();
    arguments.add(new Step.Argument(Dnnl.ARG_SRC, left.memory()));
    arguments.add(new Step.Argument(Dnnl.ARG_WEIGHTS, right.memory()));
    bias.ifPresent(view -> arguments.add(new Step.Argument(Dnnl.ARG_BIAS, view.memory())));
    arguments.add(new Step.Argument(Dnnl.ARG_DST, destination));
    builder.step(desc, arguments);
    return desc;
  }
}
