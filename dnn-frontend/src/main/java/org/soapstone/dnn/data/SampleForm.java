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

  /** {@return whether the values are those of an image: height, width and channels} */
  public boolean isImage() {
    return values.length() == 3;
  }

  /** {@return whether it is one sequence, of which each index has a label} */
  public boolean isLanguage() {
    return values.isEmpty() && sequences.size() == 1 && labels == sequences.getFirst().length();
  }

  /**
   * {@return the shape of the image}
   *
   * @throws IllegalStateException if it is none
   */
  public ImageShape image() {
    if (!isImage()) {
      throw new IllegalStateException("samples of " + this + " are no images");
    }
    return new ImageShape(
        Math.toIntExact(values.get(0)),
        Math.toIntExact(values.get(1)),
        Math.toIntExact(values.get(2)));
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
