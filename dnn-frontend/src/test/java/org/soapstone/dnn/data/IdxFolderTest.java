package org.soapstone.dnn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdxFolderTest {
  @TempDir private Path folder;

  private void write(String prefix, int count, boolean compressed) throws IOException {
    byte[] images = IdxFiles.images(count);
    byte[] labels = IdxFiles.labels(count);
    String end = compressed ? ".gz" : "";
    IdxFiles.write(
        folder, prefix + "-images-idx3-ubyte" + end, compressed ? IdxFiles.gzip(images) : images);
    IdxFiles.write(
        folder, prefix + "-labels-idx1-ubyte" + end, compressed ? IdxFiles.gzip(labels) : labels);
  }

  @Test
  void bothPairsAreTrainingAndTesting() throws IOException {
    write("train", 20, false);
    write("t10k", 7, true);
    DataSplit split = IdxFolder.open(folder);
    assertThat(split.training().size()).isEqualTo(20);
    assertThat(split.testing().size()).isEqualTo(7);
    assertThat(split.training().name()).endsWith("/train");
  }

  @ParameterizedTest
  @ValueSource(strings = {"t10k", "train"})
  void onePairIsSplit(String prefix) throws IOException {
    write(prefix, 11, true);
    DataSplit split = IdxFolder.open(folder);
    assertThat(split.training().size()).isEqualTo(9);
    assertThat(split.testing().size()).isEqualTo(2);
    assertThat(split.training().label(8)).isEqualTo(8);
    assertThat(split.testing().label(0)).isEqualTo(9);
  }

  @Test
  void dottedNamesAreFound() throws IOException {
    IdxFiles.write(folder, "t10k-images.idx3-ubyte", IdxFiles.images(5));
    IdxFiles.write(folder, "t10k-labels.idx1-ubyte", IdxFiles.labels(5));
    assertThat(IdxFolder.open(folder).training().size()).isEqualTo(4);
  }

  @Test
  void whatIsMissingIsNamed() throws IOException {
    assertThatThrownBy(() -> IdxFolder.open(folder.resolve("none")))
        .isInstanceOf(DatasetException.class)
        .hasMessage(
            "there is no folder '%s'; give one that holds t10k-images-idx3-ubyte and t10k-labels-idx1-ubyte, plain or compressed as .gz"
                .formatted(folder.resolve("none")));
    assertThatThrownBy(() -> IdxFolder.open(folder))
        .hasMessage(
            "folder '%s' has neither train-images-idx3-ubyte nor t10k-images-idx3-ubyte, plain or compressed as .gz"
                .formatted(folder));
    IdxFiles.write(folder, "t10k-images-idx3-ubyte.gz", IdxFiles.images(5));
    assertThatThrownBy(() -> IdxFolder.open(folder))
        .hasMessage(
            "folder '%s' has t10k-images-idx3-ubyte.gz but not t10k-labels-idx1-ubyte, plain or compressed as .gz"
                .formatted(folder));
  }

  @Test
  void imagesOfDifferentShapesAreRefused() throws IOException {
    write("t10k", 5, false);
    IdxFiles.write(folder, "train-images-idx3-ubyte", IdxFiles.bytes(0x803, 8, 2, 2, 2));
    IdxFiles.write(folder, "train-labels-idx1-ubyte", IdxFiles.labels(2));
    assertThatThrownBy(() -> IdxFolder.open(folder))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("are 2 x 2 x 1 and those of ")
        .hasMessageContaining("are 2 x 3 x 1; they must be alike");
  }

  /** The real images, where they are: data beside the project, looked for from here upwards. */
  @Test
  void realImagesAreAsDescribed() {
    Path here = Path.of("").toAbsolutePath();
    Path mnist = null;
    for (Path at = here; at != null && mnist == null; at = at.getParent()) {
      Path candidate = at.resolve("shared/data/mnist");
      mnist = Files.isDirectory(candidate) ? candidate : null;
    }
    assumeTrue(mnist != null, "shared/data/mnist is not beside any folder above " + here);
    DataSplit split = IdxFolder.open(mnist);
    assertThat(split.training().size()).isEqualTo(8000);
    assertThat(split.testing().size()).isEqualTo(2000);
    assertThat(split.training().classes()).isEqualTo(10);
    // The first test images of MNIST are known: 7, 2, 1, 0, 4.
    assertThat(split.training().label(0)).isEqualTo(7);
    assertThat(split.training().label(1)).isEqualTo(2);
    assertThat(split.training().label(4)).isEqualTo(4);
    double sum = 0;
    float[] image = new float[28 * 28];
    for (int i = 0; i < 1000; i++) {
      split.training().load(i, image);
      for (float value : image) {
        sum += value;
      }
    }
    assertThat(sum / 1000 / image.length).isBetween(-0.05, 0.05);
  }
}
