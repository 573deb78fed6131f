package org.soapstone.dnn.data;

import static java.util.Objects.requireNonNull;

import com.google.common.primitives.ImmutableLongArray;
import java.util.List;

/**
 * What a sample is made of.
 *
 * @param values the extents of its values, for example [height, width, channel]; empty if it has
 *     none
 * @param sequences its sequences of indices
 * @param labels how many labels it has: none, one, or one for each position of a sequence
 * @param classes the labels run from 0 to one less; 0 without labels
 * @param targets how many target values it has; 0 where labels say what should be
 */
public record SampleForm(
    ImmutableLongArray values, List<Sequence> sequences, int labels, int classes, int targets) {

  private static final int IMAGE_DIMS = 3;

  /** Copies the list. */
  public SampleForm {
    requireNonNull(values, "values");
    sequences = List.copyOf(sequences);
  }

  /**
   * A sequence of indices.
   *
   * @param length how many
   * @param vocabulary they run from 0 to one less
   */
  public record Sequence(int length, int vocabulary) {}

  /** {@return the number of values} */
  public int size() {
    return values.isEmpty() ? 0 : Math.toIntExact(values.stream().reduce(1, Math::multiplyExact));
  }

  /** {@return whether it is values alone, as images and the rows of tables have them} */
  public boolean isImage() {
    return !values.isEmpty() && values.length() <= IMAGE_DIMS && sequences.isEmpty();
  }

  /** {@return whether it is one sequence, of which each index has a label} */
  public boolean isLanguage() {
    return values.isEmpty() && sequences.size() == 1 && labels == sequences.getFirst().length();
  }

  /**
   * {@return the values as an image: height, width and channels, the first of them 1 where there
   * are fewer extents}
   *
   * @throws IllegalStateException if it is none
   */
  public ImageShape image() {
    if (!isImage()) {
      throw new IllegalStateException("samples of " + this + " are no images");
    }
    int[] extents = {1, 1, 1};
    int first = IMAGE_DIMS - values.length();
    for (int d = 0; d < values.length(); d++) {
      extents[first + d] = Math.toIntExact(values.get(d));
    }
    return new ImageShape(extents[0], extents[1], extents[2]);
  }

  /** {@return what a sample is made of, in words} */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    if (!values.isEmpty()) {
      text.append(String.join("x", values.stream().mapToObj(Long::toString).toList()));
      text.append(" values");
    }
    for (Sequence sequence : sequences) {
      text.append(text.isEmpty() ? "" : ", ");
      text.append("%d of %d words".formatted(sequence.length, sequence.vocabulary));
    }
    return text.toString();
  }
}
