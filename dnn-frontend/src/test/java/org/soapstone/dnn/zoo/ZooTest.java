package org.soapstone.dnn.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.soapstone.dnn.Model;
import org.soapstone.dnn.data.RandomSamples;
import org.soapstone.dnn.operators.Operator;
import org.soapstone.regions.FieldType;

class ZooTest {

  private static Model build(String name) {
    return Zoo.find(name).build(2, FieldType.FLOAT32);
  }

  private static long count(Model model, String kind) {
    return model.operators().stream().filter(operator -> operator.kind().equals(kind)).count();
  }

  private static String shape(Model model, String operator) {
    return model.operators().stream()
        .filter(candidate -> candidate.name().equals(operator))
        .map(found -> found.output().shapeText())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void leNet() {
    Model model = build("lenet");
    assertThat(model.parameters()).isEqualTo(61_706);
    assertThat(shape(model, "pool2")).isEqualTo("2x5x5x16");
    assertThat(model.forwardFlopsPerSample()).isEqualTo(2.0 * 416_520);
  }

  @Test
  void alexNet() {
    Model model = build("alexnet");
    assertThat(model.parameters()).isEqualTo(61_100_840);
    assertThat(model.forwardFlopsPerSample() / 1e9).isCloseTo(1.428, within(0.0005));
    assertThat(shape(model, "conv1")).isEqualTo("2x55x55x64");
    assertThat(shape(model, "flatten")).isEqualTo("2x9216");
  }

  @Test
  void inceptionV3() {
    Model model = build("inception-v3");
    assertThat(model.parameters()).isEqualTo(23_817_352);
    assertThat(model.forwardFlopsPerSample() / 2e9).isCloseTo(5.713, within(0.0005));
    assertThat(count(model, "conv2d")).isEqualTo(94);
    assertThat(count(model, "relu")).isEqualTo(94);
    assertThat(count(model, "linear")).isEqualTo(1);
    assertThat(shape(model, "stem/pool2")).isEqualTo("2x35x35x192");
    assertThat(shape(model, "mixed_5b/concat")).isEqualTo("2x35x35x256");
    assertThat(shape(model, "mixed_5d/concat")).isEqualTo("2x35x35x288");
    assertThat(shape(model, "mixed_6a/concat")).isEqualTo("2x17x17x768");
    assertThat(shape(model, "mixed_6e/concat")).isEqualTo("2x17x17x768");
    assertThat(shape(model, "mixed_7a/concat")).isEqualTo("2x8x8x1280");
    assertThat(shape(model, "mixed_7c/concat")).isEqualTo("2x8x8x2048");
    assertThat(shape(model, "flatten")).isEqualTo("2x2048");
  }

  @Test
  void resNets() {
    Model model = build("resnet-50");
    assertThat(model.parameters()).isEqualTo(25_557_032);
    assertThat(model.forwardFlopsPerSample() / 2e9).isCloseTo(4.089, within(0.0005));
    model = build("resnet-101");
    assertThat(model.parameters()).isEqualTo(44_549_160);
    assertThat(model.forwardFlopsPerSample() / 2e9).isCloseTo(7.801, within(0.0005));
    assertThat(count(model, "conv2d")).isEqualTo(104);
    assertThat(shape(model, "stage3/23/relu")).isEqualTo("2x14x14x1024");
  }

  /** An LSTM here has one bias for each gate where the counts have two, as cuDNN has. */
  private static long secondBiases(long layers, long hidden) {
    return layers * 4 * hidden;
  }

  @Test
  void rnnTc() {
    Model model = build("rnntc");
    assertThat(model.parameters()).isEqualTo(54_069_250 - secondBiases(4, 1024));
    assertThat(model.forwardFlopsPerSample() / 2e9).isCloseTo(1.342, within(0.0005));
    assertThat(count(model, "lstm")).isEqualTo(4 * 5);
    assertThat(shape(model, "lstm4/5")).isEqualTo("2x8x1024");
  }

  @Test
  void rnnLm() {
    Model model = build("rnnlm");
    assertThat(model.parameters()).isEqualTo(108_111_632 - secondBiases(2, 2048));
    assertThat(model.forwardFlopsPerSample() / 2e9).isCloseTo(3.504, within(0.0005));
    assertThat(model.losses()).hasSize(5);
    assertThat(Zoo.find("rnnlm:hidden=1024").build(2, FieldType.FLOAT32).parameters())
        .isEqualTo(37_283_600 - secondBiases(2, 1024));
    assertThat(Zoo.find("rnnlm:hidden=1500").build(2, FieldType.FLOAT32).parameters())
        .isEqualTo(66_034_000 - secondBiases(2, 1500));
  }

  @Test
  void nmt() {
    Model model = build("nmt");
    assertThat(model.parameters()).isEqualTo(135_068_928 - secondBiases(4, 1024));
    assertThat(model.forwardFlopsPerSample() / 2e9).isCloseTo(2.782, within(0.0005));
    assertThat(count(model, "embedding")).isEqualTo(10);
    assertThat(count(model, "lstm")).isEqualTo(20);
    assertThat(count(model, "softmax_cross_entropy")).isEqualTo(5);
  }

  @Test
  void denseNet() {
    Model model = build("densenet-121");
    assertThat(model.parameters()).isEqualTo(7_978_856);
    assertThat(model.forwardFlopsPerSample() / 2e9).isCloseTo(2.834, within(0.0005));
    assertThat(count(model, "conv2d")).isEqualTo(120);
    assertThat(shape(model, "dense4/16/concat")).isEqualTo("2x7x7x1024");
  }

  @Test
  void vit() {
    Model model = build("vit");
    assertThat(model.parameters()).isEqualTo(86_567_656);
    assertThat(model.forwardFlopsPerSample() / 2e9).isCloseTo(17.56, within(0.005));
  }

  /** The counts are of the encoder with a head of its own, here one with the words' embedding. */
  @Test
  void bert() {
    Model model = build("bert");
    long embeddings = (512 + 2 + 2) * 768;
    assertThat(model.parameters()).isEqualTo(108_525_882 + embeddings);
    assertThat(model.forwardFlopsPerSample() / 2e9).isCloseTo(60.32, within(0.005));
    assertThat(model.sharedWeights()).hasSize(1);
  }

  @Test
  void gpt2() {
    Model model = build("gpt2");
    assertThat(model.parameters()).isEqualTo(124_439_808);
    assertThat(model.forwardFlopsPerSample() / 2e9).isCloseTo(145.8, within(0.05));
  }

  @Test
  void dlrm() {
    Model model = build("dlrm");
    assertThat(model.parameters()).isEqualTo(256_024_960);
    assertThat(model.forwardFlopsPerSample() / 2e9).isCloseTo(0.000025, within(0.0000005));
    assertThat(model.sampleForm().sequences()).hasSize(4);
  }

  /** The counts have a bias for each expert, and no place that stays empty. */
  @Test
  void moe() {
    Model model = Zoo.find("moe:capacity=100").build(10, FieldType.FLOAT32);
    assertThat(model.parameters()).isEqualTo(3_088_975 - 5 * 784);
    assertThat(model.forwardFlopsPerSample() / 2e9).isCloseTo(0.0012, within(0.00005));
    assertThat(shape(model, "experts")).isEqualTo("5x4x784");
  }

  @Test
  void namesAreUniqueAndRandomSamplesFit() {
    for (ZooModel entry : Zoo.models()) {
      Model model = entry.build(3, FieldType.FLOAT64);
      List<String> names = model.operators().stream().map(Operator::name).toList();
      assertThat(names).doesNotHaveDuplicates();
      assertThat(model.sampleForm()).isEqualTo(entry.sampleForm());
      RandomSamples samples = new RandomSamples(2, entry.sampleForm(), 1);
      assertThat(samples.sequences()).isEqualTo(entry.sampleForm().sequences());
    }
  }

  @Test
  void settingsChangeAModelAndItsName() {
    ZooModel small = Zoo.find("RNNLM:steps=11,block=4,hidden=6,vocabulary=9,dropout=50");
    assertThat(small.name()).isEqualTo("rnnlm:vocabulary=9,hidden=6,dropout=50,steps=11,block=4");
    Model model = small.build(2, FieldType.FLOAT32);
    assertThat(model.name()).isEqualTo(small.name());
    assertThat(shape(model, "lstm2/3")).isEqualTo("2x3x6");
    assertThat(count(model, "dropout")).isEqualTo(9);
    assertThat(model.parameters()).isEqualTo(9 * 6 + 2 * (2 * 4 * 6 * 6 + 4 * 6) + 6 * 9 + 9);
    assertThat(Zoo.find("rnnlm:layers=2").name()).isEqualTo("rnnlm");
    assertThat(Zoo.find("rnntc:block=40").build(2, FieldType.FLOAT32).operators()).hasSize(9);
  }

  @Test
  void wrongSettingsAreRefused() {
    refused("rnnlm:width=3", "model 'rnnlm:width=3': there is no setting 'width'; there are");
    refused("rnnlm:hidden", "'hidden' is no setting; write name=value");
    refused("rnnlm:hidden=many", "'hidden' is 'many'; it must be a whole number");
    refused("rnnlm:hidden=0", "'hidden' is 0; it must be from 1 to");
    refused("lenet:hidden=5", "there is no setting 'hidden', and no other; leave it out");
  }

  private static void refused(String name, String message) {
    assertThatThrownBy(() -> Zoo.find(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void unknownNamesAreRefusedWithTheNearest() {
    assertThat(Zoo.find("LeNet").name()).isEqualTo("lenet");
    assertThatThrownBy(() -> Zoo.find("inceptionv3"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("unknown model 'inceptionv3'; the models are lenet, alexnet, ")
        .hasMessageEndingWith("did you mean 'inception-v3'?");
  }

  @Test
  void editDistance() {
    assertThat(Zoo.editDistance("", "abc")).isEqualTo(3);
    assertThat(Zoo.editDistance("kitten", "sitting")).isEqualTo(3);
    assertThat(Zoo.editDistance("alexnet", "alexnet")).isZero();
  }
}
