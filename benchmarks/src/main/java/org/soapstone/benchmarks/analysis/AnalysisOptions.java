package org.soapstone.benchmarks.analysis;

import java.util.List;

/**
 * What to measure.
 *
 * @param launchesInFlight numbers of launches that have not completed when the next is made, each
 *     at least 1; with {@link AnalysisBench#PIECES_IN_FLIGHT} pieces
 * @param pieces numbers of pieces, from 1 to 65,536; with {@link AnalysisBench#FEW_IN_FLIGHT}
 *     launches in flight
 * @param rounds how often each row is measured, at least 1; the best counts
 */
public record AnalysisOptions(List<Integer> launchesInFlight, List<Integer> pieces, int rounds) {

  /** From 10 to 100,000 launches, from 8 to 4,096 pieces. */
  public static final AnalysisOptions DEFAULT =
      new AnalysisOptions(
          List.of(10, 100, 1_000, 10_000, 100_000), List.of(8, 32, 128, 512, 1_024, 4_096), 6);

  /** Copies the lists and checks the numbers. */
  public AnalysisOptions {
    launchesInFlight = List.copyOf(launchesInFlight);
    pieces = List.copyOf(pieces);
    launchesInFlight.forEach(number -> check("launches in flight", number, 1_000_000));
    pieces.forEach(number -> check("pieces", number, 1 << 16));
    check("rounds", rounds, 1_000);
  }

  private static void check(String what, int number, int most) {
    if (number < 1 || number > most) {
      throw new IllegalArgumentException(
          "the number of %s is %d, must be from 1 to %,d".formatted(what, number, most));
    }
  }
}
