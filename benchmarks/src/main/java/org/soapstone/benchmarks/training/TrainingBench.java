package org.soapstone.benchmarks.training;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.soapstone.dnn.lowering.LoweredModel;
import org.soapstone.dnn.operators.Operator;
import org.soapstone.dnn.operators.Sgd;
import org.soapstone.dnn.operators.Tensor;
import org.soapstone.regions.FieldType;
import org.soapstone.tasks.instances.FieldData;

/** Times training steps of both systems in turns. */
public final class TrainingBench {
  /** How far the systems' first losses may be apart, as a share of the loss. */
  public static final double LOSS_TOLERANCE = 1e-4;

  /** The learning rate, as in the peer. */
  private static final double RATE = 1e-3;

  private static final long MILLION = 1_000_000;

  private final TrainingOptions options;

  /**
   * Makes a benchmark.
   *
   * @param options what to measure
   */
  public TrainingBench(TrainingOptions options) {
    this.options = options;
  }

  /** {@return the names of the networks that can be measured} */
  public static List<String> models() {
    return TrainingModels.names();
  }

  /** {@return how many pairs of a network and a number of threads {@link #run} measures} */
  public int caseCount() {
    return options.models().size() * options.threads().size();
  }

  /**
   * Measures.
   *
   * @param rows is told the rows
   * @param done is told how many of the cases are done, each time one more is
   * @throws IllegalStateException if PyTorch's process fails, or the systems' losses differ
   */
  public void run(Consumer<TrainingRow> rows, IntConsumer done) {
    int count = 0;
    for (String name : options.models()) {
      for (int threads : options.threads()) {
        measure(name, threads).forEach(rows);
        done.accept(++count);
      }
    }
  }

  private List<TrainingRow> measure(String name, int threads) {
    TrainingModels chosen = TrainingModels.named(name);
    long batch = options.batch().isPresent() ? options.batch().getAsInt() : chosen.batch();
    LoweredModel model = LoweredModel.of(chosen.model(batch), new Sgd(RATE, 0, 0), 1);
    Path folder = PeerFiles.folder();
    try (var soapstone = new SoapstoneTraining(model, threads, new FixedBatch(chosen.classes()))) {
      List<FieldData> weights = new ArrayList<>();
      if (options.peer().isPresent()) {
        SoapstoneTraining.weights(model).forEach(weight -> weights.add(soapstone.read(weight)));
      }
      double loss = soapstone.firstLoss();
      if (options.peer().isEmpty()) {
        double[][] nanos = time(List.of(soapstone));
        double speed = samples(model) / median(nanos[0]);
        return List.of(
            new TrainingRow(
                name, batch, threads, soapstone.name(), speed, OptionalDouble.empty(), loss));
      }
      PeerFiles.describe(model, folder);
      PeerFiles.append(batch(model, soapstone), folder);
      PeerFiles.append(weights, folder);
      try (var pytorch = new PyTorchTraining(options.peer().get(), folder, threads)) {
        double other = pytorch.firstLoss();
        requireSame(name, loss, other);
        double[][] nanos = time(List.of(soapstone, pytorch));
        double[] ratios = new double[options.rounds()];
        Arrays.setAll(ratios, round -> nanos[1][round] / nanos[0][round]);
        double samples = samples(model);
        return List.of(
            new TrainingRow(
                name,
                batch,
                threads,
                soapstone.name(),
                samples / median(nanos[0]),
                OptionalDouble.of(median(ratios)),
                loss),
            new TrainingRow(
                name,
                batch,
                threads,
                pytorch.name(),
                samples / median(nanos[1]),
                OptionalDouble.of(1),
                other));
      }
    } finally {
      PeerFiles.delete(folder);
    }
  }

  private static List<FieldData> batch(LoweredModel model, SoapstoneTraining soapstone) {
    List<FieldData> data = new ArrayList<>();
    for (Operator loader : SoapstoneTraining.loaders(model)) {
      loader.outputs().forEach(tensor -> data.add(soapstone.read(tensor)));
    }
    return data;
  }

  /** What a step trains on: as many images, or tokens, as there are labels. */
  private static double samples(LoweredModel model) {
    return SoapstoneTraining.loaders(model).stream()
        .flatMap(loader -> loader.outputs().stream())
        .filter(tensor -> tensor.type() == FieldType.INT32)
        .mapToLong(Tensor::volume)
        .max()
        .orElseThrow();
  }

  private static void requireSame(String name, double loss, double other) {
    if (!(Math.abs(loss - other) <= LOSS_TOLERANCE * Math.abs(other))) {
      throw new IllegalStateException(
          ("network '%s': the first loss is %s here and %s in PyTorch, which may differ by %s of"
                  + " it; a layer does not compute what its namesake does")
              .formatted(name, loss, other, LOSS_TOLERANCE));
    }
  }

  /** {@return the seconds of a step, by system and round} */
  private double[][] time(List<TrainingSystem> systems) {
    double[][] seconds = new double[systems.size()][options.rounds()];
    int[] steps = new int[systems.size()];
    for (int s = 0; s < steps.length; s++) {
      long nanos = systems.get(s).stepNanos(1);
      // Until the compiler has seen enough; the last of these steps tell how many a turn takes.
      for (long spent = nanos; spent < options.warmMillis() * MILLION; spent += nanos * steps[s]) {
        steps[s] = stepsOfATurn(nanos);
        nanos = Math.max(1, systems.get(s).stepNanos(steps[s]) / steps[s]);
      }
      steps[s] = stepsOfATurn(nanos);
    }
    for (int round = 0; round < options.rounds(); round++) {
      for (int s = 0; s < steps.length; s++) {
        seconds[s][round] = systems.get(s).stepNanos(steps[s]) / 1e9 / steps[s];
      }
    }
    return seconds;
  }

  private int stepsOfATurn(long stepNanos) {
    return Math.toIntExact(Math.clamp(options.millis() * MILLION / stepNanos, 1, 10_000));
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
