package org.soapstone.dnn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

class DrawnDigitsTest {
  private static final int PIXELS = 28 * 28;

  @Test
  void imagesHaveTheShapeOfMnist() {
    Dataset digits = DrawnDigits.of(100, 1);
    assertThat(digits.size()).isEqualTo(100);
    assertThat(digits.height()).isEqualTo(28);
    assertThat(digits.width()).isEqualTo(28);
    assertThat(digits.channels()).isEqualTo(1);
    assertThat(digits.classes()).isEqualTo(10);
    int[] counts = new int[10];
    for (int i = 0; i < 100; i++) {
      counts[digits.label(i)]++;
    }
    assertThat(counts).doesNotContain(0);
  }

  @Test
  void theSameSeedGivesTheSameImages() {
    assertThat(checksum(DrawnDigits.of(50, 1), 20)).isEqualTo(checksum(DrawnDigits.of(20, 1), 20));
    assertThat(checksum(DrawnDigits.of(20, 1), 20))
        .isNotEqualTo(checksum(DrawnDigits.of(20, 2), 20));
  }

  /** A changed value here means that everybody's runs on drawn digits change. */
  @Test
  void theImagesAreTheSameOnEveryMachine() {
    assertThat(checksum(DrawnDigits.of(20, 1), 20)).isEqualTo(1_461_992_386L);
  }

  private static long checksum(Dataset digits, int count) {
    CRC32 crc = new CRC32();
    float[] image = new float[PIXELS];
    for (int i = 0; i < count; i++) {
      digits.load(i, image);
      for (float value : image) {
        crc.update(Math.round(255 * (value * 0.3081f + 0.1307f)));
      }
      crc.update(digits.label(i));
    }
    return crc.getValue();
  }

  /**
   * Who only compares an image with the mean of each class gets many right, but by no means all.
   */
  @Test
  void theClassesAreDistinctButNotTrivial() {
    DataSplit split = DataSplit.of(DrawnDigits.of(2500, 3));
    double[][] means = new double[10][PIXELS];
    float[] image = new float[PIXELS];
    int[] counts = new int[10];
    for (int i = 0; i < split.training().size(); i++) {
      split.training().load(i, image);
      int label = split.training().label(i);
      counts[label]++;
      for (int p = 0; p < PIXELS; p++) {
        means[label][p] += (image[p] - means[label][p]) / counts[label];
      }
    }
    int right = 0;
    for (int i = 0; i < split.testing().size(); i++) {
      split.testing().load(i, image);
      right += nearest(means, image) == split.testing().label(i) ? 1 : 0;
    }
    assertThat(right).isBetween(250, 450);
  }

  private static int nearest(double[][] means, float[] image) {
    int best = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int label = 0; label < means.length; label++) {
      double distance = 0;
      for (int p = 0; p < image.length; p++) {
        distance += (image[p] - means[label][p]) * (image[p] - means[label][p]);
      }
      if (distance < least) {
        least = distance;
        best = label;
      }
    }
    return best;
  }

  @Test
  void aWrongSizeIsNamed() {
    assertThatThrownBy(() -> DrawnDigits.of(0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the number of drawn digits must be from 1 to 2739137, got 0");
  }
}
