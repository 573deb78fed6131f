package org.soapstone.benchmarks.training;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What to measure.
 *
 * @param models names of {@link TrainingModels#names}
 * @param batch samples in a step; empty: each network's own
 * @param threads numbers of threads, each from 1 to the processors of this machine
 * @param rounds how often the systems take turns, at least 1
 * @param millis how long a turn takes, about; one step at least
 * @param warmMillis how long each system runs before, about, until the compiler has seen enough
 * @param peer the folder of jars that PyTorch's process runs from; empty: Soapstone alone
 */
public record TrainingOptions(
    List<String> models,
    OptionalInt batch,
    List<Integer> threads,
    int rounds,
    int millis,
    int warmMillis,
    Optional<Path> peer) {

  /** Copies the lists and checks the numbers. */
  public TrainingOptions {
    models = List.copyOf(models);
    threads = List.copyOf(threads);
    models.forEach(TrainingModels::named);
    threads.forEach(number -> check("threads", number, Runtime.getRuntime().availableProcessors()));
    batch.ifPresent(number -> check("samples in a batch", number, 1 << 16));
    check("rounds", rounds, 1_000);
    check("milliseconds of a turn", millis, 600_000);
    check("milliseconds before the first turn", warmMillis, 600_000);
  }

  private static void check(String what, int number, int most) {
    if (number < 1 || number > most) {
      throw new IllegalArgumentException(
          "the number of %s is %d, must be from 1 to %,d".formatted(what, number, most));
    }
  }
}
