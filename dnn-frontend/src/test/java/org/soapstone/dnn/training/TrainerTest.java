package org.soapstone.dnn.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.soapstone.dnn.Kernel;
import org.soapstone.dnn.Model;
import org.soapstone.dnn.Seeds;
import org.soapstone.dnn.TestMachines;
import org.soapstone.dnn.data.Dataset;
import org.soapstone.dnn.kernels.ReferenceKernels;
import org.soapstone.dnn.lowering.LoweredModel;
import org.soapstone.dnn.operators.BatchMetrics;
import org.soapstone.dnn.operators.Optimizer;
import org.soapstone.dnn.operators.Sgd;
import org.soapstone.dnn.operators.Tensor;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.soap.Strategies;
import org.soapstone.mapper.soap.Strategy;
import org.soapstone.regions.FieldType;
import org.soapstone.tasks.execution.ExecutionRecorder;
import org.soapstone.tasks.instances.FieldData;

class TrainerTest {
  private static final int PROCESSORS = 3;
  private static final int BATCH = 10;
  private static final int STEPS = 20;
  private static final Stripes TRAIN = new Stripes(157, 11, 2, 5);

  /** Not a multiple of the batch. */
  private static final Stripes TEST = new Stripes(47, 11, 2, 5);

  @TempDir Path folder;

  /** A small network with every kind of operator, a fork and a join. */
  private static LoweredModel network(FieldType type, Optimizer optimizer) {
    Model model = Model.named("small").batch(BATCH).elementType(type);
    Tensor x = model.input("image", 11, 11, 2);
    x = model.relu("relu1", model.conv2d("conv1", x, 4, Kernel.of(3).pad(1)));
    x = model.maxPool2d("pool1", x, Kernel.of(3).stride(2).pad(1));
    Tensor a = model.conv2d("a", x, 4, Kernel.of(3).pad(1));
    Tensor b = model.conv2d("b", x, 3, Kernel.of(1));
    Tensor c = model.averagePool2d("c", x, Kernel.of(3).pad(1));
    x = model.add("sum", a, c);
    x = model.relu("relu2", model.concat("concat", x, b));
    x = model.flatten("flatten", x);
    x = model.relu("relu3", model.linear("fc1", x, 13));
    model.softmaxCrossEntropy("loss", model.linear("fc2", x, 5));
    return LoweredModel.of(model, optimizer, 3);
  }

  private static LoweredModel network(FieldType type) {
    return network(type, new Sgd(0.02, 0.9, 1e-3));
  }

  private static TrainerBuilder trainer(LoweredModel model, String strategy, Machine machine) {
    Strategy named = Strategies.named(strategy, model, machine);
    return Trainer.of(model, machine, named.configurations(model, machine), new ReferenceKernels())
        .train(TRAIN)
        .seed(4);
  }

  private static double[] losses(LoweredModel model, String strategy, Machine machine) {
    try (Trainer trainer =
        trainer(model, strategy, machine).epochs(2).steps(STEPS).test(TEST).build()) {
      return trainer.run().losses().toArray();
    }
  }

  private byte[] trained(LoweredModel model, String strategy, Machine machine, int stepsAhead)
      throws IOException {
    Path file = folder.resolve("trained");
    try (Trainer trainer =
        trainer(model, strategy, machine).epochs(2).steps(STEPS).stepsAhead(stepsAhead).build()) {
      trainer.run();
      trainer.save(file);
    }
    return Files.readAllBytes(file);
  }

  @Test
  void strategiesDifferByRoundingOnly() {
    LoweredModel model = network(FieldType.FLOAT64);
    double[] whole = losses(model, "single", TestMachines.shared(1));
    assertThat(whole).hasSize(STEPS);
    List<String> strategies = new ArrayList<>();
    strategies.addAll(List.of("data-parallel", "expert", "channel-split", "height-split"));
    for (int r = 0; r < (Boolean.getBoolean("soapstone.heavy") ? 20 : 2); r++) {
      strategies.add("random:" + (Seeds.seed() * 10 + r));
    }
    for (String strategy : strategies) {
      for (Machine machine : TestMachines.both(PROCESSORS)) {
        double[] split = losses(model, strategy, machine);
        for (int step = 0; step < STEPS; step++) {
          assertThat(split[step])
              .as("%s on %s, step %d, seed %d", strategy, machine.name(), step, Seeds.seed())
              .isCloseTo(whole[step], within(1e-10 * whole[step]));
        }
      }
    }
  }

