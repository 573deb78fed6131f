/**
 * What a running program's threads do when: tasks and copies on each processor, and on the
 * program's side the analysis of each launch, the mapper, and waiting.
 *
 * <pre>{@code
 * var profiler = new Profiler(Profiler.DEFAULT_EVENTS);
 * try (var runtime = Runtime.builder(machine, tasks).profile(profiler).build()) {
 *   warmUp(runtime);
 *   profiler.clear();
 *   work(runtime);
 *   runtime.fence();
 *   Profile profile = profiler.profile();
 * }
 * }</pre>
 *
 * <p>The main types are {@link org.soapstone.tasks.profiling.Profiler}, which a program gives to
 * its runtime, and {@link org.soapstone.tasks.profiling.Profile}, what it has seen. Files and pages
 * are made of it by the simulator's {@code report}.
 *
 * <p><b>Cost.</b> A runtime without a profiler asks for none of this. With one, an event takes two
 * looks at the clock and one uncontended lock, and allocates nothing; each lane keeps its last
 * events in a ring of fixed size, and totals of all. <b>Threads.</b> A profile may be taken at any
 * time, from any thread. <b>Refuses.</b> To sample, and to look into bodies.
 */
package org.soapstone.tasks.profiling;
