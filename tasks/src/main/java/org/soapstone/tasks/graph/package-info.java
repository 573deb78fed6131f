/**
 * Task graphs: nodes that run, move data or wait, and edges between them.
 *
 * <p>The main type is {@link org.soapstone.tasks.graph.TaskGraph}, frozen, which the simulator runs
 * against its clock. It comes from the dependence analysis by way of a {@link
 * org.soapstone.tasks.graph.GraphSink}; nobody else makes one, but for tests, which use {@link
 * org.soapstone.tasks.graph.TaskGraphBuilder}.
 *
 * <pre>{@code
 * for (int n = 0; n < graph.nodeCount(); n++) {
 *   for (int i = 0; i < graph.successorCount(n); i++) {
 *     use(graph.kind(n), graph.successor(n, i));
 *   }
 * }
 * }</pre>
 *
 * <p>Of a program that repeats a step, {@link org.soapstone.tasks.graph.SteadyGraph} composes the
 * graph from the step's tasks and one {@link org.soapstone.tasks.graph.TreeFragment} for each
 * region tree. A {@link org.soapstone.tasks.graph.GraphRecord} writes a step down, as it ran or as
 * it was planned, and {@link org.soapstone.tasks.graph.GraphDiff} compares two of them.
 *
 * <p><b>Keys.</b> Every node has a {@link org.soapstone.tasks.graph.StructuralKey}, its place in
 * the program, which breaks all ties; the number of a node in an array means nothing.
 *
 * <p><b>Threads.</b> Graphs, fragments and records are immutable and may be shared; builders and
 * sinks belong to one thread.
 *
 * <p><b>Refuses.</b> Bodies, tensors and memory: a graph says what is done and where, not with
 * what.
 *
 * <p>Sources: Jia, Zaharia and Aiken, "Beyond Data and Model Parallelism for Deep Neural Networks"
 * (MLSys 2019), for the task graph that a simulator runs; Slaughter et al. for structure-of-arrays
 * graphs in Task Bench (SC 2020).
 */
package org.soapstone.tasks.graph;
