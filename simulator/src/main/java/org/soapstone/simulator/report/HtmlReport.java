package org.soapstone.simulator.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes a report as one HTML page that needs nothing else. */
public final class HtmlReport {
  /** The name of the page within its folder. */
  public static final String FILE_NAME = "report.html";

  private HtmlReport() {}

  /**
   * Writes the page {@value #FILE_NAME}.
   *
   * @param data what it shows
   * @param folder the folder; it is made if it is not there
   * @return the page
   * @throws IOException if it cannot be written
   */
  public static Path write(ReportData data, Path folder) throws IOException {
    Files.createDirectories(folder);
    Path page = folder.resolve(FILE_NAME);
    Files.writeString(page, html(data));
    return page;
  }

  /**
   * {@return the page}
   *
   * @param data what it shows
   */
  public static String html(ReportData data) {
    return new HtmlPage(data).text();
  }
}
