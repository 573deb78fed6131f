/**
 * How fast partitioning is: every operator, on random data and on that of three real programs, next
 * to plain loops over the same data in the same run.
 *
 * <pre>{@code
 * PartitioningOptions options = PartitioningOptions.DEFAULT.withElements(1_000_000);
 * new PartitioningBench(options).run(System.out::println, done -> {});
 * }</pre>
 *
 * <p>A {@link Workload} is a program's data at one size, ready to be cut; its {@link Work}s are
 * what is timed; {@link Scan} is what they are compared with. Everything runs on the calling thread
 * and those that an operator starts itself.
 */
package org.soapstone.benchmarks.partitioning;
