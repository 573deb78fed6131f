/**
 * How the cost of the dependence analysis grows: with the launches that are in flight, and with the
 * pieces that the data is cut into.
 *
 * <pre>{@code
 * new AnalysisBench(AnalysisOptions.DEFAULT).run(System.out::println, done -> {});
 * }</pre>
 *
 * <p>{@link AnalysisBench} makes launches of a one-dimensional stencil on a runtime whose first
 * task waits, so that nothing completes, and times the thread that launches: its own processor
 * time, so that neither the workers nor other programs count. An {@link AnalysisRow} is what one
 * launch, and one point task, take. The figures are for one run on one machine; what is claimed is
 * how they grow.
 */
package org.soapstone.benchmarks.analysis;
