package org.soapstone.dnn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.primitives.ImmutableLongArray;
import com.google.common.primitives.Ints;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.soapstone.dnn.data.SampleForm.Sequence;

class RandomSamplesTest {
  private static final SampleForm IMAGES =
      new SampleForm(ImmutableLongArray.of(5, 7, 3), List.of(), 1, 10, 0);
  private static final SampleForm PAIRS =
      new SampleForm(
          ImmutableLongArray.of(), List.of(new Sequence(6, 4), new Sequence(3, 9)), 3, 9, 0);

  @Test
  void valuesAndLabelsAreSpreadEvenly() {
    RandomSamples images = new RandomSamples(1000, IMAGES, 1);
    assertThat(images.height()).isEqualTo(5);
    assertThat(images.channels()).isEqualTo(3);
    float[] image = new float[105];
    double sum = 0;
    double squares = 0;
    int[] counts = new int[10];
    for (int i = 0; i < images.size(); i++) {
      images.load(i, image);
      counts[images.label(i)]++;
      for (float value : image) {
        assertThat(value).isBetween(-1f, 1f);
        sum += value;
        squares += value * value;
      }
    }
    double count = 1000 * 105;
    assertThat(sum / count).isBetween(-0.01, 0.01);
    assertThat(squares / count).isBetween(0.33, 0.337);
    for (int number : counts) {
      assertThat(number).isBetween(60, 140);
    }
  }

  @Test
  void sequencesAndLabelsStayBelowTheirBounds() {
    RandomSamples pairs = new RandomSamples(500, PAIRS, 1);
    int[] first = new int[6];
    int[] second = new int[3];
    int[] labels = new int[pairs.labels()];
    int[] counts = new int[9];
    for (int i = 0; i < pairs.size(); i++) {
      pairs.tokens(i, 0, first);
      pairs.tokens(i, 1, second);
      pairs.labels(i, labels);
      assertThat(Ints.asList(first)).isSubsetOf(0, 1, 2, 3);
      for (int word : labels) {
        counts[word]++;
      }
    }
    for (int times : counts) {
      assertThat(times).isBetween(120, 220);
    }
    assertThat(labels).isNotEqualTo(second);
    assertThat(pairs.label(499)).isEqualTo(labels[0]);
  }

  @Test
  void theSameNumberGivesTheSameSampleAndAnotherAnother() {
    RandomSamples images = new RandomSamples(3, IMAGES, 1);
    float[] first = new float[105];
    float[] again = new float[105];
    images.load(1, first);
    images.load(2, again);
    assertThat(again).isNotEqualTo(first);
    images.load(1, again);
    assertThat(again).isEqualTo(first);
    new RandomSamples(3, IMAGES, 2).load(1, again);
    assertThat(again).isNotEqualTo(first);
  }

  @Test
  void wrongNumbersAreNamed() {
    assertThatThrownBy(() -> new RandomSamples(0, IMAGES, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("0 random samples; there must be at least 1");
    assertThatThrownBy(() -> new RandomSamples(3, IMAGES, 1).label(3))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> new RandomSamples(3, IMAGES, 1).tokens(0, 0, new int[2]))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }
}
