package org.soapstone.benchmarks.paper;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.soapstone.benchmarks.paper.PaperCluster.Bandwidths;

/**
 * Finds the bandwidths that explain measured curves best: coordinate search over logarithms, with
 * steps that halve when none helps. Deterministic.
 */
final class BandwidthFit {
  private static final double FIRST_STEP = Math.log(1.8);
  private static final double LAST_STEP = Math.log(1.04);

  /** Two directions within, two between, for bandwidths of their own; both at once for one. */
  private static final List<double[]> APART =
      List.of(new double[] {1, 0}, new double[] {-1, 0}, new double[] {0, 1}, new double[] {0, -1});

  private static final List<double[]> TOGETHER =
      List.of(new double[] {1, 1}, new double[] {-1, -1});

  private BandwidthFit() {}

  /** {@return the best bandwidths within nodes and between them} */
  static Bandwidths two(Bandwidths start, ToDoubleFunction<Bandwidths> error) {
    return search(start, error, APART);
  }

  /** {@return the best single bandwidth of all links} */
  static Bandwidths one(Bandwidths start, ToDoubleFunction<Bandwidths> error) {
    double middle =
        Math.sqrt(start.withinNodeBytesPerSecond() * start.betweenNodesBytesPerSecond());
    return search(new Bandwidths(middle, middle), error, TOGETHER);
  }

  private static Bandwidths search(
      Bandwidths start, ToDoubleFunction<Bandwidths> error, List<double[]> directions) {
    Bandwidths best = start;
    double least = error.applyAsDouble(best);
    double step = FIRST_STEP;
    while (step > LAST_STEP) {
      boolean isBetter = false;
      for (double[] direction : directions) {
        Bandwidths next =
            new Bandwidths(
                best.withinNodeBytesPerSecond() * Math.exp(step * direction[0]),
                best.betweenNodesBytesPerSecond() * Math.exp(step * direction[1]));
        double its = error.applyAsDouble(next);
        if (its < least) {
          least = its;
          best = next;
          isBetter = true;
        }
      }
      step = isBetter ? step : step / 2;
    }
    return best;
  }
}
