package org.soapstone.dnn.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.soapstone.dnn.Model;
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
  void namesAreUniqueAndDataSetsFit() {
    for (ZooModel entry : Zoo.models()) {
      Model model = entry.build(3, FieldType.FLOAT64);
      List<String> names = model.operators().stream().map(Operator::name).toList();
      assertThat(names).doesNotHaveDuplicates();
      assertThat(model.input().output().shapeText())
          .isEqualTo("3x%dx%dx%d".formatted(entry.height(), entry.width(), entry.channels()));
      assertThat(model.loss().output().extent(1)).isEqualTo(entry.classes());
    }
  }

  @Test
  void unknownNamesAreRefusedWithTheNearest() {
    assertThat(Zoo.find("LeNet").name()).isEqualTo("lenet");
    assertThatThrownBy(() -> Zoo.find("inceptionv3"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "unknown model 'inceptionv3'; the models are lenet, alexnet, inception-v3; did you mean"
                + " 'inception-v3'?");
  }

  @Test
  void editDistance() {
    assertThat(Zoo.editDistance("", "abc")).isEqualTo(3);
    assertThat(Zoo.editDistance("kitten", "sitting")).isEqualTo(3);
    assertThat(Zoo.editDistance("alexnet", "alexnet")).isZero();
  }
}
