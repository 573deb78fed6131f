/**
 * The dependence analysis: from launches in program order to nodes and exact edges.
 *
 * <p>The main type is {@link org.soapstone.tasks.analysis.ProgramAnalysis}. It takes each launch
 * once, asks the {@link org.soapstone.mapper.Mapper} where it goes, and writes to a {@link
 * org.soapstone.tasks.graph.GraphSink}: the executor's window when the program runs, the builder of
 * a frozen graph when it is to be predicted.
 *
 * <pre>{@code
 * var analysis = new ProgramAnalysis(mapper, context);
 * var sink = new FrozenGraphSink(machine);
 * analysis.launch(stencil, 0, sink);
 * analysis.launch(stencil.at(1), 1, sink);
 * TaskGraph graph = sink.graph();
 * }</pre>
 *
 * <p><b>How.</b> For each tree a {@link org.soapstone.tasks.analysis.TreeAnalysis} keeps, for
 * fields used alike, equivalence sets: disjoint points of one history, with the instances that hold
 * their value, or the value they are filled with, and the reductions that are pending. Reads and
 * reductions split sets, a write makes one of all it covers (ray casting). Beside them it keeps for
 * each instance who wrote which of its points last, and who read them since; edges come from there
 * alone.
 *
 * <p><b>Sound and complete.</b> Two nodes that touch common data of one instance, at least one of
 * them writing, are joined by a path of edges, and no others are, apart from producers and
 * consumers of futures.
 *
 * <p><b>Sharing.</b> Tasks that name data with one coherence other than exclusive share an instance
 * without an order among them, where their processors see it, and are ordered where they do not.
 *
 * <p><b>Value.</b> Every task reads what the sequential program would have it read, to the last
 * bit: folds have one shape, fixed by the launch and never by the mapper. What nobody has written
 * is zero.
 *
 * <p><b>Independent trees.</b> No two trees share an instance. {@link
 * org.soapstone.tasks.analysis.SteadyState} analyses one alone, which a strategy search caches and
 * swaps.
 *
 * <p><b>Errors.</b> A wrong launch or a wrong answer of the mapper is found before anything has
 * changed; the one exception, a wrong source, is reported after the launch has been completed with
 * another.
 *
 * <p><b>Threads.</b> One thread at a time for each analysis. Prepared launches may be shared.
 *
 * <p><b>Refuses.</b> To see how far the execution is, to allocate memory, to know layers or
 * strategies.
 *
 * <p>Sources: Bauer et al., "Visibility Algorithms for Dynamic Dependence Analysis and Distributed
 * Coherence" (PPoPP 2023); M. Bauer's thesis (2014); Lee et al., "Correctness of Dynamic Dependence
 * Analysis for Implicitly Parallel Tasking Systems" (2018).
 */
package org.soapstone.tasks.analysis;
