/**
 * The paper's tables, computed anew and printed beside the paper's figures.
 *
 * <pre>{@code
 * PaperOptions options =
 *     new PaperOptions(PaperNetwork.inTheZoo(), List.of(PaperCluster.P100), 16, Duration.ofSeconds(10), 0);
 * List<PaperTable> tables = new PaperBench(options, System.err::println).run(PaperBench.Table.FIGURE6);
 * }</pre>
 *
 * <p>The main type is {@link org.soapstone.benchmarks.paper.PaperBench}. A table is a list of flat
 * rows, and notes that sum them up. What the paper has stands in files beside the classes, each
 * with its source. Nothing here knows a prediction beforehand: every figure comes from the
 * simulator or a search.
 *
 * <p><b>Costs.</b> One factor for each network and cluster brings the roofline to the paper's
 * throughput of one GPU; links have the bandwidths that explain the curves of data parallelism,
 * which the paper's system synchronised with parameter servers ({@link
 * org.soapstone.dnn.lowering.SlottedModel}).
 *
 * <p><b>Guarantees.</b> Fits are deterministic; searches too, where they count proposals. One
 * thread calls.
 *
 * <p>After Jia, Zaharia, Aiken, "Beyond Data and Model Parallelism for Deep Neural Networks" (MLSys
 * 2019), section 8.
 */
package org.soapstone.benchmarks.paper;
