/**
 * The wall clock: runs what the dependence analysis emits, and measures what that takes.
 *
 * <p>The main type is {@link org.soapstone.tasks.execution.Executor}, a {@link
 * org.soapstone.tasks.graph.GraphSink} with one worker for each processor. A node becomes ready
 * when the last node that it waits for completes; a free worker takes the ready node of highest
 * priority, then earliest ready time, then lowest key. Programs use it through {@link
 * org.soapstone.tasks.Runtime}, and record what it did with an {@link
 * org.soapstone.tasks.execution.ExecutionRecorder}.
 *
 * <pre>{@code
 * var timer = TaskTimer.builder(tasks).build();
 * long nanos = timer.nanos(costKey, launch, 2); // while another thread does the like
 * }</pre>
 *
 * <p><b>Guarantees.</b> A node starts after everything that its edges name has completed. No worker
 * ever blocks, but among the points of a concurrent launch. Failures travel with the data that they
 * spoil, element by element, so that no choice of a mapper changes what is spoiled. Nodes are
 * pooled and views of instances kept.
 *
 * <p><b>Breakdowns.</b> A body may throw anything, and its node answers for it. Should an error
 * come out of a worker itself, nothing more is run, and everyone who waits is told the cause.
 *
 * <p><b>Replays.</b> A run that repeats is compiled to arrays and then costs an atomic decrement
 * for each edge that crosses from a processor to another, a plain one for every other edge; it
 * allocates nothing, and next to nothing on the thread that launches. Several runs are under way at
 * once.
 *
 * <p><b>Help.</b> A worker that has waited for some microseconds does what another should do and
 * does not come to, because it is parked or its core is taken, if the mapper calls the two
 * processors interchangeable. What somebody records runs where it was placed.
 *
 * <p><b>Inner tasks</b> run on threads of their own. Each has an executor for its launches, with a
 * window and instances of its own, on the same workers and in the same memories; its {@linkplain
 * org.soapstone.tasks.analysis.Home homes} are the instances that it was given.
 *
 * <p><b>Threading.</b> One thread at a time emits; workers run; {@link
 * org.soapstone.tasks.execution.LaunchResults} are for all. Threads are not bound to cores.
 *
 * <p><b>Refuses.</b> Processors other than CPU cores, and machines whose copies are not made by
 * processors.
 *
 * <p>Source: Treichler, Bauer and Aiken, "Realm: An Event-Based Low-Level Runtime for Distributed
 * Memory Architectures" (PACT 2014).
 */
package org.soapstone.tasks.execution;
