package org.soapstone.dnn.kernels;

import java.util.List;
import org.soapstone.natives.onednn.OneDnn;

/**
 * The kernel sets by the names that people give. Thread-safe; looking at a name loads nothing
 * native.
 */
public final class KernelCatalog {
  private KernelCatalog() {}

  /**
   * {@return the names of all kernel sets, the fastest first, whether or not they are available
   * here}
   */
  public static List<String> names() {
    return List.of(OneDnnKernels.NAME, ReferenceKernels.NAME);
  }

  /**
   * {@return the kernel set of a name}
   *
   * @param name one of {@link #names}
   * @throws IllegalArgumentException if there is none of that name, or it is not available here;
   *     the message says what would help
   */
  public static Kernels named(String name) {
    if (!isAvailable(name)) {
      throw new IllegalArgumentException(
          "the kernel set '%s' cannot be used here: %s; '%s' works everywhere, slowly"
              .formatted(name, availability(name), ReferenceKernels.NAME));
    }
    return name.equals(OneDnnKernels.NAME) ? new OneDnnKernels() : new ReferenceKernels();
  }

  /**
   * {@return whether a kernel set can be used here}
   *
   * @param name one of {@link #names}
   * @throws IllegalArgumentException if there is none of that name
   */
  public static boolean isAvailable(String name) {
    return switch (name) {
      case OneDnnKernels.NAME -> OneDnn.available();
      case ReferenceKernels.NAME -> true;
      default -> throw unknown(name);
    };
  }

  /**
   * {@return one sentence on a kernel set: what it is and where it comes from, or what is missing}
   *
   * @param name one of {@link #names}
   * @throws IllegalArgumentException if there is none of that name
   */
  public static String availability(String name) {
    return switch (name) {
      case OneDnnKernels.NAME -> OneDnn.status();
      case ReferenceKernels.NAME ->
          "pure Java, FLOAT32 and FLOAT64, computed in double precision: exact and slow";
      default -> throw unknown(name);
    };
  }

  private static IllegalArgumentException unknown(String name) {
    return new IllegalArgumentException(
        "there is no kernel set '%s'; choose one of %s".formatted(name, names()));
  }
}
