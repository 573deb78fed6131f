/**
 * Exact minimisation, of what a search otherwise only samples.
 *
 * <p>The main type is {@link org.soapstone.simulator.search.exact.FactorGraph}: a sum of costs of
 * single choices and of pairs of choices, minimised by elimination.
 *
 * <pre>{@code
 * FactorGraph graph = new FactorGraph(3, 5);             // two choices, of 3 and of 5 ways
 * graph.add(0, new long[] {4, 2, 9});
 * graph.add(0, 1, nanos);                                // nanos[a * 5 + b]
 * int[] best = graph.minimise(1 << 22).orElseThrow().choices();
 * }</pre>
 *
 * <p><b>Guarantees.</b> The result is a minimum, the same on every run. <b>Threading.</b> A graph
 * belongs to one thread. <b>Refuses.</b> Graphs so entangled that a table would be larger than it
 * may be.
 *
 * <p>Source: Jia, Lin, Qi, Aiken, "Exploring Hidden Dimensions in Parallelizing Convolutional
 * Neural Networks" (ICML 2018), whose elimination of nodes and edges this is, extended to nodes
 * with more than two neighbours (Bertele and Brioschi 1972).
 */
package org.soapstone.simulator.search.exact;
