package org.soapstone.dnn.operators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.instances.FieldView;

class InitializerTest {
  private static final Rect WHOLE = Rect.ofExtents(5, 3, 7);

  private static FieldView view(MemorySegment segment, FieldType type, Rect rect) {
    long[] strides = {rect.extent(1) * rect.extent(2), rect.extent(2), 1};
    return new FieldView(segment, type, rect, strides, 0);
  }

  @Test
  void valuesDependNeitherOnTheSplitNorOnTheType() {
    double[] whole = new double[(int) WHOLE.volume()];
    Elements.fillUniform(
        view(MemorySegment.ofArray(whole), FieldType.FLOAT64, WHOLE), WHOLE, 99, 0.5);
    Rect part = Rect.of(new long[] {1, 1, 2}, new long[] {3, 2, 6});
    float[] values = new float[(int) part.volume()];
    Elements.fillUniform(
        view(MemorySegment.ofArray(values), FieldType.FLOAT32, part), WHOLE, 99, 0.5);
    part.forEachPoint(point ->
        assertThat(values[(int) part.linearize(point)])
            .isEqualTo((float) whole[(int) WHOLE.linearize(point)]));
  }

  @Test
  void numbersAreUniform() {
    long key = Initializer.key(1, "conv1.weight");
    int count = 100_000;
    double sum = 0;
    double squares = 0;
    double products = 0;
    double previous = 0;
    for (int i = 0; i < count; i++) {
      double value = Initializer.uniform(key, i);
      assertThat(value).isBetween(-1.0, 1.0);
      sum += value;
      squares += value * value;
      products += value * previous;
      previous = value;
    }
    assertThat(sum / count).isCloseTo(0, within(0.01));
    assertThat(squares / count).isCloseTo(1.0 / 3, within(0.01));
    assertThat(products / count).isCloseTo(0, within(0.01));
  }

  @Test
  void seedsAndNamesGiveOtherNumbers() {
    long key = Initializer.key(1, "a");
    assertThat(Initializer.key(1, "a")).isEqualTo(key);
    assertThat(Initializer.key(2, "a")).isNotEqualTo(key);
    assertThat(Initializer.key(1, "b")).isNotEqualTo(key);
  }

  @Test
  void boundsAreTheLiteratures() {
    assertThat(Initializer.ZERO.bound(4, 2)).isZero();
    assertThat(Initializer.KAIMING_UNIFORM.bound(6, 2)).isEqualTo(1);
    assertThat(Initializer.LECUN_UNIFORM.bound(3, 2)).isEqualTo(1);
    assertThat(Initializer.GLOROT_UNIFORM.bound(4, 2)).isEqualTo(1);
  }
}
