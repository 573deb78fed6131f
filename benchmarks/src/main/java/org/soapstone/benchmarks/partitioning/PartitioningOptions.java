package org.soapstone.benchmarks.partitioning;

import java.util.List;

/**
 * What to measure.
 *
 * @param elements sizes of the programs' largest collections, each at least 1,000
 * @param pieces numbers of colours, each at least 1 and at most a hundredth of each size
 * @param workers numbers of threads, each at least 1
 * @param programs names out of {@link Workload#PROGRAMS}
 * @param operators names of operators as rows have them, without {@code +spaces}; all if empty
 * @param millis how long each operator is measured on each data, in milliseconds, but at least five
 *     times; at least 1
 * @param seed fixes the data
 */
public record PartitioningOptions(
    List<Integer> elements,
    List<Integer> pieces,
    List<Integer> workers,
    List<String> programs,
    List<String> operators,
    int millis,
    long seed) {

  /** What the project reports: two sizes, four numbers of pieces, one and two workers. */
  public static final PartitioningOptions DEFAULT =
      new PartitioningOptions(
          List.of(1_000_000, 10_000_000),
          List.of(8, 64, 512, 1024),
          List.of(1, 2),
          Workload.PROGRAMS,
          List.of(),
          1_000,
          0);

  private static final int LEAST_ELEMENTS = 1_000;
  private static final int ELEMENTS_PER_PIECE = 100;

  /** Copies the lists and checks all values. */
  public PartitioningOptions {
    elements = List.copyOf(elements);
    pieces = List.copyOf(pieces);
    workers = List.copyOf(workers);
    programs = List.copyOf(programs);
    operators = List.copyOf(operators);
    elements.forEach(n -> atLeast("number of elements", n, LEAST_ELEMENTS));
    pieces.forEach(n -> atLeast("number of pieces", n, 1));
    workers.forEach(n -> atLeast("number of workers", n, 1));
    atLeast("time for each operator, in milliseconds,", millis, 1);
    for (int size : elements) {
      for (int count : pieces) {
        if ((long) count * ELEMENTS_PER_PIECE > size) {
          throw new IllegalArgumentException(
              "%d pieces of %d elements; give each piece at least %d"
                  .formatted(count, size, ELEMENTS_PER_PIECE));
        }
      }
    }
    for (String program : programs) {
      if (!Workload.PROGRAMS.contains(program)) {
        throw new IllegalArgumentException(
            "there is no program '%s'; the programs are %s"
                .formatted(program, String.join(", ", Workload.PROGRAMS)));
      }
    }
    for (String operator : operators) {
      if (!Workload.OPERATORS.contains(operator)) {
        throw new IllegalArgumentException(
            "there is no operator '%s'; the operators are %s"
                .formatted(operator, String.join(", ", Workload.OPERATORS)));
      }
    }
  }

  private static void atLeast(String what, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(
          "the %s is %d, must be >= %d".formatted(what, value, least));
    }
  }

  /**
   * {@return these options with other sizes}
   *
   * @param sizes each at least 1,000
   */
  public PartitioningOptions withElements(Integer... sizes) {
    return new PartitioningOptions(
        List.of(sizes), pieces, workers, programs, operators, millis, seed);
  }

  /** {@return whether an operator is to be measured} */
  boolean wants(String operator) {
    return operators.isEmpty() || operators.contains(operator);
  }
}
