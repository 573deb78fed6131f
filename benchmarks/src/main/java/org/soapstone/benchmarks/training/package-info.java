/**
 * How fast networks train, beside PyTorch on the same machine.
 *
 * <pre>{@code
 * new TrainingBench(options).run(System.out::println, done -> {});
 * }</pre>
 *
 * <p>{@link org.soapstone.benchmarks.training.TrainingBench} gives both systems the same network,
 * the same weights, one batch of random data, the same number of threads and plain gradient
 * descent. Before it times anything it compares the losses of the first step: they must agree to
 * {@value org.soapstone.benchmarks.training.TrainingBench#LOSS_TOLERANCE} of them. Then the systems
 * take turns, a few steps each, for some rounds; the median of the rounds counts.
 *
 * <p>PyTorch runs in a process of its own (module {@code peer}), so that neither its threads nor
 * its memory are in our way, and is told of a network by a description that is made from the model
 * itself. Soapstone trains by data parallelism, one worker for each thread; what it loads a batch
 * with counts for it, while PyTorch's batch lies ready.
 */
package org.soapstone.benchmarks.training;
