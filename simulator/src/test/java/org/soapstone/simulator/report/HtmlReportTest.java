package org.soapstone.simulator.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.soapstone.simulator.report.ReportData.Bar;
import org.soapstone.simulator.report.ReportData.Lane;
import org.soapstone.simulator.report.ReportData.Series;
import org.soapstone.simulator.report.ReportData.StrategyRow;
import org.soapstone.simulator.report.ReportData.TimelineData;
import org.soapstone.simulator.report.ReportData.XY;

class HtmlReportTest {
  private static final String EVIL = "</script><script>alert('x')</script> & \"q\"";

  @TempDir private Path folder;

  private static ReportData evil() {
    return ReportData.titled(EVIL)
        .subtitle(EVIL)
        .figure(EVIL, EVIL, EVIL)
        .timeline(
            new TimelineData(
                EVIL, 100, List.of(new Lane(EVIL, false, List.of(new Bar(0, 50, EVIL, EVIL))))))
        .strategy(List.of(new StrategyRow(EVIL, EVIL, EVIL, List.of(0, 13), EVIL, List.of(1))))
        .search(new Series(EVIL, true, List.of(new XY(0, 5e6), new XY(2, 4e6))))
        .search(new Series(EVIL, true, List.of(new XY(1, 3e6))))
        .loss(new Series(EVIL, false, List.of(new XY(1, 2.3), new XY(2, Double.NaN), new XY(3, 1))))
        .fact(EVIL, EVIL)
        .build();
  }

  @Test
  void nothingThatIsShownIsMarkup() {
    String page = HtmlReport.html(evil());
    assertThat(page).doesNotContain("<script>alert").doesNotContain("alert('x')</script>");
    assertThat(page.split("</script>", -1)).hasSize(3);
    assertThat(page).contains("&lt;/script&gt;&lt;script&gt;alert(&#39;x&#39;)");
    assertThat(page).contains("\\u003c/script>");
  }

  @Test
  void needsNothingFromElsewhere() {
    assertThat(HtmlReport.html(evil()))
        .doesNotContain("http:")
        .doesNotContain("https:")
        .doesNotContain("src=")
        .doesNotContain("@import")
        .doesNotContain("<link");
  }

  @Test
  void sectionsWithoutDataAreAbsent() {
    String page = HtmlReport.html(ReportData.titled("nothing").build());
    assertThat(page)
        .contains("<h1>nothing</h1>")
        .doesNotContain("<section>")
        .doesNotContain("<script")
        .doesNotContain("<svg")
        .doesNotContain("<table");
    String loss =
        HtmlReport.html(
            ReportData.titled("t").loss(new Series("loss", false, List.of(new XY(1, 1)))).build());
    assertThat(loss).contains("<h2>Loss</h2>").doesNotContain("<h2>Search</h2>");
  }

  @Test
  void aLargePlanStaysSmall() throws IOException {
    List<Lane> lanes = new ArrayList<>();
    for (int l = 0; l < 64; l++) {
      List<Bar> bars = new ArrayList<>();
      for (int b = 0; b < 500; b++) {
        long start = 1_000_000L * b + l;
        bars.add(
            new Bar(
                start, start + 900_000, "operator" + b + " forward (" + l % 4 + ",0,0)", "conv2d"));
      }
      lanes.add(new Lane("node" + l / 4 + "/gpu" + l % 4, false, bars));
    }
    ReportData data =
        ReportData.titled("large")
            .timeline(new TimelineData("predicted", 500_000_000, lanes))
            .timeline(new TimelineData("measured", 500_000_000, lanes))
            .build();
    Path page = HtmlReport.write(data, folder.resolve("new/folder"));
    assertThat(page).hasFileName("report.html");
    assertThat(Files.size(page)).isLessThan(3_000_000);
  }

  @Test
  void chartsHaveFiniteCoordinates() {
    assertThat(HtmlReport.html(evil())).doesNotContain("NaN,").doesNotContain("Infinity,");
    ReportData flat =
        ReportData.titled("flat")
            .search(new Series("chain 0", true, List.of(new XY(0, 7), new XY(0, 7))))
            .loss(ReportSections.loss("loss", java.util.Collections.nCopies(5000, 0.0)))
            .build();
    assertThat(HtmlReport.html(flat)).doesNotContain("NaN").doesNotContain("Infinity\"");
  }

  @Test
  void quantitiesHaveThreeDigits() {
    assertThat(Units.nanos(12_345_678)).isEqualTo("12.3 ms");
    assertThat(Units.nanos(7)).isEqualTo("7 ns");
    assertThat(Units.nanos(2.5e12)).isEqualTo("2500 s");
    assertThat(Units.bytes(1536L << 20)).isEqualTo("1.50 GiB");
    assertThat(Units.bytes(100)).isEqualTo("100 B");
  }
}
