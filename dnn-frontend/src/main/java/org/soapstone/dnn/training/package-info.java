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
 *         .build()) {
 *   TrainingResult result = trainer.run();
 *   trainer.save(file);
 * }
 * }</pre>
 *
 * <p><b>Guarantees.</b> The seed, the model and the data fix the batches, whatever the strategy.
 * The strategy fixes the losses and weights to the last bit, whatever the machine and the timing;
 * strategies differ by rounding only. Steps are issued ahead, so that one begins before the last
 * has ended.
 *
 * <p><b>Threading.</b> A trainer belongs to one thread.
 *
 * <p><b>Refuses.</b> Searching for strategies; predicting times.
 */
package org.soapstone.dnn.training;
