package org.soapstone.dnn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.primitives.ImmutableLongArray;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.soapstone.dnn.Seeds;

/**
 * Every kind of file is found by what is there, read as it was written, and refused when broken.
 */
class DataFilesTest {
  private static final ImageShape COLOUR = new ImageShape(32, 32, 3);
  private static final int CIFAR_RECORD = 3073;

  @TempDir Path folder;

  private static float[] loaded(Dataset images, int index) {
    float[] values = new float[ImageShape.of(images).size()];
    images.load(index, values);
    return values;
  }

  private byte[] cifar(String name, int records, RandomGenerator random) throws IOException {
    byte[] bytes = new byte[records * CIFAR_RECORD];
    random.nextBytes(bytes);
    for (int r = 0; r < records; r++) {
      bytes[r * CIFAR_RECORD] = (byte) (r % 10);
    }
    Files.write(folder.resolve(name), bytes);
    return bytes;
  }

  @Test
  void cifarBinariesAreReadChannelByChannel() throws IOException {
    RandomGenerator random = Seeds.random(1);
    byte[] first = cifar("data_batch_1.bin", 12, random);
    byte[] second = cifar("data_batch_2.bin", 7, random);
    cifar("test_batch.bin", 5, random);
    DataSplit split = DataFiles.open(folder, COLOUR);
    assertThat(split.training().size()).isEqualTo(19);
    assertThat(split.testing().size()).isEqualTo(5);
    assertThat(split.training().classes()).isEqualTo(10);
    for (int index : new int[] {0, 11, 12, 18}) {
      byte[] bytes = index < 12 ? first : second;
      int start = (index < 12 ? index : index - 12) * CIFAR_RECORD;
      assertThat(split.training().label(index)).isEqualTo(bytes[start]);
      float[] values = loaded(split.training(), index);
      for (int pixel : new int[] {0, 33, 1023}) {
        int green = Byte.toUnsignedInt(bytes[start + 1 + 1024 + pixel]);
        assertThat(values[pixel * 3 + 1])
            .isCloseTo((green / 255f - 0.4822f) / 0.2435f, within(1e-6f));
      }
    }
  }

  @Test
  void brokenCifarBinariesAreRefused() throws IOException {
    byte[] bytes = cifar("data_batch_1.bin", 3, Seeds.random(2));
    Files.write(folder.resolve("data_batch_1.bin"), Arrays.copyOf(bytes, bytes.length - 5));
    assertThatThrownBy(() -> DataFiles.open(folder, COLOUR))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("data_batch_1.bin' has 9214 bytes, no multiple of 3073")
        .hasMessageContaining("truncated at byte 6146");
    bytes[CIFAR_RECORD] = 77;
    Files.write(folder.resolve("data_batch_1.bin"), bytes);
    Dataset images = CifarDataset.read("x", List.of(folder.resolve("data_batch_1.bin")));
    assertThatThrownBy(() -> images.label(1)).hasMessageContaining("label 77 at byte 3073");
  }

  private static byte[] npy(String type, String shape, byte[] data) throws IOException {
    String header =
        "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }".formatted(type, shape);
    String padded = header + " ".repeat((64 - (11 + header.length()) % 64) % 64) + "\n";
    var out = new ByteArrayOutputStream();
    out.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    out.write(padded.length() & 0xff);
    out.write(padded.length() >> 8);
    out.write(padded.getBytes(StandardCharsets.ISO_8859_1));
    out.write(data);
    return out.toByteArray();
  }

