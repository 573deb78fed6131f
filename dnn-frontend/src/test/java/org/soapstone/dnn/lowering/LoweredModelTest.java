package org.soapstone.dnn.lowering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.primitives.ImmutableIntArray;
import com.google.common.primitives.Ints;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.soapstone.dnn.Degrees;
import org.soapstone.dnn.Kernel;
import org.soapstone.dnn.Model;
import org.soapstone.dnn.Seeds;
import org.soapstone.dnn.operators.Access.Part;
import org.soapstone.dnn.operators.Operator;
import org.soapstone.dnn.operators.Tensor;
import org.soapstone.dnn.zoo.Zoo;
import org.soapstone.mapper.launch.FillLaunch;
import org.soapstone.mapper.launch.FillValue;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.Launch;
import org.soapstone.mapper.launch.LaunchTag;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.mapper.soap.LaunchSink;
import org.soapstone.mapper.soap.OperatorConfig;
import org.soapstone.mapper.soap.OperatorSpace;
import org.soapstone.mapper.soap.ParallelConfig;
import org.soapstone.regions.BuiltInReduction;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.Privilege;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.TaskDefinition;

class LoweredModelTest {

  /** Two convolutions that share their input, a sum of them, and a linear layer. */
  private static LoweredModel forked() {
    Model model = Model.named("forked").batch(6);
    Tensor x = model.input("image", 8, 8, 3);
    x = model.conv2d("stem", x, 4, Kernel.of(3).pad(1));
    Tensor a = model.conv2d("a", x, 4, Kernel.of(3).pad(1));
    Tensor b = model.conv2d("b", x, 4, Kernel.of(1));
    x = model.flatten("flat", model.add("sum", a, b));
    model.softmaxCrossEntropy("loss", model.linear("fc", x, 5));
    return LoweredModel.of(model);
  }

  private static OperatorConfig config(LoweredModel model, String operator, int... degrees) {
    OperatorSpace space =
        model.operators().stream()
            .filter(candidate -> candidate.name().equals(operator))
            .findFirst()
            .orElseThrow();
    // Contracted input channels come last and are cut only where a test says so.
    boolean uncut = degrees.length == space.dimensions().size() - 1;
    int[] all = uncut ? Ints.concat(degrees, new int[] {1}) : degrees;
    ImmutableIntArray given = ImmutableIntArray.copyOf(all);
    int tiles = given.stream().reduce(1, Math::multiplyExact);
    ImmutableIntArray processors = ImmutableIntArray.copyOf(new int[tiles]);
    return new OperatorConfig(
        new ParallelConfig(given, processors),
        space.updates() ? Optional.of(ParallelConfig.single(1, 0)) : Optional.empty());
  }

  private static Map<String, OperatorConfig> random(LoweredModel model, RandomGenerator random) {
    Map<String, OperatorConfig> configs = new LinkedHashMap<>();
    for (OperatorSpace operator : model.operators()) {
      configs.put(operator.name(), Degrees.random(operator, 8, 8, random));
    }
    return configs;
  }

  private static IndexLaunch launch(
      LoweredModel model, String operator, String task, int... degrees) {
    List<IndexLaunch> found = new ArrayList<>();
    model.lower(
        operator,
        config(model, operator, degrees),
        new LaunchSink() {
          @Override
          public void once(int position, Launch launch) {
            add(launch);
          }

          @Override
          public void step(int position, Launch launch) {
            add(launch);
          }

          private void add(Launch launch) {
            if (launch instanceof IndexLaunch tasks && tasks.task().equals(task)) {
              found.add(tasks);
            }
          }
        });
    assertThat(found).hasSize(1);
    return found.getFirst();
  }

  private static Privilege privilege(IndexLaunch launch, String region) {
    return launch.requirements().stream()
        .filter(requirement -> requirement.region().name().equals(region))
        .map(RegionRequirement::privilege)
        .findFirst()
        .orElseThrow();
  }

  private static final Privilege SUM = Privilege.reduce(BuiltInReduction.SUM_F32);

