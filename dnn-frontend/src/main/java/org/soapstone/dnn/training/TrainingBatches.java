package org.soapstone.dnn.training;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentSkipListMap;
import org.soapstone.dnn.data.BatchSource;
import org.soapstone.dnn.data.Dataset;

/**
 * The batches of a training and of its evaluations: iterations from 0 are batches of training
 * steps, on images shuffled anew in each epoch; iteration −1 − b is batch b of the test images, in
 * order.
 *
 * <p>The shuffles depend on the seed and the epoch alone. The last images of an epoch that fill no
 * step are left out of that epoch; the last test batch may be shorter. Thread-safe.
 */
final class TrainingBatches implements BatchSource {
  /** Steps that run at the same time are of at most so many epochs. */
  private static final int KEPT_SHUFFLES = 4;

  private final Dataset train;
  private final Optional<Dataset> test;
  private final int batch;
  private final long seed;
  private final int batchesPerEpoch;
  private final int microBatches;
  private final ConcurrentSkipListMap<Long, int[]> shuffles = new ConcurrentSkipListMap<>();

  /**
   * Lays out batches.
   *
   * @param train the images to train on
   * @param test the images to test on, if there are any
   * @param batch the images of a batch
   * @param microBatches how many batches a step goes through
   * @param seed of the shuffles
   */
  TrainingBatches(Dataset train, Optional<Dataset> test, int batch, int microBatches, long seed) {
    this.train = requireNonNull(train, "train");
    this.test = test;
    this.batch = batch;
    this.seed = seed;
    this.microBatches = microBatches;
    this.batchesPerEpoch = train.size() / batch / microBatches * microBatches;
    if (batchesPerEpoch == 0) {
      throw new IllegalArgumentException(
          "data set '%s' has %d images, fewer than a batch of %d; take a smaller batch or more images"
              .formatted(train.name(), train.size(), (long) batch * microBatches));
    }
  }

  /** Lays out batches of test images alone. */
  private TrainingBatches(Dataset test, int batch) {
    this.train = test;
    this.test = Optional.of(test);
    this.batch = batch;
    this.seed = 0;
    this.microBatches = 1;
    this.batchesPerEpoch = 0;
  }

  /**
   * {@return batches of images that are not trained on: iteration −1 − b is batch b}
   *
   * @param images the images
   * @param batch the images of a batch, of which the last batch may have fewer
   */
  static TrainingBatches ofTest(Dataset images, int batch) {
    return new TrainingBatches(images, batch);
  }

  int stepsPerEpoch() {
    return batchesPerEpoch / microBatches;
  }

  /** {@return the number of batches of an evaluation, the last one perhaps short} */
  int testBatches() {
    return test.map(images -> Math.ceilDiv(images.size(), batch)).orElse(0);
  }

  /** {@return the iteration number of a batch of the test images} */
  static long testIteration(int testBatch) {
    return -1L - testBatch;
  }

  @Override
  public void load(long iteration, int position, float[] into) {
    if (iteration >= 0) {
      train.load(trainingImage(iteration, position), into);
    } else if (counts(iteration, position)) {
      testImages().load(testImage(iteration, position), into);
    } else {
      Arrays.fill(into, 0);
    }
  }

  @Override
  public int label(long iteration, int position) {
    if (iteration >= 0) {
      return train.label(trainingImage(iteration, position));
    }
    return counts(iteration, position) ? testImages().label(testImage(iteration, position)) : 0;
  }

  @Override
  public void tokens(long iteration, int position, int sequence, int[] into) {
    if (iteration >= 0) {
      train.tokens(trainingImage(iteration, position), sequence, into);
    } else if (counts(iteration, position)) {
      testImages().tokens(testImage(iteration, position), sequence, into);
    } else {
      Arrays.fill(into, 0);
    }
  }

  @Override
  public void labels(long iteration, int position, int[] into) {
    if (iteration >= 0) {
      train.labels(trainingImage(iteration, position), into);
    } else if (counts(iteration, position)) {
      testImages().labels(testImage(iteration, position), into);
    } else {
      Arrays.fill(into, 0);
    }
  }

  @Override
  public void target(long iteration, int position, float[] into) {
    if (iteration >= 0) {
      train.target(trainingImage(iteration, position), into);
    } else if (counts(iteration, position)) {
      testImages().target(testImage(iteration, position), into);
    } else {
      Arrays.fill(into, 0);
    }
  }

  @Override
  public boolean counts(long iteration, int position) {
    return iteration >= 0 || testImage(iteration, position) < testImages().size();
  }

  private Dataset testImages() {
    return test.orElseThrow(
        () -> new IllegalStateException("there are no test images; give the trainer some"));
  }

  private int testImage(long iteration, int position) {
    return Math.toIntExact((-1 - iteration) * batch + position);
  }

  private int trainingImage(long iteration, int position) {
    int[] shuffle = shuffle(iteration / batchesPerEpoch);
    return shuffle[Math.toIntExact(iteration % batchesPerEpoch) * batch + position];
  }

  private int[] shuffle(long epoch) {
    int[] shuffle = shuffles.get(epoch);
    if (shuffle == null) {
      shuffle = shuffles.computeIfAbsent(epoch, this::newShuffle);
      while (shuffles.size() > KEPT_SHUFFLES) {
        shuffles.pollFirstEntry();
      }
    }
    return shuffle;
  }

  /** Fisher and Yates, as in Durstenfeld, CACM 1964. */
  private int[] newShuffle(long epoch) {
    SplittableRandom random = new SplittableRandom(seed);
    for (long e = 0; e < epoch; e++) {
      random.nextLong();
    }
    random = new SplittableRandom(random.nextLong());
    int[] order = new int[train.size()];
    for (int i = 0; i < order.length; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}
