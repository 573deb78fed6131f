package org.soapstone.simulator.report;

/** Writes the page of a report. */
final class HtmlPage {
  private final ReportData data;

  HtmlPage(ReportData data) {
    this.data = data;
  }

  String text() {
    return "<!doctype html><title>" + data.title() + "</title>";
  }
}
