/**
 * The virtual clock: predicts when each node of a task graph runs on a machine, from the whole
 * graph or from what changed since the last time.
 *
 * <p>The main types are {@link FullSimulation}, for any {@link
 * org.soapstone.tasks.graph.TaskGraph}, and {@link DeltaSimulation}, for the steady step of a
 * program whose operators are split and placed anew one after another.
 *
 * <pre>{@code
 * Timeline timeline = Simulations.run(graph, machine, costs);
 * timeline.makespanNanos();
 * timeline.startNanos(node);
 * Bounds.of(graph, machine, costs).lowerBoundNanos();   // no schedule of the graph is shorter
 * }</pre>
 *
 * <p><b>The rule</b>, the executor's too. A node holds what it needs, alone, for as long as it
 * lasts: a task, fill or local copy its processor; a copy between memories every link of its route,
 * and its processor where processors do the copying; a fold its processor and the links of its
 * route; a join, which lasts 1 ns, nothing. A node is ready when its predecessors have ended. At
 * each instant, in the order (priority descending, ready time ascending, structural key ascending),
 * every ready node starts for which all that it needs is free.
 *
 * <p><b>Guarantees.</b> Time is {@code long} nanoseconds and every node lasts at least one. The
 * order is total, since keys are unique, so a graph has exactly one time line, whatever the
 * numbering of its nodes. Delta simulation gives the same as full simulation, to the nanosecond,
 * for every node. Costs are asked for, never drawn: {@link NodeCosts} is pure.
 *
 * <p><b>Threads.</b> Simulations keep a workspace and belong to one thread each; results are
 * immutable.
 *
 * <p><b>Refuses</b> graphs with cycles, processors that the machine lacks, and durations below 1
 * ns. It knows nothing of layers, strategies or memory capacity, and builds no graph of its own.
 *
 * <p>After Jia et al., "Beyond Data and Model Parallelism for Deep Neural Networks" (MLSys 2019),
 * section 5, with links held for whole routes, priorities, and ties broken by key.
 */
package org.soapstone.simulator.simulation;
