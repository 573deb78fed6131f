package org.soapstone.benchmarks.taskbench;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Kernels of one kind and every size.
 *
 * @param kind what they do
 * @param imbalance how far the sizes of {@link Kind#IMBALANCE} are apart, from 0 to 2
 * @param scratchBytes the memory of each thread that {@link Kind#MEMORY} goes through, a multiple
 *     of 1,024 and at least that
 */
public record KernelFamily(Kind kind, double imbalance, int scratchBytes) {

  /** What kernels do. */
  public enum Kind {
    /** Multiply and add in registers. */
    COMPUTE,
    /** Copy memory. */
    MEMORY,
    /** Multiply and add, for random times. */
    IMBALANCE;

    /** {@return the name by which the command line knows the kind} */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    /**
     * {@return the kind of a name}
     *
     * @param label the name
     * @throws IllegalArgumentException if there is no such kind
     */
    public static Kind named(String label) {
      List<String> labels = Arrays.stream(values()).map(Kind::label).toList();
      if (!labels.contains(label)) {
        throw new IllegalArgumentException(
            "there is no kernel '%s'; the kernels are %s"
                .formatted(label, String.join(", ", labels)));
      }
      return values()[labels.indexOf(label)];
    }
  }

  /** What Task Bench has: its compute kernel. */
  public static final KernelFamily COMPUTE = new KernelFamily(Kind.COMPUTE, 1, 1 << 20);

  private static final int GRAIN_BYTES = 2 * Kernel.Memory.SLICE * Long.BYTES;

  /** Checks the values. */
  public KernelFamily {
    requireNonNull(kind, "kind");
    if (!(imbalance >= 0 && imbalance <= 2)) {
      throw new IllegalArgumentException(
          "the imbalance is %s, must be from 0 to 2".formatted(imbalance));
    }
    if (scratchBytes < GRAIN_BYTES || scratchBytes % GRAIN_BYTES != 0) {
      throw new IllegalArgumentException(
          "the scratch memory is %d bytes, must be a multiple of %d and at least that"
              .formatted(scratchBytes, GRAIN_BYTES));
    }
  }

  /** {@return the kernel of a size} */
  Kernel of(long iterations, Graph graph) {
    return switch (kind) {
      case COMPUTE -> new Kernel.Compute(iterations);
      case MEMORY -> new Kernel.Memory(iterations, scratchBytes / Long.BYTES);
      case IMBALANCE -> new Kernel.Imbalance(iterations, imbalance, graph.index());
    };
  }

  /** {@return the kernel whose rate on all processors is the peak: the same without imbalance} */
  Kernel peak(long iterations, Graph graph) {
    return kind == Kind.IMBALANCE ? new Kernel.Compute(iterations) : of(iterations, graph);
  }
}