  @Test
  void theWholeNetworksGradientIsTheDerivativeOfTheLoss() {
    LoweredModel model = network(FieldType.FLOAT64, new Sgd(1, 0, 0));
    Machine machine = TestMachines.split(2);
    Path start = folder.resolve("start");
    Path stepped = folder.resolve("stepped");
    try (Trainer trainer = trainer(model, "data-parallel", machine).steps(1).build()) {
      trainer.save(start);
      trainer.run();
      trainer.save(stepped);
    }
    Checkpoint before = Checkpoint.read(start);
    Checkpoint after = Checkpoint.read(stepped);
    RandomGenerator random = Seeds.random(11);
    for (Tensor weight : model.weights()) {
      double[] values = before.tensors().get(weight.name()).doubles();
      int i = random.nextInt(values.length);
      double gradient = values[i] - after.tensors().get(weight.name()).doubles()[i];
      double up = firstLoss(model, machine, before, weight, i, 1e-6);
      double down = firstLoss(model, machine, before, weight, i, -1e-6);
      assertThat((up - down) / 2e-6)
          .as("%s[%d], seed %d", weight.name(), i, Seeds.seed())
          .isCloseTo(gradient, within(1e-7));
    }
  }

  private double firstLoss(
      LoweredModel model, Machine machine, Checkpoint start, Tensor weight, int i, double step) {
    Map<String, FieldData> tensors = new LinkedHashMap<>(start.tensors());
    double[] moved = tensors.get(weight.name()).doubles();
    moved[i] += step;
    tensors.put(weight.name(), FieldData.of(weight.rect(), moved));
    Path file = folder.resolve("moved");
    new Checkpoint(start.model(), 0, start.course(), tensors).write(file);
    try (Trainer trainer = trainer(model, "single", machine).steps(1).build()) {
      trainer.load(file);
      return trainer.run().firstLoss();
    }
  }

  @Test
  void theStrategyFixesEveryBit() throws IOException {
    for (FieldType type : List.of(FieldType.FLOAT32, FieldType.FLOAT64)) {
      LoweredModel model = network(type);
      for (String strategy : List.of("data-parallel", "height-split", "random:5")) {
        byte[] first = trained(model, strategy, TestMachines.shared(PROCESSORS), 2);
        assertThat(trained(model, strategy, TestMachines.shared(PROCESSORS), 2)).isEqualTo(first);
        assertThat(trained(model, strategy, TestMachines.split(PROCESSORS), 5))
            .as("%s on another machine, more steps ahead", strategy)
            .isEqualTo(first);
        assertThat(trained(network(type), strategy, TestMachines.split(PROCESSORS), 1))
            .isEqualTo(first);
      }
    }
  }

