package org.soapstone.dnn.training;

import com.google.common.primitives.ImmutableIntArray;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.soapstone.dnn.data.BatchSource;
import org.soapstone.dnn.data.Dataset;
import org.soapstone.dnn.kernels.Kernels;
import org.soapstone.dnn.lowering.LoweredModel;
import org.soapstone.dnn.operators.Access.Part;
import org.soapstone.dnn.operators.BatchMetrics;
import org.soapstone.mapper.launch.FillLaunch;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.Launch;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.soap.OperatorConfig;
import org.soapstone.mapper.soap.SoapMapper;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.FutureMap;
import org.soapstone.tasks.Runtime;
import org.soapstone.tasks.TaskRegistry;
import org.soapstone.tasks.instances.FieldData;

/**
 * Uses a trained model: the forward pass alone, on all images of a data set in order.
 *
 * <pre>{@code
 * try (var inference = new Inference(lowered, machine, configurations, kernels, images)) {
 *   inference.load(checkpoint);
 *   double accuracy = inference.evaluate().accuracy();
 * }
 * }</pre>
 *
 * <p>The model may be lowered for another batch than it was trained with. Belongs to one thread.
 */
public final class Inference implements AutoCloseable {
  private static final int BATCHES_AHEAD = 2;

  private final LoweredModel model;
  private final int images;
  private final int batch;
  private final List<Launch> forward;
  private final Runtime runtime;

  /** Takes what a model says of an image. */
  @FunctionalInterface
  public interface Receiver {
    /**
     * Takes what a model says of an image.
     *
     * @param index the image's number
     * @param values the losses' main outputs for it, row-major: for a classification, the
     *     probability of each class
     */
    void accept(int index, double[] values);
  }

  /**
   * Makes a runtime for the forward pass. Its weights are to be loaded.
   *
   * @param model the model
   * @param machine where it runs
   * @param configurations the configuration of every operator
   * @param kernels how tasks compute
   * @param dataset the images, of the model's input shape
   * @throws IllegalArgumentException if the images do not fit the model, or a configuration is
   *     missing or does not fit
   */
  public Inference(
      LoweredModel model,
      Machine machine,
      Map<String, OperatorConfig> configurations,
      Kernels kernels,
      Dataset dataset) {
    DatasetFit.require(model, dataset);
    this.model = model;
    images = dataset.size();
    batch = Math.toIntExact(model.batch());
    forward = model.evaluation(configurations);
    BatchSource source = TrainingBatches.ofTest(dataset, batch);
    runtime =
        Runtime.builder(machine, TaskRegistry.builder().addAll(model.tasks()).build())
            .mapper(new SoapMapper(configurations))
            .service(Kernels.class, kernels)
            .service(BatchSource.class, source)
            .build();
  }

  /**
   * Loads weights.
   *
   * @param path a checkpoint of a training of a model of this name, or a folder of them, of which
   *     the last is taken; batch, update rule, data and strategy of that training do not matter
   * @return the number of steps that it was trained
   * @throws IllegalArgumentException if it is no checkpoint, or its weights are of other shapes;
   *     the message lists every difference
   */
  public long load(Path path) {
    Path file = CheckpointFolder.file(path);
    Checkpoint checkpoint = Checkpoint.read(file);
    TrainingState state = new TrainingState(model, runtime);
    checkpoint.requireFits(file, model.name(), state.weightShapes(), true);
    state.writeWeights(checkpoint.tensors());
    return checkpoint.steps();
  }

  /** {@return the losses and hits of all images, each counted once} */
  public BatchMetrics evaluate() {
    Deque<List<FutureMap>> ahead = new ArrayDeque<>();
    BatchMetrics sum = BatchMetrics.NONE;
    for (int number = 0; number < Math.ceilDiv(images, batch); number++) {
      ahead.add(issue(number));
      if (ahead.size() == BATCHES_AHEAD) {
        sum = sum.plus(Trainer.metrics(ahead.remove()));
      }
    }
    while (!ahead.isEmpty()) {
      sum = sum.plus(Trainer.metrics(ahead.remove()));
    }
    return sum;
  }

  /**
   * Says of every image, in order, what the model makes of it.
   *
   * @param receiver is told of each
   * @return the losses and hits of all images, where they have labels or targets
   */
  public BatchMetrics predict(Receiver receiver) {
    List<LogicalRegion> outputs =
        model.losses().stream().map(loss -> model.region(loss.output(), Part.VALUE)).toList();
    BatchMetrics sum = BatchMetrics.NONE;
    for (int number = 0; number < Math.ceilDiv(images, batch); number++) {
      List<FutureMap> results = issue(number);
      List<FieldData> data = outputs.stream().map(region -> runtime.read(region, 0)).toList();
      sum = sum.plus(Trainer.metrics(results));
      for (int i = 0; i < batch && number * batch + i < images; i++) {
        receiver.accept(number * batch + i, row(data, i));
      }
    }
    return sum;
  }

  /** {@return what all losses say of a sample, one behind the other} */
  private static double[] row(List<FieldData> outputs, int row) {
    DoubleStream.Builder values = DoubleStream.builder();
    for (FieldData data : outputs) {
      Rect rect = data.rect();
      long size = rect.volume() / rect.extent(0);
      for (long i = 0; i < size; i++) {
        values.add(data.doubleAt(rect.delinearize(row * size + i)));
      }
    }
    return values.build().toArray();
  }

  private List<FutureMap> issue(int number) {
    List<FutureMap> metrics = new ArrayList<>();
    ImmutableIntArray losses = model.evaluationLossPositions();
    for (int position = 0; position < forward.size(); position++) {
      switch (forward.get(position)) {
        case IndexLaunch tasks -> {
          FutureMap results = runtime.launch(tasks.at(TrainingBatches.testIteration(number)));
          if (losses.contains(position)) {
            metrics.add(results);
          }
        }
        case FillLaunch fill -> runtime.launch(fill);
      }
    }
    return metrics;
  }

  /** Waits for what runs and stops the workers. */
  @Override
  public void close() {
    runtime.close();
  }
}
