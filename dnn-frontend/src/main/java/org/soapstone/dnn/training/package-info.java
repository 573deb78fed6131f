/**
 * Trains a lowered model with a strategy on a machine.
 *
 * <p>The main type is {@link org.soapstone.dnn.training.Trainer}.
 *
 * <pre>{@code
 * try (Trainer trainer =
 *     Trainer.of(lowered, machine, strategy.configurations(lowered, machine), kernels)
 *         .train(images)
 *         .test(others)
 *         .epochs(5)
 *         .checkpoints(folder, 100)
 *         .build()) {
 *   trainer.resume();
 *   TrainingResult result = trainer.run();
 * }
 * }</pre>
 *
 * <p><b>Guarantees.</b> The seed, the model and the data fix the batches, whatever the strategy.
 * The strategy fixes the losses and weights to the last bit, whatever the machine and the timing;
 * strategies differ by rounding only. Steps are issued ahead, so that one begins before the last
 * has ended.
 *
 * <p><b>Checkpoints.</b> A file is there whole or not at all, whenever the process is killed. A
 * training that goes on from one has the bits of one that was not interrupted; a checkpoint of
 * another model, rule, seed or data is refused with every difference, but its weights may be used:
 * {@link org.soapstone.dnn.training.Inference} evaluates and predicts with them.
 *
 * <p><b>Divergence.</b> When a loss is no number, the steps since the last checkpoint are run
 * again, to the same bits, and the operator is named that first has such a value; watching costs
 * nothing before.
 *
 * <p><b>Threading.</b> A trainer belongs to one thread.
 *
 * <p><b>Refuses.</b> Searching for strategies; predicting times.
 */
package org.soapstone.dnn.training;