  private static ByteBuffer bytes(int count) {
    return ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] content(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.capacity()];
    buffer.get(0, bytes);
    return bytes;
  }

  @Test
  void numPyArraysAreReadWhereTheyLie() throws IOException {
    ImageShape shape = new ImageShape(2, 3, 1);
    ByteBuffer floats = bytes(10 * 6 * 4);
    ByteBuffer labels = bytes(10 * 8);
    for (int i = 0; i < 60; i++) {
      floats.putFloat(i * 0.5f);
    }
    for (int i = 0; i < 10; i++) {
      labels.putLong(i % 4);
    }
    Files.write(folder.resolve("images.npy"), npy("<f4", "10, 2, 3", content(floats)));
    Files.write(folder.resolve("labels.npy"), npy("<i8", "10,", content(labels)));
    DataSplit split = DataFiles.open(folder, shape);
    assertThat(split.training().size()).isEqualTo(8);
    assertThat(split.whole().size()).isEqualTo(10);
    assertThat(split.training().classes()).isEqualTo(4);
    assertThat(loaded(split.whole(), 9)).containsExactly(27, 27.5f, 28, 28.5f, 29, 29.5f);
    assertThat(split.whole().label(9)).isEqualTo(1);
    Dataset alone = DataFiles.open(folder.resolve("images.npy"), shape).whole();
    assertThat(alone.size()).isEqualTo(10);
    assertThat(loaded(alone, 1)).startsWith(3, 3.5f);
    ByteBuffer wanted = bytes(10 * 2 * 8);
    for (int i = 0; i < 20; i++) {
      wanted.putDouble(i);
    }
    Files.write(folder.resolve("labels.npy"), npy("<f8", "10, 2", content(wanted)));
    Dataset values = DataFiles.open(folder, shape).whole();
    assertThat(values.classes()).isZero();
    assertThat(values.targets()).isEqualTo(2);
    float[] target = new float[2];
    values.target(3, target);
    assertThat(target).containsExactly(6, 7);
  }

  @Test
  void brokenNumPyArraysAreRefused() throws IOException {
    ImageShape shape = new ImageShape(2, 3, 1);
    Path file = folder.resolve("x.npy");
    Files.writeString(file, "no array at all, just a text");
    assertThatThrownBy(() -> DataFiles.open(file, shape)).hasMessageContaining("is no NumPy file");
    byte[] whole = npy("<f4", "2, 6", new byte[48]);
    Files.write(file, Arrays.copyOf(whole, whole.length - 1));
    assertThatThrownBy(() -> DataFiles.open(file, shape))
        .hasMessageContaining("shape [2, 6] needs 48 bytes from byte 128, found 47");
    Files.write(file, Arrays.copyOf(whole, 60));
    assertThatThrownBy(() -> DataFiles.open(file, shape))
        .hasMessageContaining("truncated in its header, at byte 60");
    Files.write(file, npy("<c8", "2, 3", new byte[48]));
    assertThatThrownBy(() -> DataFiles.open(file, shape)).hasMessageContaining("elements '<c8'");
    Files.write(file, npy("<f4", "4, 3", new byte[48]));
    assertThatThrownBy(() -> DataFiles.open(file, shape))
        .hasMessageContaining("has shape [4, 3]; images of 2 x 3 x 1 need 6 values");
  }

  @Test
  void csvFilesAreOfClassesOrOfValues() throws IOException {
    ImageShape shape = new ImageShape(1, 2, 1);
    Path file = folder.resolve("x.csv");
    Files.writeString(file, "a,b,class\n1,2.5,0\n3, 4e1,2\n\n-5,6,1\n7,8,0\n9,10,0");
    Dataset classes = DataFiles.open(file, shape).whole();
    assertThat(classes.size()).isEqualTo(5);
    assertThat(classes.classes()).isEqualTo(3);
    assertThat(loaded(classes, 1)).containsExactly(3, 40);
    assertThat(classes.label(1)).isEqualTo(2);
    SampleForm row = new SampleForm(ImmutableLongArray.of(2), List.of(), 1, 3, 0);
    assertThat(loaded(DataFiles.open(file, row).whole(), 1)).containsExactly(3, 40);
    Files.writeString(file, "1,2,0.5\r\n3,4,1\r\n5,6,1\r\n7,8,1\r\n9,9,9\r\n");
    Dataset values = DataFiles.open(file, shape).whole();
    assertThat(values.classes()).isZero();
    float[] target = new float[1];
    values.target(0, target);
    assertThat(target).containsExactly(0.5f);
    Files.writeString(file, "1,2,0\n3,4\n");
    assertThatThrownBy(() -> DataFiles.open(file, shape))
        .hasMessageContaining("line 2: it has 2 columns, the first has 3");
    Files.writeString(file, "a,b,c\n1,2,0\n3,x,1\n");
    assertThatThrownBy(() -> DataFiles.open(file, shape))
        .hasMessageContaining("line 3, column 2: 'x' is no number");
    Files.writeString(file, "1,2\n");
    assertThatThrownBy(() -> DataFiles.open(file, shape)).hasMessageContaining("has 2 columns");
    Files.writeString(file, "a,b\n");
    assertThatThrownBy(() -> DataFiles.open(file, shape)).hasMessageContaining("no rows");
  }

  private void image(String path, int colour, String format) throws IOException {
    BufferedImage image = new BufferedImage(20, 10, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 10; y++) {
      for (int x = 0; x < 20; x++) {
        image.setRGB(x, y, colour);
      }
    }
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    assertThat(ImageIO.write(image, format, file.toFile())).isTrue();
  }

  @Test
  void imageFoldersAreDecodedAndResized() throws IOException {
    for (int i = 0; i < 5; i++) {
      image("cats/" + i + ".png", 0xff0000, "png");
      image("dogs/" + i + ".jpg", 0x0000ff, "jpg");
    }
    ImageShape shape = new ImageShape(4, 6, 3);
    DataSplit split = DataFiles.open(folder, shape);
    assertThat(split.training().size()).isEqualTo(8);
    assertThat(split.testing().size()).isEqualTo(2);
    assertThat(split.training().classes()).isEqualTo(2);
    assertThat(split.testing().label(0)).isZero();
    assertThat(split.testing().label(1)).isEqualTo(1);
    float[] cat = loaded(split.training(), 0);
    assertThat(cat).hasSize(72).startsWith(1, -1, -1);
    float[] dog = loaded(split.training(), 7);
    assertThat(dog[2]).isCloseTo(1, within(0.05f));
    Dataset grey = DataFiles.open(folder, new ImageShape(2, 2, 1)).training();
    assertThat(loaded(grey, 0)[3]).isCloseTo(2 * 0.299f - 1, within(1e-5f));
    Files.writeString(folder.resolve("cats/0.png"), "no image");
    assertThatThrownBy(() -> loaded(split.training(), 0))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("0.png' is no PNG or JPEG image");
    Files.createDirectory(folder.resolve("empty"));
    assertThatThrownBy(() -> DataFiles.open(folder, shape)).hasMessageContaining("has no .png");
    Path nothing = Files.createDirectory(folder.resolve("empty/below"));
    assertThatThrownBy(() -> DataFiles.open(nothing, shape))
        .hasMessageContaining("has no IDX, CIFAR-10 or NumPy files");
  }
}