  @Test
  void learnsAndCountsEveryTestImageOnce() {
    List<BatchMetrics> tests = new ArrayList<>();
    List<Long> steps = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void step(long step, long count, BatchMetrics metrics, long nanos) {
            assertThat(count).isEqualTo(12 * 15);
            assertThat(metrics.count()).isEqualTo(BATCH);
            assertThat(nanos).isPositive();
            steps.add(step);
          }

          @Override
          public void epoch(int epoch, BatchMetrics training, Optional<BatchMetrics> test) {
            assertThat(epoch).isEqualTo(tests.size());
            assertThat(training.count()).isEqualTo(150);
            tests.add(test.orElseThrow());
          }
        };
    try (Trainer trainer =
        trainer(network(FieldType.FLOAT32), "data-parallel", TestMachines.split(PROCESSORS))
            .test(TEST)
            .epochs(12)
            .build()) {
      assertThat(trainer.stepLimit()).isEqualTo(12 * 15);
      TrainingResult result = trainer.run(listener);
      assertThat(steps).hasSize(12 * 15).isSorted();
      assertThat(tests).hasSize(12).allMatch(metrics -> metrics.count() == 47);
      assertThat(result.test()).contains(tests.getLast());
      assertThat(trainer.evaluate()).isEqualTo(tests.getLast());
      assertThat(result.test().orElseThrow().accuracy()).isGreaterThan(0.95);
      assertThat(result.steps()).isEqualTo(12 * 15);
      assertThat(result.samples()).isEqualTo(12 * 150);
      assertThat(result.firstLoss()).isGreaterThan(result.lastLoss());
      assertThat(result.samplesPerSecond()).isPositive();
      assertThat(result.steadyStepNanos()).isPositive();
      assertThatThrownBy(trainer::run)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("all 180 steps");
    }
  }

  @Test
  void goesOnFromACheckpointAsIfNotInterrupted() throws IOException {
    LoweredModel model = network(FieldType.FLOAT32);
    byte[] uninterrupted = trained(model, "channel-split", TestMachines.shared(PROCESSORS), 2);
    Path half = folder.resolve("half");
    try (Trainer trainer =
        trainer(model, "channel-split", TestMachines.shared(PROCESSORS)).steps(9).build()) {
      trainer.run();
      trainer.save(half);
    }
    try (Trainer trainer =
        trainer(model, "channel-split", TestMachines.shared(1)).steps(9).build()) {
      assertThatThrownBy(() -> trainer.load(half))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("has 9 steps done already, and the training ends after 9");
    }
    Path full = folder.resolve("full");
    try (Trainer trainer =
        trainer(model, "channel-split", TestMachines.split(PROCESSORS))
            .epochs(2)
            .steps(STEPS)
            .build()) {
      trainer.load(half);
      assertThat(trainer.stepsDone()).isEqualTo(9);
      assertThat(trainer.run().steps()).isEqualTo(STEPS - 9);
      trainer.save(full);
    }
    assertThat(Files.readAllBytes(full)).isEqualTo(uninterrupted);
  }

  @Test
  void checkpointsOfOtherModelsAreRefused() {
    Path file = folder.resolve("single-precision");
    Machine machine = TestMachines.shared(1);
    try (Trainer trainer = trainer(network(FieldType.FLOAT32), "single", machine).build()) {
      trainer.save(file);
    }
    try (Trainer trainer = trainer(network(FieldType.FLOAT64), "single", machine).build()) {
      assertThatThrownBy(() -> trainer.load(file))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("is not of this training")
          .hasMessageContaining("'conv1.weight' is FLOAT32");
    }
  }

  /** Stripes, to be loaded ahead, of which one image may have a value that is no number. */
  private record Blemished(int bad) implements Dataset {
    @Override
    public String name() {
      return "blemished";
    }

    @Override
    public int size() {
      return TRAIN.size();
    }

    @Override
    public int height() {
      return TRAIN.height();
    }

    @Override
    public int width() {
      return TRAIN.width();
    }

    @Override
    public int channels() {
      return TRAIN.channels();
    }

    @Override
    public int classes() {
      return TRAIN.classes();
    }

    @Override
    public boolean isDecoded() {
      return true;
    }

    @Override
    public void load(int index, float[] into) {
      TRAIN.load(index, into);
      into[7] = index == bad ? Float.NaN : into[7];
    }

    @Override
    public int label(int index) {
      return TRAIN.label(index);
    }
  }

  @Test
  void aLossThatIsNoNumberIsReportedWithItsFirstOperator() {
    LoweredModel model = network(FieldType.FLOAT32);
    var batches = new TrainingBatches(TRAIN, Optional.empty(), BATCH, 1, 4);
    float[] image = new float[11 * 11 * 2];
    batches.load(8, 3, image);
    int bad = 0;
    for (float[] other = new float[image.length]; !Arrays.equals(image, other); bad++) {
      TRAIN.load(bad, other);
    }
    Blemished images = new Blemished(bad - 1);
    try (Trainer trainer =
        trainer(model, "data-parallel", TestMachines.shared(2)).train(images).build()) {
      assertThatThrownBy(trainer::run)
          .isInstanceOf(DivergedException.class)
          .hasMessage(
              "step 8: the loss is NaN; operator 'image' is the first with such a value, in its"
                  + " 'input.load': in image, step 8; lower the learning rate");
    }
    try (Trainer trainer =
        trainer(model, "height-split", TestMachines.split(2))
            .train(images)
            .checkpoints(folder.resolve("saved"), 3)
            .build()) {
      assertThatThrownBy(trainer::run).hasMessageContaining("in image, step 8");
      assertThat(new CheckpointFolder(folder.resolve("saved")).latest().orElseThrow())
          .hasFileName("step-000000006.checkpoint");
    }
  }

  @Test
  void aRateThatIsTooHighIsSeenInTheOperatorThatOverflowsFirst() {
    LoweredModel model = network(FieldType.FLOAT32, new Sgd(1e30, 0.9, 0));
    try (Trainer trainer = trainer(model, "data-parallel", TestMachines.shared(2)).build()) {
      assertThatThrownBy(trainer::run)
          .isInstanceOf(DivergedException.class)
          .hasMessageMatching(
              "step 1: the loss is .* operator '[a-z]+[0-9]?' is the first with such a value, in"
                  + " its '.*forward': in .*, step 1; lower the learning rate");
    }
  }

  @Test
  void loadingAheadChangesNothing() {
    LoweredModel model = network(FieldType.FLOAT32);
    double[] expected;
    try (Trainer trainer =
        trainer(model, "data-parallel", TestMachines.shared(2)).steps(8).build()) {
      expected = trainer.run().losses().toArray();
    }
    Dataset decoded = new Blemished(-1);
    try (Trainer trainer =
        trainer(model, "data-parallel", TestMachines.shared(2)).train(decoded).steps(8).build()) {
      assertThat(trainer.run().losses().toArray()).isEqualTo(expected);
    }
  }

  @Test
  void recordsTheStepThatIsAskedFor() {
    ExecutionRecorder recorder = new ExecutionRecorder();
    LoweredModel model = network(FieldType.FLOAT32);
    try (Trainer trainer =
        trainer(model, "height-split", TestMachines.split(2))
            .steps(5)
            .record(recorder, 2, 2)
            .build()) {
      assertThatThrownBy(() -> trainer.position(2)).isInstanceOf(IllegalStateException.class);
      trainer.run();
      for (long step = 2; step < 4; step++) {
        long first = trainer.position(step);
        long iteration = step;
        assertThat(recorder.record().nodes().stream().flatMap(node -> node.launch().stream()))
            .filteredOn(launch -> launch.position() >= first)
            .filteredOn(launch -> launch.position() < first + model.stepSize())
            .isNotEmpty()
            .allMatch(mapped -> mapped.launch().iteration() == iteration);
      }
      assertThat(trainer.position(3)).isEqualTo(trainer.position(2) + model.stepSize());
    }
    recorder.record().checkOrder();
    assertThat(recorder.record().nodes().stream().flatMap(node -> node.launch().stream()))
        .extracting(mapped -> mapped.launch().iteration())
        .containsOnly(2L, 3L);
  }

  @Test
  void wrongInputIsRefusedInASentence() {
    LoweredModel model = network(FieldType.FLOAT32);
    Machine machine = TestMachines.shared(1);
    assertThatThrownBy(
            () -> trainer(model, "single", machine).train(new Stripes(99, 12, 2, 5)).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "data set 'stripes' has images of 12x12x2, but model 'small' takes 11x11x2; give images"
                + " of that size");
    assertThatThrownBy(
            () -> trainer(model, "single", machine).train(new Stripes(99, 11, 2, 6)).build())
        .hasMessageContaining("has 6 classes, but model 'small' tells 5 apart");
    assertThatThrownBy(() -> trainer(model, "single", machine).epochs(0).build())
        .hasMessage("epochs: 0; it must be at least 1");
    try (Trainer trainer = trainer(model, "single", machine).build()) {
      assertThatThrownBy(trainer::evaluate)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("no test images");
    }
  }

  @Test
  void theWindowOfStepsDoesNotChangeLosses() {
    LoweredModel model = network(FieldType.FLOAT32);
    List<double[]> curves = new ArrayList<>();
    for (int ahead : new int[] {1, 2, 7, 50}) {
      try (Trainer trainer =
          trainer(model, "data-parallel", TestMachines.shared(2))
              .steps(12)
              .stepsAhead(ahead)
              .build()) {
        curves.add(trainer.run().losses().toArray());
      }
    }
    assertThat(curves).allMatch(curve -> Arrays.equals(curve, curves.getFirst()));
  }
}
