/**
 * Programs over data without a shape, partitioned as in the literature and checked: a circuit over
 * a random graph, a mesh in the plane that moves, a mesh in space with ghost cells.
 *
 * <p>Each has a generator ({@code ...Graph}, {@code ...Mesh}: arrays of pointers, the same for the
 * same seed), its partitions ({@code ...Partitions}: a few lines of dependent partitioning), tasks,
 * and a main class that runs it on the runtime and compares it with plain loops.
 *
 * <pre>{@code
 * CircuitGraph graph = CircuitGraph.random(2_500, 10_000, 8, 1);
 * CircuitPartitions pieces = CircuitPartitions.of(graph, 1);
 * IndexSpace ghosts = pieces.ghostNodes().space(Point.of(3));
 * }</pre>
 *
 * <p>The running programs make the same partitions of the fields of their regions, as operations of
 * the program that nobody waits for.
 *
 * <p>After Treichler et al., "Dependent Partitioning", OOPSLA 2016.
 */
package org.soapstone.examples.irregular;
