package org.soapstone.dnn.data;

import static java.util.Objects.checkFromToIndex;
import static java.util.Objects.checkIndex;
import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.List;
import org.soapstone.dnn.data.SampleForm.Sequence;

/**
 * Labelled samples, by number: images, or sequences of indices such as texts.
 *
 * <p>Implementations are thread-safe and deterministic: the same number always gives the same
 * image. They may read from disk when asked; nobody keeps the whole set in an instance.
 */
public interface Dataset {

  /** {@return the name people see} */
  String name();

  /** {@return the number of images} */
  int size();

  /** {@return the rows of an image; 0 where there are no images} */
  int height();

  /** {@return the columns of an image; 0 where there are no images} */
  int width();

  /** {@return the values of a pixel: 1 for grey, 3 for colour; 0 where there are no images} */
  int channels();

  /** {@return the sequences of indices that each sample has; none unless overridden} */
  default List<Sequence> sequences() {
    return List.of();
  }

  /**
   * Loads a sequence of a sample. Unless overridden there is none.
   *
   * @param index the sample's number, from 0 to {@code size() - 1}
   * @param sequence which of its {@link #sequences}, from 0
   * @param into takes as many indices as the sequence is long
   * @throws IndexOutOfBoundsException if there is no such sample or sequence
   */
  default void tokens(int index, int sequence, int[] into) {
    checkIndex(sequence, sequences().size());
  }

  /** {@return how many labels a sample has; one unless overridden} */
  default int labels() {
    return 1;
  }

  /**
   * Loads the labels of a sample: unless overridden the one.
   *
   * @param index the sample's number, from 0 to {@code size() - 1}
   * @param into takes as many as a sample has
   * @throws IndexOutOfBoundsException if there is no such sample
   */
  default void labels(int index, int[] into) {
    into[0] = label(index);
  }

  /**
   * {@return the number of classes; labels run from 0 to one less} 0 where there are target values
   * instead, which no label says.
   */
  int classes();

  /**
   * Loads an image, scaled as a network should see it.
   *
   * @param index its number, from 0 to {@code size() - 1}
   * @param into takes {@code height × width × channels} values, in that row-major order
   * @throws IndexOutOfBoundsException if there is no such image or the array is too short
   */
  void load(int index, float[] into);

  /**
   * {@return the class of an image}
   *
   * @param index its number, from 0 to {@code size() - 1}
   * @throws IndexOutOfBoundsException if there is no such image
   */
  int label(int index);

  /**
   * {@return whether loading an image is much work, such as decoding, which a training then has
   * done ahead by a thread of its own} Unless overridden, it is not.
   */
  default boolean isDecoded() {
    return false;
  }

  /** {@return how many target values an image has: unless overridden, one for each class} */
  default int targets() {
    return classes();
  }

  /**
   * Loads what a network should predict for an image. Unless overridden, that is 1 at the label's
   * place and 0 elsewhere.
   *
   * @param index its number, from 0 to {@code size() - 1}
   * @param into takes at least {@link #targets} values; what is left of it is set to 0
   * @throws IndexOutOfBoundsException if there is no such image or the array is too short
   */
  default void target(int index, float[] into) {
    Arrays.fill(into, 0);
    into[label(index)] = 1;
  }

  /**
   * {@return the images from one number to before another, numbered anew from 0}
   *
   * @param from the first image
   * @param to after the last image
   * @throws IndexOutOfBoundsException if that is not a range of this set
   */
  default Dataset slice(int from, int to) {
    checkFromToIndex(from, to, size());
    return new Slice(this, from, to);
  }

  /**
   * Some neighbouring images of a data set.
   *
   * @param whole the data set
   * @param from the first image
   * @param to after the last image
   */
  record Slice(Dataset whole, int from, int to) implements Dataset {
    /** Checks the range. */
    public Slice {
      requireNonNull(whole, "whole");
      checkFromToIndex(from, to, whole.size());
    }

    @Override
    public String name() {
      return "%s[%d..%d]".formatted(whole.name(), from, to - 1);
    }

    @Override
    public int size() {
      return to - from;
    }

    @Override
    public int height() {
      return whole.height();
    }

    @Override
    public int width() {
      return whole.width();
    }

    @Override
    public int channels() {
      return whole.channels();
    }

    @Override
    public int classes() {
      return whole.classes();
    }

    @Override
    public void load(int index, float[] into) {
      whole.load(from + checkIndex(index, size()), into);
    }

    @Override
    public List<Sequence> sequences() {
      return whole.sequences();
    }

    @Override
    public void tokens(int index, int sequence, int[] into) {
      whole.tokens(from + checkIndex(index, size()), sequence, into);
    }

    @Override
    public int labels() {
      return whole.labels();
    }

    @Override
    public void labels(int index, int[] into) {
      whole.labels(from + checkIndex(index, size()), into);
    }

    @Override
    public boolean isDecoded() {
      return whole.isDecoded();
    }

    @Override
    public int targets() {
      return whole.targets();
    }

    @Override
    public void target(int index, float[] into) {
      whole.target(from + checkIndex(index, size()), into);
    }

    @Override
    public int label(int index) {
      return whole.label(from + checkIndex(index, size()));
    }
  }
}
