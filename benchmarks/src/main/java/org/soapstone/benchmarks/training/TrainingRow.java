package org.soapstone.benchmarks.training;

import java.util.OptionalDouble;

/**
 * How fast one system trains one network.
 *
 * @param model the network's name
 * @param batch samples in a step
 * @param threads how many threads compute
 * @param system {@code soapstone} or {@code pytorch}
 * @param samplesPerSecond images, or tokens of texts, in a second of training steps
 * @param ratioToPyTorch the speed over PyTorch's in the same rounds; empty without PyTorch
 * @param firstLoss the loss of the first step
 */
public record TrainingRow(
    String model,
    long batch,
    int threads,
    String system,
    double samplesPerSecond,
    OptionalDouble ratioToPyTorch,
    double firstLoss) {}
