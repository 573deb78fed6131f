package org.soapstone.dnn.data;

import static java.util.Objects.checkIndex;
import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.soapstone.dnn.data.SampleForm.Sequence;

/**
 * What a language model learns from: windows of one stream of words, one behind the other, each
 * word labelled with the next. The ends of lines are words, too. What is left behind the last whole
 * window is left out.
 *
 * <p>Words are read from the file when they are asked for. Thread-safe.
 */
public final class LanguageDataset implements Dataset {
  private static final String NUMBERS = ".bin";

  private final TokenStream stream;
  private final Optional<Vocabulary> words;
  private final int window;
  private final int vocabulary;

  private LanguageDataset(
      TokenStream stream, Optional<Vocabulary> words, int window, int vocabulary) {
    this.stream = stream;
    this.words = words;
    this.window = window;
    this.vocabulary = vocabulary;
    if (stream.size() <= window) {
      throw new DatasetException(
          "'%s' has %d words, which is no window of %d with its next word; take fewer steps"
              .formatted(stream.path(), stream.size(), window));
    }
  }

  /**
   * {@return a text, or with a name that ends in {@code .bin} a file of numbers of 16 bits, little
   * endian}
   *
   * @param path the file
   * @param form the length of the windows, and how many words are told apart at most
   * @throws DatasetException if it cannot be read, has fewer words than a window, or a number is
   *     too large
   */
  public static LanguageDataset open(Path path, Sequence form) {
    return open(path, form, Optional.empty());
  }

  /**
   * {@return a text with the words of this one}
   *
   * @param path the file
   * @throws DatasetException if it cannot be read or has fewer words than a window
   */
  public LanguageDataset like(Path path) {
    return open(path, new Sequence(window, vocabulary), words);
  }

  private static LanguageDataset open(Path path, Sequence form, Optional<Vocabulary> known) {
    requireNonNull(path, "path");
    int window = form.length();
    if (path.toString().toLowerCase(Locale.ROOT).endsWith(NUMBERS)) {
      TokenStream numbers = TokenStream.Numbers.of(path, window, form.vocabulary());
      return new LanguageDataset(numbers, Optional.empty(), window, form.vocabulary());
    }
    TextFile text = TextFile.open(path);
    Vocabulary words = known.orElseGet(() -> Vocabulary.of(List.of(text), form.vocabulary()));
    TokenStream stream = TokenStream.Text.of(text, words, window);
    return new LanguageDataset(stream, Optional.of(words), window, words.size());
  }

  /** {@return the words by number, if it is a text} */
  public Optional<Vocabulary> vocabulary() {
    return words;
  }

  @Override
  public String name() {
    return stream.path().getFileName().toString();
  }

  @Override
  public int size() {
    return Math.toIntExact((stream.size() - 1) / window);
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
    return List.of(new Sequence(window, vocabulary));
  }

  @Override
  public int classes() {
    return vocabulary;
  }

  @Override
  public int labels() {
    return window;
  }

  @Override
  public void load(int index, float[] into) {
    checkIndex(index, size());
  }

  @Override
  public void tokens(int index, int sequence, int[] into) {
    checkIndex(sequence, 1);
    System.arraycopy(window(index), 0, into, 0, window);
  }

  @Override
  public int label(int index) {
    return window(index)[1];
  }

  @Override
  public void labels(int index, int[] into) {
    System.arraycopy(window(index), 1, into, 0, window);
  }

  private int[] window(int index) {
    int[] words = new int[window + 1];
    stream.read(checkIndex(index, size()), words);
    return words;
  }
}
