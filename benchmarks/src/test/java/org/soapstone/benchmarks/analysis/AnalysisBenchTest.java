package org.soapstone.benchmarks.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnalysisBenchTest {

  @Test
  void givesARowForEachNumber() {
    var bench = new AnalysisBench(new AnalysisOptions(List.of(10, 100), List.of(8), 1));
    List<AnalysisRow> rows = new ArrayList<>();
    List<Integer> done = new ArrayList<>();
    bench.run(rows::add, done::add);
    assertThat(rows).hasSize(bench.rowCount());
    assertThat(rows).extracting(AnalysisRow::launchesInFlight).containsExactly(10, 100, 10);
    assertThat(rows).extracting(AnalysisRow::pieces).containsExactly(4, 4, 8);
    assertThat(rows)
        .allSatisfy(row -> {
          assertThat(row.checkNanos()).isBetween(1.0, 1e9);
          assertThat(row.launchNanos()).isBetween(1.0, 1e9);
          assertThat(row.pointNanos()).isBetween(1.0, 1e9);
        });
    assertThat(done).containsExactly(1);
  }

  @Test
  void refusesNumbersThatAreNone() {
    assertThatThrownBy(() -> new AnalysisOptions(List.of(0), List.of(8), 1))
        .hasMessage("the number of launches in flight is 0, must be from 1 to 1,000,000");
  }
}
