package org.soapstone.dnn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxDatasetTest {
  @TempDir private Path folder;

  private IdxDataset read(byte[] images, byte[] labels) throws IOException {
    return IdxDataset.read(
        "test", IdxFiles.write(folder, "images", images), IdxFiles.write(folder, "labels", labels));
  }

  private void assertRefused(byte[] images, byte[] labels, String message) {
    assertThatThrownBy(() -> read(images, labels))
        .isInstanceOf(IllegalArgumentException.class)
        .isInstanceOf(DatasetException.class)
        .hasMessage(message.replace("{}", folder.toString() + "/"));
  }

  @Test
  void plainAndCompressedFilesHoldTheSame() throws IOException {
    for (boolean compressed : new boolean[] {false, true}) {
      byte[] images = IdxFiles.images(4);
      byte[] labels = IdxFiles.labels(4);
      IdxDataset data =
          compressed ? read(IdxFiles.gzip(images), IdxFiles.gzip(labels)) : read(images, labels);
      assertThat(data.name()).isEqualTo("test");
      assertThat(data.size()).isEqualTo(4);
      assertThat(data.height()).isEqualTo(2);
      assertThat(data.width()).isEqualTo(3);
      assertThat(data.channels()).isEqualTo(1);
      assertThat(data.classes()).isEqualTo(4);
      assertThat(data.label(3)).isEqualTo(3);
      float[] image = new float[6];
      data.load(2, image);
      for (int i = 0; i < 6; i++) {
        assertThat(image[i]).isEqualTo(((12 + i) / 255f - 0.1307f) / 0.3081f);
      }
    }
  }

  @Test
  void pixelsAreUnsigned() throws IOException {
    IdxDataset data = read(IdxFiles.images(50), IdxFiles.labels(50));
    float[] image = new float[6];
    data.load(42, image);
    assertThat(image[3]).isEqualTo((255 / 255f - 0.1307f) / 0.3081f);
  }

  @Test
  void slicesRenumber() throws IOException {
    Dataset slice = read(IdxFiles.images(9), IdxFiles.labels(9)).slice(3, 7);
    assertThat(slice.size()).isEqualTo(4);
    assertThat(slice.label(0)).isEqualTo(3);
    assertThatThrownBy(() -> slice.label(4)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> slice.load(0, new float[5]))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void aTruncatedFileSaysWhatIsMissing() throws IOException {
    byte[] images = IdxFiles.images(10);
    String truncated =
        "'{}images' is truncated: images of 10 x 2 x 3 need 76 bytes, found %d; fetch the file again";
    assertRefused(Arrays.copyOf(images, 75), IdxFiles.labels(10), truncated.formatted(75));
    assertRefused(
        IdxFiles.gzip(Arrays.copyOf(images, 40)), IdxFiles.labels(10), truncated.formatted(40));
    assertRefused(
        images,
        Arrays.copyOf(IdxFiles.labels(10), 12),
        "'{}labels' is truncated: labels of 10 need 18 bytes, found 12; fetch the file again");
    assertRefused(
        Arrays.copyOf(images, 9),
        IdxFiles.labels(10),
        "'{}images' is truncated: the header alone has 16 bytes, found 9");
    assertRefused(
        new byte[0],
        IdxFiles.labels(10),
        "'{}images' is truncated: the header alone has 16 bytes, found 0");
  }

  @Test
  void aCompressedFileThatBreaksOffIsTruncated() throws IOException {
    byte[] compressed = IdxFiles.gzip(IdxFiles.images(1000));
    assertThatThrownBy(
            () -> read(Arrays.copyOf(compressed, compressed.length / 2), IdxFiles.labels(1000)))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("is truncated: images of 1000 x 2 x 3 need 6016 bytes, found ");
  }

  @Test
  void anotherKindOfFileIsNamed() {
    assertRefused(
        IdxFiles.labels(10),
        IdxFiles.labels(10),
        "'{}images' is no IDX file of images: it starts with 0x00000801, must start with 0x00000803");
    assertRefused(
        IdxFiles.images(1),
        new byte[] {'h', 'e', 'l', 'l', 'o'},
        "'{}labels' is no IDX file of labels: it starts with 0x68656c6c, must start with 0x00000801");
  }

  @Test
  void aFileThatGoesOnIsRefused() {
    assertRefused(
        IdxFiles.bytes(0x803, 7, 1, 2, 3),
        IdxFiles.labels(1),
        "'{}images' is damaged: it goes on after the 22 bytes that images of 1 x 2 x 3 need; fetch the file again");
  }

  @Test
  void absurdExtentsAreRefused() {
    assertRefused(
        IdxFiles.bytes(0x803, 0, 0, 28, 28),
        IdxFiles.labels(1),
        "'{}images' announces images of 0 x 28 x 28; it must be from 1 to 2147483639 bytes");
    assertRefused(
        IdxFiles.bytes(0x803, 0, 1 << 30, 1 << 30, 1 << 30),
        IdxFiles.labels(1),
        "'{}images' announces images of 1073741824 x 1073741824 x 1073741824; it must be from 1 to 2147483639 bytes");
  }

  @Test
  void countsMustAgree() {
    assertRefused(
        IdxFiles.images(10),
        IdxFiles.labels(9),
        "'{}images' holds 10 images and '{}labels' holds 9 labels; there must be a label for each image");
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatThrownBy(
            () -> IdxDataset.read("test", folder.resolve("nothing"), folder.resolve("nothing")))
        .isInstanceOf(DatasetException.class)
        .hasMessage("there is no file '%s'".formatted(folder.resolve("nothing")));
  }

  @Test
  void aFolderInPlaceOfAFileIsNamed() throws IOException {
    Path inner = Files.createDirectory(folder.resolve("inner"));
    assertThatThrownBy(() -> IdxDataset.read("test", inner, inner))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("'%s' cannot be read: ".formatted(inner));
  }
}
