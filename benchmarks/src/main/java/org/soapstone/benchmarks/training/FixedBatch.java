package org.soapstone.benchmarks.training;

import java.util.SplittableRandom;
import org.soapstone.dnn.data.BatchSource;

/** The same random batch for every step. */
final class FixedBatch implements BatchSource {
  private static final long SEED = 20_261_124L;

  private final int classes;

  /**
   * A batch.
   *
   * @param classes labels, and indices, are less than this
   */
  FixedBatch(int classes) {
    this.classes = classes;
  }

  private static SplittableRandom random(int position, int what) {
    return new SplittableRandom(SEED + 31L * position + what);
  }

  @Override
  public void load(long iteration, int position, float[] into) {
    SplittableRandom random = random(position, 0);
    // Noise of few different values is made quickly, and is as good as any other here.
    int bits = random.nextInt();
    for (int i = 0; i < into.length; i++) {
      bits = bits * 1_664_525 + 1_013_904_223;
      into[i] = (bits >> 8) * 0x1p-23f;
    }
  }

  @Override
  public int label(long iteration, int position) {
    return random(position, 1).nextInt(classes);
  }

  @Override
  public boolean counts(long iteration, int position) {
    return true;
  }

  @Override
  public void tokens(long iteration, int position, int sequence, int[] into) {
    fill(random(position, 2 + sequence), into);
  }

  @Override
  public void labels(long iteration, int position, int[] into) {
    fill(random(position, 1), into);
  }

  private void fill(SplittableRandom random, int[] into) {
    for (int i = 0; i < into.length; i++) {
      into[i] = random.nextInt(classes);
    }
  }
}
