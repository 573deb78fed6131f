/**
 * Shows a search, a prediction and a training run on one page.
 *
 * <p>The main type is {@link org.soapstone.simulator.report.ReportData}, plain values; {@link
 * org.soapstone.simulator.report.HtmlReport} writes them as one HTML file that needs nothing else,
 * and {@link org.soapstone.simulator.report.TraceFile} writes a time line for Perfetto.
 *
 * <pre>{@code
 * var sections = new ReportSections(space, prediction.plan());
 * ReportData data = ReportData.titled("lenet on local")
 *     .timeline(sections.predicted("Predicted", prediction.timeline()))
 *     .build();
 * Path page = HtmlReport.write(data, folder);
 * }</pre>
 *
 * <p><b>Guarantees.</b> The page works without a network, in light and dark, and stays below a few
 * megabytes whatever the plan; all text is escaped; sections without data are absent. <b>
 * Threading.</b> Everything is immutable but the builder. <b>Refuses.</b> Measuring or predicting.
 */
package org.soapstone.simulator.report;
