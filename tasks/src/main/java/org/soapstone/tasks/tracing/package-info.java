/**
 * Memoised dependence analysis: what a program repeats is analysed until it settles, and then
 * emitted from a tape.
 *
 * <p>The main type is {@link org.soapstone.tasks.tracing.TracedAnalysis}, a {@link
 * org.soapstone.tasks.analysis.ProgramAnalysis} with traces; programs use it through {@code
 * Runtime.trace}.
 *
 * <pre>{@code
 * for (int step = 0; step < steps; step++) {
 *   runtime.trace("step", () -> launches.forEach(runtime::launch));
 * }
 * }</pre>
 *
 * <p><b>When a trace is replayed.</b> Each run of a trace that is analysed is taped: its launches
 * and everything that was emitted for them, with nodes numbered from the start of the run. Two runs
 * in a row, with nothing in between, whose tapes are equal and which leave equal states behind, but
 * for the names of nodes, prove that the next run will be like them, since an analysis depends on
 * nothing else. From then on each launch is compared with the tape's; as long as they are equal its
 * part of the tape is emitted, with the nodes of the run before in the places of those of the run
 * before the taped one. A sink that can repeat a run by itself ({@link
 * org.soapstone.tasks.graph.RepeatingSink}) is shown the tape once, and then told of launches only.
 *
 * <p><b>Repeats that nobody says.</b> With {@link
 * org.soapstone.tasks.tracing.TracedAnalysis#findRepeats} launches outside traces are numbered,
 * alike ones alike, and when the last of them have come round at least twice, as far back as 16
 * launches, the next rounds are the runs of a trace. It is replayed on the same proof as any other,
 * so finding a repeat is a guess about the future that costs time when it is wrong, and nothing
 * else. A trace that was dropped before it paid has to repeat for twice as long before it is tried
 * again.
 *
 * <p><b>Guarantees.</b> What is emitted is what the analysis would have emitted, node by node, and
 * each comes after the same others. There are more nodes that only wait: at the end of a taped run
 * one takes the place of the readers of points that earlier runs have read too, so that data which
 * is only read does not gather more and more readers. A launch that is not on the tape, a block
 * that ends early, or a launch between two runs, ends the replay: the analysis is brought to where
 * it would be, and goes on. Misses are counted by {@link org.soapstone.tasks.tracing.MissReason},
 * and replays that were emitted node by node by {@link org.soapstone.tasks.graph.SlowPath}.
 *
 * <p><b>Refuses.</b> To replay launches that wait for futures. The mapper is asked for recorded
 * runs only, and taken to answer alike.
 *
 * <p><b>Threads.</b> One at a time, as for the analysis.
 *
 * <p>After W. Lee, E. Slaughter, M. Bauer, S. Treichler, T. Warszawski, M. Garland, A. Aiken,
 * "Dynamic Tracing: Memoization of Task Graphs for Dynamic Task-Based Runtimes", SC 2018. Here the
 * conditions of a replay are the equality of two states, instead of pre- and postconditions, and no
 * fence is needed before or after. Repeats are found after R. Yadav, M. Bauer, D. Broman, M.
 * Garland, A. Aiken, F. Kjolstad, "Automatic Tracing in Task-Based Runtime Systems", ASPLOS 2025,
 * with two differences: only what follows itself at once is looked for, since only that is ever
 * replayed, and nothing is held back to see how it goes on, since a replay can be left in the
 * middle.
 */
package org.soapstone.tasks.tracing;
