package org.soapstone.dnn.data;

import static java.util.Objects.checkIndex;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/**
 * PNG and JPEG images in a folder for each class, named after it; classes are numbered in the order
 * of their names. Images are decoded each time they are loaded and brought to one size.
 *
 * <p>A value {@code p} from 0 to 255 is loaded as {@code p / 127.5 − 1}.
 */
public final class ImageFolder implements Dataset {
  private static final Pattern IMAGE = Pattern.compile(".*\\.(png|jpg|jpeg)");
  private static final int TESTING_SHARE = 5;
  private static final List<String> TESTS = List.of("test", "val", "validation");

  private record Picture(Path file, int label) {}

  private final String name;
  private final ImageShape shape;
  private final int classes;
  private final List<Picture> pictures;

  private ImageFolder(String name, ImageShape shape, int classes, List<Picture> pictures) {
    this.name = name;
    this.shape = shape;
    this.classes = classes;
    this.pictures = List.copyOf(pictures);
  }

  /**
   * {@return the images of a folder} If it has folders {@code train} and {@code test} (or {@code
   * val}), those hold the classes; else every fifth image of each class is for testing.
   *
   * @param folder the folder
   * @param shape what images are brought to; of 1 channel (grey) or 3 (red, green, blue)
   * @throws DatasetException if there are no classes or no images
   */
  public static DataSplit open(Path folder, ImageShape shape) {
    if (shape.channels() != 1 && shape.channels() != 3) {
      throw new DatasetException(
          "images of folder '%s' have 1 or 3 channels, not %d".formatted(folder, shape.channels()));
    }
    Path train = folder.resolve("train");
    Optional<Path> test =
        TESTS.stream().map(folder::resolve).filter(Files::isDirectory).findFirst();
    if (Files.isDirectory(train) && test.isPresent()) {
      return new DataSplit(
          of(train, shape, pictures(train)), of(test.get(), shape, pictures(test.get())));
    }
    List<List<Picture>> all = pictures(folder);
    List<List<Picture>> training = new ArrayList<>();
    List<List<Picture>> testing = new ArrayList<>();
    for (List<Picture> ofClass : all) {
      training.add(share(ofClass, false));
      testing.add(share(ofClass, true));
    }
    return new DataSplit(of(folder, shape, training), of(folder, shape, testing));
  }

  private static List<Picture> share(List<Picture> pictures, boolean testing) {
    List<Picture> share = new ArrayList<>();
    for (int i = 0; i < pictures.size(); i++) {
      if ((i % TESTING_SHARE == TESTING_SHARE - 1) == testing) {
        share.add(pictures.get(i));
      }
    }
    return share;
  }

  private static ImageFolder of(Path folder, ImageShape shape, List<List<Picture>> classes) {
    return new ImageFolder(
        folder.toAbsolutePath().normalize().getFileName().toString(),
        shape,
        classes.size(),
        classes.stream().flatMap(List::stream).toList());
  }

  private static List<List<Picture>> pictures(Path folder) {
    List<List<Picture>> classes = new ArrayList<>();
    for (Path ofClass : list(folder, Files::isDirectory)) {
      int label = classes.size();
      List<Path> files =
          list(
              ofClass,
              file ->
                  IMAGE.matcher(file.getFileName().toString().toLowerCase(Locale.ROOT)).matches());
      if (files.isEmpty()) {
        throw new DatasetException(
            "folder '%s' has no .png, .jpg or .jpeg; put the images of a class there, or remove it"
                .formatted(ofClass));
      }
      classes.add(files.stream().map(file -> new Picture(file, label)).toList());
    }
    if (classes.isEmpty()) {
      throw new DatasetException(
          "folder '%s' has no IDX, CIFAR-10 or NumPy files and no folders of images; give a folder for each class"
              .formatted(folder));
    }
    return classes;
  }

  private static List<Path> list(Path folder, Predicate<Path> wanted) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(wanted).sorted().toList();
    } catch (IOException e) {
      throw new DatasetException(
          "folder '%s' cannot be read: %s".formatted(folder, e.getMessage()), e);
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int size() {
    return pictures.size();
  }

  @Override
  public int height() {
    return shape.height();
  }

  @Override
  public int width() {
    return shape.width();
  }

  @Override
  public int channels() {
    return shape.channels();
  }

  @Override
  public int classes() {
    return classes;
  }

  @Override
  public boolean isDecoded() {
    return true;
  }

  @Override
  public void load(int index, float[] into) {
    checkIndex(shape.size() - 1, into.length);
    BufferedImage image = resized(read(pictures.get(checkIndex(index, size())).file()));
    int at = 0;
    for (int y = 0; y < shape.height(); y++) {
      for (int x = 0; x < shape.width(); x++) {
        int colour = image.getRGB(x, y);
        int red = colour >> 16 & 0xff;
        int green = colour >> 8 & 0xff;
        int blue = colour & 0xff;
        if (shape.channels() == 1) {
          into[at++] = (0.299f * red + 0.587f * green + 0.114f * blue) / 127.5f - 1;
        } else {
          into[at++] = red / 127.5f - 1;
          into[at++] = green / 127.5f - 1;
          into[at++] = blue / 127.5f - 1;
        }
      }
    }
  }

  private static BufferedImage read(Path file) {
    try {
      BufferedImage image = ImageIO.read(file.toFile());
      if (image == null) {
        throw new DatasetException(
            "'%s' is no PNG or JPEG image, whatever its name says; remove it".formatted(file));
      }
      return image;
    } catch (IOException e) {
      throw new DatasetException(
          "'%s' cannot be decoded: %s; replace or remove it".formatted(file, e.getMessage()), e);
    }
  }

  private BufferedImage resized(BufferedImage image) {
    BufferedImage target =
        new BufferedImage(shape.width(), shape.height(), BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = target.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    graphics.drawImage(image, 0, 0, shape.width(), shape.height(), null);
    graphics.dispose();
    return target;
  }

  @Override
  public int label(int index) {
    return pictures.get(checkIndex(index, size())).label();
  }
}