  @Test
  void aGradientIsWrittenOnlyWhereTilesAreDisjointAndCoverAndAreAlone() {
    LoweredModel model = forked();
    IndexLaunch bySample = launch(model, "fc", "linear.backward", 3, 1);
    assertThat(privilege(bySample, "flat.gradient")).isEqualTo(Privilege.writeDiscard());
    assertThat(privilege(bySample, "fc.weight.gradient")).isEqualTo(SUM);
    IndexLaunch byChannel = launch(model, "fc", "linear.backward", 1, 3);
    assertThat(privilege(byChannel, "flat.gradient")).isEqualTo(SUM);
    assertThat(privilege(byChannel, "fc.weight.gradient")).isEqualTo(Privilege.writeDiscard());
    assertThat(privilege(byChannel, "fc.bias.gradient")).isEqualTo(Privilege.writeDiscard());
    IndexLaunch whole = launch(model, "a", "conv2d.backward", 1, 1, 1, 1);
    assertThat(privilege(whole, "a.weight.gradient")).isEqualTo(Privilege.writeDiscard());
    assertThat(privilege(whole, "stem.gradient")).as("two consumers").isEqualTo(SUM);
  }

  @Test
  void partialResultsAreReducedOnlyWhereInputChannelsAreSplit() {
    LoweredModel model = forked();
    assertThat(privilege(launch(model, "a", "conv2d.forward", 2, 1, 1, 2), "a"))
        .isEqualTo(Privilege.writeDiscard());
    IndexLaunch split = launch(model, "a", "conv2d.forward", 2, 1, 1, 1, 2);
    assertThat(privilege(split, "a")).isEqualTo(SUM);
    RegionRequirement bias = split.requirements().get(3);
    assertThat(bias.space(split.point(0)).bounds().volume()).isEqualTo(4);
    assertThat(bias.space(split.point(1)).isEmpty()).as("the bias is added once").isTrue();
    assertThat(privilege(launch(model, "a", "conv2d.backward", 1, 1, 1, 1, 2), "a.bias.gradient"))
        .isEqualTo(Privilege.writeDiscard());
  }

  @Test
  void halosOverlapAndGapsAreNotCovered() {
    Model model = Model.named("m").batch(6);
    Tensor x = model.input("image", 8, 8, 3);
    x = model.conv2d("stem", x, 4, Kernel.of(1));
    x = model.conv2d("halo", x, 4, Kernel.of(3).pad(1));
    x = model.conv2d("gap", x, 4, Kernel.of(1).stride(2));
    model.softmaxCrossEntropy("loss", model.linear("fc", model.flatten("flat", x), 5));
    LoweredModel lowered = LoweredModel.of(model);
    assertThat(privilege(launch(lowered, "halo", "conv2d.backward", 2, 1, 1, 1), "stem.gradient"))
        .isEqualTo(Privilege.writeDiscard());
    assertThat(privilege(launch(lowered, "halo", "conv2d.backward", 1, 2, 1, 1), "stem.gradient"))
        .isEqualTo(SUM);
    assertThat(privilege(launch(lowered, "gap", "conv2d.backward", 1, 1, 1, 1), "halo.gradient"))
        .isEqualTo(SUM);
    assertThat(privilege(launch(lowered, "flat", "flatten.backward", 1, 4), "gap.gradient"))
        .isEqualTo(Privilege.writeDiscard());
    assertThat(privilege(launch(lowered, "flat", "flatten.backward", 1, 3), "gap.gradient"))
        .isEqualTo(SUM);
  }

  @Test
  void theHaloIsNeededAndNothingMore() {
    LoweredModel model = forked();
    IndexLaunch forward = launch(model, "a", "conv2d.forward", 1, 3, 1, 2);
    RegionRequirement input = forward.requirements().getFirst();
    assertThat(input.space(forward.point(0)).bounds())
        .isEqualTo(Rect.of(new long[] {0, 0, 0, 0}, new long[] {5, 2, 7, 3}));
    assertThat(input.space(forward.point(2)).bounds())
        .isEqualTo(Rect.of(new long[] {0, 1, 0, 0}, new long[] {5, 5, 7, 3}));
    assertThat(input.space(forward.point(5)).bounds())
        .isEqualTo(Rect.of(new long[] {0, 4, 0, 0}, new long[] {5, 7, 7, 3}));
    RegionRequirement weight = forward.requirements().get(1);
    assertThat(weight.space(forward.point(5)).bounds())
        .isEqualTo(Rect.of(new long[] {2, 0, 0, 0}, new long[] {3, 2, 2, 3}));
  }

