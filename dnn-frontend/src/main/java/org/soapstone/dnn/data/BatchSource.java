package org.soapstone.dnn.data;

import java.util.Arrays;

/**
 * Says which image is where in which batch: what the tasks that load batches ask.
 *
 * <p>Registered as a service of the runtime. Implementations are thread-safe, and pure functions of
 * their arguments: whoever asks, on whichever processor, gets the same answer.
 */
public interface BatchSource {

  /**
   * Loads the image at a place of a batch, or zeros where the batch has no image there.
   *
   * @param iteration the iteration number of the launch, which names the batch
   * @param position the place in the batch, from 0
   * @param into takes {@code height × width × channels} values, in that row-major order
   */
  void load(long iteration, int position, float[] into);

  /**
   * {@return the label at a place of a batch, or 0 where the batch has no image there}
   *
   * @param iteration the iteration number of the launch, which names the batch
   * @param position the place in the batch, from 0
   */
  int label(long iteration, int position);

  /**
   * Loads a sequence of indices at a place of a batch, or zeros where the batch has no sample
   * there. Unless overridden they are zeros.
   *
   * @param iteration the iteration number of the launch, which names the batch
   * @param position the place in the batch, from 0
   * @param sequence which of a sample's sequences, from 0
   * @param into takes the indices
   */
  default void tokens(long iteration, int position, int sequence, int[] into) {
    Arrays.fill(into, 0);
  }

  /**
   * Loads all labels at a place of a batch, or zeros where the batch has no sample there. Unless
   * overridden it is the one label.
   *
   * @param iteration the iteration number of the launch, which names the batch
   * @param position the place in the batch, from 0
   * @param into takes the labels
   */
  default void labels(long iteration, int position, int[] into) {
    into[0] = label(iteration, position);
  }

  /**
   * Loads the target values at a place of a batch, or zeros where the batch has no image there.
   * Unless overridden they are 1 at the label's place and 0 elsewhere.
   *
   * @param iteration the iteration number of the launch, which names the batch
   * @param position the place in the batch, from 0
   * @param into takes the values
   */
  default void target(long iteration, int position, float[] into) {
    Arrays.fill(into, 0);
    if (counts(iteration, position)) {
      into[label(iteration, position)] = 1;
    }
  }

  /**
   * {@return whether the batch has an image at a place: the last batch of an evaluation may be
   * shorter}
   *
   * @param iteration the iteration number of the launch, which names the batch
   * @param position the place in the batch, from 0
   */
  boolean counts(long iteration, int position);

  /**
   * {@return batches that go through a data set in order, again and again: for timing tasks}
   *
   * @param dataset the images
   * @param batch the images of a batch
   */
  static BatchSource cyclic(Dataset dataset, int batch) {
    return new Cyclic(dataset, batch);
  }

  /**
   * Batches that go through a data set in order, again and again.
   *
   * @param dataset the images
   * @param batch the images of a batch
   */
  record Cyclic(Dataset dataset, int batch) implements BatchSource {
    private int index(long iteration, int position) {
      return (int) Math.floorMod(iteration * batch + position, (long) dataset.size());
    }

    @Override
    public void load(long iteration, int position, float[] into) {
      dataset.load(index(iteration, position), into);
    }

    @Override
    public int label(long iteration, int position) {
      return dataset.label(index(iteration, position));
    }

    @Override
    public void tokens(long iteration, int position, int sequence, int[] into) {
      dataset.tokens(index(iteration, position), sequence, into);
    }

    @Override
    public void labels(long iteration, int position, int[] into) {
      dataset.labels(index(iteration, position), into);
    }

    @Override
    public void target(long iteration, int position, float[] into) {
      dataset.target(index(iteration, position), into);
    }

    @Override
    public boolean counts(long iteration, int position) {
      return true;
    }
  }
}
