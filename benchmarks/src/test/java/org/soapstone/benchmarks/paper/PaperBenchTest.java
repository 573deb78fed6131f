package org.soapstone.benchmarks.paper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.soapstone.benchmarks.paper.PaperCluster.Bandwidths;

class PaperBenchTest {
  private static final Duration SHORT = Duration.ofMillis(200);

  private static PaperOptions options(int devices) {
    return new PaperOptions(
        List.of(PaperNetwork.ALEXNET), List.of(PaperCluster.P100), devices, SHORT, 1);
  }

  private static List<PaperTable> run(PaperBench.Table table, int devices) {
    return new PaperBench(options(devices), _ -> {}).run(table);
  }

  @Test
  void thePapersFiguresAreWhole() {
    PaperFigures paper = new PaperFigures();
    for (PaperNetwork network : PaperNetwork.values()) {
      for (PaperCluster cluster : PaperCluster.values()) {
        for (int devices : cluster.deviceCounts()) {
          for (String strategy : List.of("data-parallel", "expert", "flexflow")) {
            assertThat(paper.samplesPerSecond(network, cluster, strategy, devices)).isPresent();
          }
        }
      }
      for (int devices : paper.searchDevices()) {
        PaperFigures.SearchSeconds seconds = paper.searchSeconds(network, devices);
        assertThat(seconds.full()).isGreaterThan(seconds.delta());
      }
    }
    assertThat(paper.samplesPerSecond(PaperNetwork.NMT, PaperCluster.K80, "flexflow", 64))
        .hasValue(58);
    assertThat(paper.searchSeconds(PaperNetwork.INCEPTION_V3, 64).delta()).isEqualTo(1278);
  }

  @Test
  void oneDeviceIsAsFastAsThePapers() {
    Curve curve = Curve.of(PaperNetwork.ALEXNET, PaperCluster.K80, "single", List.of(1), 615);
    assertThat(curve.samplesPerSecond(0, PaperCluster.K80.nominal()))
        .isCloseTo(615, within(615 * 0.002));
  }

  @Test
  void slowerLinksNeverSpeedAStepByHandUp() {
    Curve curve =
        Curve.of(PaperNetwork.ALEXNET, PaperCluster.P100, "data-parallel", List.of(8), 2254);
    double before = Double.POSITIVE_INFINITY;
    for (double rate : new double[] {2e10, 1e10, 5e9, 2e9}) {
      double now = curve.samplesPerSecond(0, new Bandwidths(rate, rate / 2));
      assertThat(now).isLessThan(before);
      before = now;
    }
  }

  @Test
  void bandwidthsAreFoundAgain() {
    Bandwidths hidden = new Bandwidths(3.7e9, 1.1e10);
    Bandwidths found =
        BandwidthFit.two(
            PaperCluster.P100.nominal(),
            at ->
                Math.abs(
                        Math.log(at.withinNodeBytesPerSecond() / hidden.withinNodeBytesPerSecond()))
                    + Math.abs(
                        Math.log(
                            at.betweenNodesBytesPerSecond()
                                / hidden.betweenNodesBytesPerSecond())));
    assertThat(found.withinNodeBytesPerSecond()).isCloseTo(3.7e9, within(3.7e9 * 0.05));
    assertThat(found.betweenNodesBytesPerSecond()).isCloseTo(1.1e10, within(1.1e10 * 0.05));
  }

  @Test
  void dataParallelismIsPredictedBesideThePapers() {
    List<PaperTable> tables = run(PaperBench.Table.FIGURE6_FITS, 8);
    assertThat(tables)
        .extracting(PaperTable::name)
        .containsExactly("figure6-two-bandwidths", "figure6-one-bandwidth");
    assertThat(tables.getFirst().rows()).hasSize(3);
    for (List<Object> row : tables.getFirst().rows()) {
      assertThat(Math.abs((Double) row.get(5))).as("error of %s", row).isLessThan(37);
    }
  }

  @Test
  void everyTableHasRows() {
    Stream.of(PaperBench.Table.values())
        .filter(table -> table != PaperBench.Table.FIGURE6_FITS)
        .forEach(table ->
            assertThat(run(table, 4))
                .allSatisfy(each -> assertThat(each.rows()).as(each.name()).isNotEmpty()));
  }

  @Test
  void aSmallerSpaceIsNoFaster() {
    for (PaperBench.Table table : List.of(PaperBench.Table.FIGURE9A, PaperBench.Table.FIGURE9B)) {
      List<Object> row = run(table, 2).getFirst().rows().getFirst();
      assertThat((Double) row.get(2)).as(table.label()).isPositive();
      assertThat((Double) row.get(3)).as(table.label()).isPositive();
    }
  }

  @Test
  void refusesNetworksThatThePaperHasNot() {
    assertThatThrownBy(() -> PaperNetwork.named("lenet"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("take one of [alexnet");
    assertThatThrownBy(() -> new PaperOptions(List.of(), List.of(PaperCluster.P100), 4, SHORT, 0))
        .hasMessageContaining("name at least one of each");
  }
}
