package org.soapstone.dnn.data;

import static java.util.Objects.checkFromToIndex;
import static java.util.Objects.checkIndex;
import static java.util.Objects.requireNonNull;

import java.util.Arrays;

/**
 * Labelled images, by number.
 *
 * <p>Implementations are thread-safe and deterministic: the same number always gives the same
 * image. They may read from disk when asked; nobody keeps the whole set in an instance.
 */
public interface Dataset {

  /** {@return the name people see} */
  String name();

  /** {@return the number of images} */
  int size();

  /** {@return the rows of an image} */
  int height();

  /** {@return the columns of an image} */
  int width();

  /** {@return the values of a pixel: 1 for grey, 3 for colour} */
  int channels();

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
