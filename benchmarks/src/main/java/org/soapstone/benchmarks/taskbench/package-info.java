/**
 * Task Bench: how small may tasks be before a runtime's own work outweighs theirs?
 *
 * <pre>{@code
 * new TaskBench(TaskBenchOptions.DEFAULT).run(System.out::println, done -> {});
 * }</pre>
 *
 * <p>A {@link org.soapstone.benchmarks.taskbench.Graph} has a row of points for each time step;
 * each point reads what some points of the row before have written, as its {@link
 * org.soapstone.benchmarks.taskbench.Pattern} says. Every {@link
 * org.soapstone.benchmarks.taskbench.GraphSystem} runs the same graphs with the same {@link
 * org.soapstone.benchmarks.taskbench.Kernel}: Soapstone, with traces and without; threads that spin
 * and otherwise the JDK's own means. Outputs are kept in two buffers, so a task also waits for the
 * readers of what it overwrites, in every system ({@link
 * org.soapstone.benchmarks.taskbench.Order}).
 *
 * <p><b>Self-validation.</b> Each output is filled with its (step, point), and each task checks
 * every word that it reads.
 *
 * <p><b>Fairness.</b> Systems are timed in turns, round after round, so that what slows the machine
 * down for a while slows them alike. Their ratios mean more than their figures.
 *
 * <p>After E. Slaughter, W. Wu, Y. Fu, L. Brandenburg, N. Garcia, W. Kautz, E. Marx, K. S. Morris,
 * Q. Cao, G. Bosilca, S. Mirchandaney, W. Lee, S. Treichler, P. McCormick, A. Aiken, "Task Bench: A
 * Parameterized Benchmark for Evaluating Parallel Runtime Performance", SC 2020.
 */
package org.soapstone.benchmarks.taskbench;
