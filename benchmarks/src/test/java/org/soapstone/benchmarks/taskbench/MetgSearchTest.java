package org.soapstone.benchmarks.taskbench;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MetgSearchTest {
  private static final double ITERATION_NANOS = 10;

  /** A system whose tasks cost a fixed overhead besides their work. */
  private static MetgSearch search(long first, double overheadNanos, double limit) {
    MetgSearch search = new MetgSearch(first);
    for (int i = 0; !search.isDone(); i++) {
      assertThat(i).as("measurements").isLessThan(100);
      double work = search.iterations() * ITERATION_NANOS;
      search.observe(limit * work / (work + overheadNanos), (work + overheadNanos) / limit);
    }
    return search;
  }

  @ParameterizedTest
  @CsvSource({"1,1000", "100,1000", "100000,1000", "3,30000", "4000,300", "77,123456"})
  void findsTwiceTheOverhead(long first, double overhead) {
    // Half of the peak: as much overhead as work.
    assertThat(search(first, overhead, 1).metgNanos().orElseThrow())
        .isCloseTo(2 * overhead, Percentage.withPercentage(4));
  }

  @Test
  void whoNeverReachesHalfThePeakHasNone() {
    MetgSearch search = search(100, 1000, 0.49);
    assertThat(search.metgNanos()).isEmpty();
    assertThat(search.largestEfficiency()).isCloseTo(0.49, Percentage.withPercentage(1));
  }

  @Test
  void whoIsAlwaysAboveGetsItsSmallestGranularity() {
    assertThat(search(100, 2, 1).metgNanos().orElseThrow()).isEqualTo(12);
  }

  @Test
  void theLargestTasksTellWhetherThePeakIsReached() {
    assertThat(search(1 << 20, 1000, 0.9).largestEfficiency())
        .isCloseTo(0.9, Percentage.withPercentage(1));
  }
}
