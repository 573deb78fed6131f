package org.soapstone.dnn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RandomImagesTest {
  @Test
  void valuesAndLabelsAreSpreadEvenly() {
    RandomImages images = new RandomImages(1000, 5, 7, 3, 10, 1);
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
  void theSameNumberGivesTheSameImageAndAnotherAnother() {
    RandomImages images = new RandomImages(3, 4, 4, 3, 10, 1);
    float[] first = new float[48];
    float[] again = new float[48];
    images.load(1, first);
    images.load(2, again);
    assertThat(again).isNotEqualTo(first);
    images.load(1, again);
    assertThat(again).isEqualTo(first);
    new RandomImages(3, 4, 4, 3, 10, 2).load(1, again);
    assertThat(again).isNotEqualTo(first);
  }

  @Test
  void wrongNumbersAreNamed() {
    assertThatThrownBy(() -> new RandomImages(0, 4, 4, 3, 10, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("got 0 images of 4 x 4 x 3 in 10 classes");
    assertThatThrownBy(() -> new RandomImages(1, 1 << 20, 1 << 20, 3, 10, 1))
        .hasMessageContaining("larger than a Java array");
    assertThatThrownBy(() -> new RandomImages(3, 4, 4, 3, 10, 1).label(3))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }
}
