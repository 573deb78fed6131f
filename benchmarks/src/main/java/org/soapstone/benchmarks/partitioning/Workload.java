package org.soapstone.benchmarks.partitioning;

import java.util.List;

/** A program's data, ready to be cut. */
final class Workload {
  /** Random pointers, and the three programs. */
  static final List<String> PROGRAMS = List.of("random", "circuit", "pennant", "miniaero");

  /** All that a program needs; also the name of the row. */
  static final String WHOLE = "partitioning";

  /** What rows are about. */
  static final List<String> OPERATORS =
      List.of(
          "by-field",
          "image",
          "image-difference",
          "image-range",
          "preimage",
          "preimage-range",
          WHOLE,
          "equal",
          "weights",
          "blocks",
          "restriction",
          "affine-image",
          "affine-preimage",
          "explicit",
          "pending",
          "union",
          "intersection",
          "difference",
          "union-of",
          "mirror",
          "cross");

  private Workload() {}

  /**
   * {@return what there is to time on a program's data}
   *
   * @param program one of {@link #PROGRAMS}
   * @param elements the size of its largest collection, about
   * @param pieces the number of colours
   * @param seed fixes the data
   */
  static List<Work> of(String program, int elements, int pieces, long seed) {
    return switch (program) {
      case "random" -> RandomWork.of(elements, pieces, seed);
      case "circuit" -> ProgramWork.circuit(elements, pieces, seed);
      case "pennant" -> ProgramWork.pennant(elements, pieces, seed);
      case "miniaero" -> ProgramWork.miniaero(elements, pieces, seed);
      default -> throw new IllegalArgumentException("no program " + program);
    };
  }
}
