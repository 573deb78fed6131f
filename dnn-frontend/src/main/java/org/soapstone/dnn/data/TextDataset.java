package org.soapstone.dnn.data;

import static java.util.Objects.checkIndex;

import com.google.common.primitives.ImmutableLongArray;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.soapstone.dnn.data.SampleForm.Sequence;
import org.soapstone.dnn.data.TextFile.Words;

/**
 * Texts of a line each, in a file for each class, such as movie reviews that are for or against.
 * Longer texts lose their end; shorter ones are filled up in front, so that the last word is always
 * the text's.
 *
 * <p>Texts are read from the files when they are asked for. Thread-safe.
 */
public final class TextDataset implements Dataset {
  /** Of ten lines of a file, the last is for testing. */
  private static final int TESTING_SHARE = 10;

  private final String name;
  private final List<TextFile> files;
  private final List<ImmutableLongArray> starts;
  private final Vocabulary vocabulary;
  private final int length;

  private TextDataset(
      String name,
      List<TextFile> files,
      List<ImmutableLongArray> starts,
      Vocabulary vocabulary,
      int length) {
    this.name = name;
    this.files = files;
    this.starts = starts;
    this.vocabulary = vocabulary;
    this.length = length;
  }

  /**
   * {@return the texts of a folder} Its files, in the order of their names, are the classes. Of
   * each file every tenth line is for testing. Words are counted in all files.
   *
   * @param folder the folder
   * @param form the words of a text, and how many words are told apart at most
   * @throws DatasetException if it is no folder, has fewer than two files, or one cannot be read
   */
  public static DataSplit open(Path folder, Sequence form) {
    List<TextFile> files = files(folder);
    Vocabulary vocabulary = Vocabulary.of(files, form.vocabulary());
    List<ImmutableLongArray> training = new ArrayList<>();
    List<ImmutableLongArray> testing = new ArrayList<>();
    for (TextFile file : files) {
      List<Long> lines = file.lines();
      training.add(chosen(lines, false));
      testing.add(chosen(lines, true));
    }
    String name = folder.toAbsolutePath().normalize().getFileName().toString();
    return new DataSplit(
        new TextDataset(name + "/train", files, training, vocabulary, form.length()),
        new TextDataset(name + "/test", files, testing, vocabulary, form.length()));
  }

  private static List<TextFile> files(Path folder) {
    try (Stream<Path> found = Files.list(folder)) {
      List<TextFile> files =
          found.filter(Files::isRegularFile).sorted().map(TextFile::open).toList();
      if (files.size() < 2) {
        throw new DatasetException(
            "folder '%s' has %d files; texts come in a file for each class, at least two"
                .formatted(folder, files.size()));
      }
      return files;
    } catch (IOException e) {
      throw new DatasetException(
          "'%s' is no folder; give one with a file of texts for each class".formatted(folder), e);
    }
  }

  private static ImmutableLongArray chosen(List<Long> lines, boolean testing) {
    return ImmutableLongArray.copyOf(
        IntStream.range(0, lines.size())
            .filter(i -> (i % TESTING_SHARE == TESTING_SHARE - 1) == testing)
            .mapToLong(lines::get));
  }

  /** {@return the words by number} */
  public Vocabulary vocabulary() {
    return vocabulary;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int size() {
    return starts.stream().mapToInt(ImmutableLongArray::length).sum();
  }

  @Override
  public int height() {
    return 0;
  }

  @Override
  public int width() {
    return 0;
  }

  @Override
  public int channels() {
    return 0;
  }

  @Override
  public List<Sequence> sequences() {
    return List.of(new Sequence(length, vocabulary.size()));
  }

  @Override
  public int classes() {
    return files.size();
  }

  @Override
  public void load(int index, float[] into) {
    checkIndex(index, size());
  }

  @Override
  public int label(int index) {
    int left = checkIndex(index, size());
    int file = 0;
    while (left >= starts.get(file).length()) {
      left -= starts.get(file++).length();
    }
    return file;
  }

  @Override
  public void tokens(int index, int sequence, int[] into) {
    checkIndex(sequence, 1);
    int file = label(index);
    int line = index;
    for (int before = 0; before < file; before++) {
      line -= starts.get(before).length();
    }
    Words words = files.get(file).from(starts.get(file).get(line));
    int count = 0;
    while (count < length && words.next() && !words.isEnd()) {
      into[count++] = vocabulary.number(words);
    }
    System.arraycopy(into, 0, into, length - count, count);
    for (int i = 0; i < length - count; i++) {
      into[i] = Vocabulary.PADDING;
    }
  }
}