  @Test
  void theInputsGradientIsNotComputed() {
    LoweredModel model = forked();
    IndexLaunch backward = launch(model, "stem", "conv2d.backward", 2, 1, 1, 1);
    assertThat(backward.requirements())
        .extracting(requirement -> requirement.region().name())
        .containsExactly("image", "stem.gradient", "stem.weight.gradient", "stem.bias.gradient");
    Tensor image = model.network().getFirst().output();
    assertThatThrownBy(() -> model.region(image, Part.GRADIENT))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void positionsHaveNoGapsAndDoNotDependOnConfigurations() {
    LoweredModel model = forked();
    RandomGenerator random = Seeds.random(1);
    List<String> expected = List.of();
    for (int trial = 0; trial < 20; trial++) {
      LoweredProgram program = LoweredProgram.of(model, random(model, random));
      List<String> names = new ArrayList<>();
      program.once().forEach(launch -> names.add(launch.provenance()));
      program.step().forEach(launch -> names.add(launch.provenance()));
      assertThat(program.step()).hasSize(model.stepSize());
      expected = trial == 0 ? names : expected;
      assertThat(names).isEqualTo(expected);
    }
    assertThat(expected)
        .startsWith(
            "stem weights.initialize",
            "a weights.initialize",
            "b weights.initialize",
            "fc weights.initialize",
            "fill of 'stem.weight.velocity'")
        .containsSubsequence(
            "image input.load",
            "stem conv2d.forward",
            "loss softmax_cross_entropy.forward",
            "fill of 'stem.gradient'",
            "loss softmax_cross_entropy.backward",
            "b conv2d.backward",
            "a conv2d.backward",
            "stem conv2d.backward",
            "stem sgd.update",
            "fc sgd.update");
    assertThat(model.forwardSize()).isEqualTo(4 + 8);
    assertThat(model.lossPositions().asList()).containsExactly(11);
  }

  @Test
  void positionsAreExactlyThoseOfTheStep() {
    LoweredModel model = LoweredModel.of(Zoo.find("inception-v3").build(4, FieldType.FLOAT32));
    Set<Integer> once = new HashSet<>();
    Set<Integer> step = new HashSet<>();
    LaunchSink sink =
        new LaunchSink() {
          @Override
          public void once(int position, Launch launch) {
            assertThat(once.add(position)).isTrue();
          }

          @Override
          public void step(int position, Launch launch) {
            assertThat(step.add(position)).isTrue();
          }
        };
    Map<String, OperatorConfig> configs = random(model, Seeds.random(2));
    configs.forEach((name, config) -> model.lower(name, config, sink));
    model.lowerFixed(sink);
    assertThat(step)
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, model.stepSize()).boxed().toList());
    assertThat(once)
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, once.size()).boxed().toList());
  }

  @Test
  void gradientsAreFilledWithTheIdentityAndVelocitiesWithZero() {
    LoweredModel model = forked();
    LoweredProgram program = LoweredProgram.of(model, random(model, Seeds.random(3)));
    List<FillLaunch> fills = new ArrayList<>();
    program.step().stream()
        .filter(FillLaunch.class::isInstance)
        .map(FillLaunch.class::cast)
        .forEach(fills::add);
    assertThat(fills)
        .hasSize(4 + 6 + 2 * 4)
        .allMatch(fill -> fill.value().equals(FillValue.of(-0.0f)));
    assertThat(program.once().stream().filter(FillLaunch.class::isInstance))
        .hasSize(2 * 4)
        .allMatch(launch -> ((FillLaunch) launch).value().equals(FillValue.of(0.0f)));
  }

  @Test
  void equalDegreesGiveTheSameLaunches() {
    LoweredModel model = forked();
    assertThat(launch(model, "a", "conv2d.forward", 2, 1, 2, 1))
        .isSameAs(launch(model, "a", "conv2d.forward", 2, 1, 2, 1))
        .isEqualTo(launch(forked(), "a", "conv2d.forward", 2, 1, 2, 1))
        .isNotEqualTo(launch(model, "a", "conv2d.forward", 1, 2, 2, 1));
  }

  @Test
  void launchesCarryTheOperatorAndItsRole() {
    LoweredModel model = forked();
    assertThat(launch(model, "a", "conv2d.backward", 1, 1, 1, 1).tag())
        .isEqualTo(new LaunchTag("a", LaunchTag.Role.COMPUTE));
    assertThat(launch(model, "a", "sgd.update", 1, 1, 1, 1).tag())
        .isEqualTo(new LaunchTag("a", LaunchTag.Role.UPDATE));
    assertThat(launch(model, "a", "weights.initialize", 1, 1, 1, 1).tag())
        .isEqualTo(new LaunchTag("a", LaunchTag.Role.UPDATE));
  }

  @Test
  void everyLaunchedTaskIsDefined() {
    LoweredModel model = forked();
    LoweredProgram program = LoweredProgram.of(model, random(model, Seeds.random(4)));
    Set<String> called = new HashSet<>();
    for (Launch launch : program.step()) {
      if (launch instanceof IndexLaunch tasks) {
        called.add(tasks.task());
      }
    }
    assertThat(called).hasSize(12);
    assertThat(model.tasks()).allMatch(TaskDefinition::overwritesReductions);
    assertThat(model.tasks()).extracting(TaskDefinition::name).containsAll(called);
  }

  @Test
  void tilesTogetherDoTheWorkOfTheWhole() {
    LoweredModel model = LoweredModel.of(Zoo.find("alexnet").build(5, FieldType.FLOAT32));
    RandomGenerator random = Seeds.random(5);
    for (Operator operator : model.network()) {
      if (operator.forwardFlops() == 0) {
        continue;
      }
      for (int trial = 0; trial < 5; trial++) {
        OperatorConfig config = Degrees.random(operator.space(), 16, 16, random);
        int[] degrees = config.compute().degrees().toArray();
        String task = operator.kind() + ".forward";
        assertThat(flops(launch(model, operator.name(), task, degrees)))
            .as("%s %s, seed %d", operator.name(), config.compute().degrees(), Seeds.seed())
            .isCloseTo(operator.forwardFlops(), within(1.0));
        String back = operator.kind() + ".backward";
        double factor = operator.name().equals("conv1") ? 1 : 2;
        assertThat(flops(launch(model, operator.name(), back, degrees)))
            .isCloseTo(factor * operator.forwardFlops(), within(1.0));
      }
    }
  }

  private static double flops(IndexLaunch launch) {
    double flops = 0;
    for (int p = 0; p < launch.pointCount(); p++) {
      int point = p;
      List<Rect> rects =
          launch.requirements().stream()
              .map(requirement -> requirement.space(launch.point(point)).bounds())
              .toList();
      flops += launch.arguments().flops(rects);
    }
    return flops;
  }

  @Test
  void costKeysNameNeitherOperatorsNorRates() {
    Model model = Model.named("m").batch(6);
    Tensor x = model.input("image", 8, 8, 4);
    x = model.conv2d("one", x, 4, Kernel.of(3).pad(1));
    x = model.conv2d("two", x, 4, Kernel.of(3).pad(1));
    x = model.conv2d("three", x, 4, Kernel.of(3).pad(1));
    model.softmaxCrossEntropy("loss", model.linear("fc", model.flatten("flat", x), 5));
    LoweredModel lowered = LoweredModel.of(model);
    for (String task : List.of("conv2d.forward", "conv2d.backward", "sgd.update")) {
      assertThat(launch(lowered, "two", task, 2, 1, 1, 1).arguments().costKey())
          .isEqualTo(launch(lowered, "three", task, 2, 1, 1, 1).arguments().costKey());
    }
    assertThat(launch(lowered, "one", "sgd.update", 1, 1, 1, 1).arguments().costKey().toString())
        .doesNotContain("0.02");
  }

  @Test
  void configurationsThatDoNotFitAreRefused() {
    LoweredModel model = forked();
    LaunchSink none =
        new LaunchSink() {
          @Override
          public void once(int position, Launch launch) {}

          @Override
          public void step(int position, Launch launch) {}
        };
    assertThatThrownBy(() -> model.lower("nothing", config(model, "a", 1, 1, 1, 1), none))
        .hasMessageContaining("model 'forked' has no operator 'nothing'");
    assertThatThrownBy(() -> model.lower("a", config(model, "a", 7, 1, 1, 1), none))
        .hasMessage(
            "operator 'a' of model 'forked': degree 7 of dimension 'sample' is larger than its"
                + " extent 6; take at most that");
    assertThatThrownBy(() -> model.lower("a", config(model, "a", 2, 1), none))
        .hasMessageContaining("has dimensions [sample, height, width, channel, inChannel]");
    assertThatThrownBy(() -> model.lower("sum", config(model, "a", 1, 1, 1, 1), none))
        .hasMessageContaining("no weights, but its configuration has an update");
    assertThatThrownBy(() -> model.lower("a", config(model, "sum", 1, 1, 1, 1), none))
        .hasMessageContaining("weights, but its configuration has no update");
  }
}
