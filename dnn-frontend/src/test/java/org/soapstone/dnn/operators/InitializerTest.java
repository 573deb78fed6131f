package org.soapstone.dnn.operators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.primitives.ImmutableLongArray;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.function.LongToDoubleFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.soapstone.dnn.Seeds;
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
    var values = Initializer.KAIMING_NORMAL.values(weight(5, 21), 99);
    double[] whole = new double[(int) WHOLE.volume()];
    Elements.fill(view(MemorySegment.ofArray(whole), FieldType.FLOAT64, WHOLE), WHOLE, values);
    Rect part = Rect.of(new long[] {1, 1, 2}, new long[] {3, 2, 6});
    float[] found = new float[(int) part.volume()];
    Elements.fill(view(MemorySegment.ofArray(found), FieldType.FLOAT32, part), WHOLE, values);
    part.forEachPoint(point ->
        assertThat(found[(int) part.linearize(point)])
            .isEqualTo((float) whole[(int) WHOLE.linearize(point)]));
  }

  @Test
  void numbersAreUniform() {
    long key = Counter.key(1, "conv1.weight");
    int count = 100_000;
    double sum = 0;
    double squares = 0;
    double products = 0;
    double previous = 0;
    for (int i = 0; i < count; i++) {
      double value = Counter.uniform(key, i);
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
    long key = Counter.key(1, "a");
    assertThat(Counter.key(1, "a")).isEqualTo(key);
    assertThat(Counter.key(2, "a")).isNotEqualTo(key);
    assertThat(Counter.key(1, "b")).isNotEqualTo(key);
  }

  private static Weight weight(long rows, long columns) {
    Tensor tensor = new Tensor("w", FieldType.FLOAT64, ImmutableLongArray.of(rows, columns), true);
    return new Weight(tensor, Initializer.ZERO, columns, rows);
  }

  private static double[] drawn(Initializer initializer, Weight weight) {
    LongToDoubleFunction values = initializer.values(weight, Seeds.seed());
    return LongStream.range(0, weight.tensor().volume()).mapToDouble(values).toArray();
  }

  @Test
  void spreadsAreTheLiteratures() {
    Weight weight = weight(400, 200);
    assertUniform(Initializer.KAIMING_UNIFORM, weight, Math.sqrt(6.0 / 200));
    assertUniform(Initializer.LECUN_UNIFORM, weight, Math.sqrt(3.0 / 200));
    assertUniform(Initializer.GLOROT_UNIFORM, weight, Math.sqrt(6.0 / 600));
    assertUniform(new Initializer.Uniform(-0.25, 0.25), weight, 0.25);
    assertNormal(Initializer.KAIMING_NORMAL, weight, 0, Math.sqrt(2.0 / 200));
    assertNormal(Initializer.GLOROT_NORMAL, weight, 0, Math.sqrt(2.0 / 600));
    assertNormal(new Initializer.Normal(3, 0.5), weight, 3, 0.5);
    assertThat(drawn(Initializer.ZERO, weight)).containsOnly(0);
    assertThat(drawn(new Initializer.Constant(0.1), weight)).containsOnly(0.1);
  }

  private static void assertUniform(Initializer initializer, Weight weight, double bound) {
    double[] values = drawn(initializer, weight);
    DoubleSummaryStatistics statistics = Arrays.stream(values).summaryStatistics();
    assertThat(statistics.getMax()).isBetween(0.99 * bound, bound);
    assertThat(statistics.getMin()).isBetween(-bound, -0.99 * bound);
    assertThat(statistics.getAverage()).isCloseTo(0, within(0.01 * bound));
  }

  private static void assertNormal(
      Initializer initializer, Weight weight, double mean, double deviation) {
    double[] values = drawn(initializer, weight);
    double average = Arrays.stream(values).average().orElseThrow();
    double variance =
        Arrays.stream(values).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
    assertThat(average).isCloseTo(mean, within(0.015 * deviation));
    assertThat(Math.sqrt(variance)).isCloseTo(deviation, within(0.01 * deviation));
    double near = Arrays.stream(values).filter(v -> Math.abs(v - mean) < deviation).count();
    assertThat(near / values.length).isCloseTo(0.6827, within(0.01));
  }

  @Test
  void orthogonalRowsOrColumnsAreOrthonormal() {
    for (Weight weight : List.of(weight(5, 12), weight(12, 5), weight(6, 6))) {
      int rows = (int) weight.tensor().extent(0);
      int columns = (int) weight.tensor().extent(1);
      double[] values = drawn(Initializer.ORTHOGONAL, weight);
      boolean wide = rows <= columns;
      for (int a = 0; a < Math.min(rows, columns); a++) {
        for (int b = 0; b < Math.min(rows, columns); b++) {
          double product = 0;
          for (int i = 0; i < Math.max(rows, columns); i++) {
            product +=
                wide
                    ? values[a * columns + i] * values[b * columns + i]
                    : values[i * columns + a] * values[i * columns + b];
          }
          assertThat(product).isCloseTo(a == b ? 1 : 0, within(1e-14));
        }
      }
    }
  }
}
