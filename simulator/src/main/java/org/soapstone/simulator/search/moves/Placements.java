package org.soapstone.simulator.search.moves;

import com.google.common.primitives.ImmutableIntArray;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Chooses processors for the tiles of a computation. Processors of one node are numbered in a row,
 * so a block is a run of processors that begins at a multiple of its size.
 */
final class Placements {
  private final int processors;

  Placements(int processors) {
    this.processors = processors;
  }

  /** {@return processors for some tiles: some of those that were used, or light, or any} */
  ImmutableIntArray draw(
      int tiles, ImmutableIntArray old, long[] taskNanos, RandomGenerator random) {
    return switch (random.nextInt(8)) {
      case 0, 1, 2 -> near(tiles, old, random);
      case 3, 4, 5 -> light(tiles, taskNanos, random);
      case 6 -> block(tiles, random.nextInt(blocks(tiles)));
      default -> distinct(tiles, random);
    };
  }

  /** {@return a run of the processors that were used, or the block around them if they are few} */
  private ImmutableIntArray near(int tiles, ImmutableIntArray old, RandomGenerator random) {
    int[] used = old.stream().distinct().sorted().toArray();
    if (tiles > used.length) {
      return block(tiles, used[random.nextInt(used.length)] / blockSize(tiles));
    }
    int runs = used.length / tiles;
    int start = tiles * random.nextInt(runs);
    return ImmutableIntArray.copyOf(Arrays.copyOfRange(used, start, start + tiles));
  }

  /** {@return the block whose processors have least to do, or the second} */
  ImmutableIntArray light(int tiles, long[] taskNanos, RandomGenerator random) {
    int best = 0;
    int second = 0;
    long bestNanos = Long.MAX_VALUE;
    long secondNanos = Long.MAX_VALUE;
    for (int b = 0; b < blocks(tiles); b++) {
      long most = 0;
      for (int t = 0; t < tiles; t++) {
        most = Math.max(most, taskNanos[(b * blockSize(tiles) + t) % processors]);
      }
      if (most < bestNanos) {
        second = best;
        secondNanos = bestNanos;
        best = b;
        bestNanos = most;
      } else if (most < secondNanos) {
        second = b;
        secondNanos = most;
      }
    }
    return block(tiles, random.nextInt(4) == 0 ? second : best);
  }

  /** {@return a block's processors, as many as there are tiles} */
  ImmutableIntArray block(int tiles, int block) {
    int[] chosen = new int[tiles];
    for (int t = 0; t < tiles; t++) {
      chosen[t] = (block * blockSize(tiles) + t) % processors;
    }
    return ImmutableIntArray.copyOf(chosen);
  }

  /** {@return how many blocks there are for so many tiles} */
  int blocks(int tiles) {
    return Math.ceilDiv(processors, blockSize(tiles));
  }

  private static int blockSize(int tiles) {
    return tiles == 1 ? 1 : Integer.highestOneBit(tiles - 1) << 1;
  }

  /** The first steps of a Fisher-Yates shuffle, in ascending order. */
  private ImmutableIntArray distinct(int tiles, RandomGenerator random) {
    int[] all = new int[processors];
    Arrays.setAll(all, p -> p);
    for (int t = 0; t < tiles; t++) {
      int other = random.nextInt(t, processors);
      int chosen = all[other];
      all[other] = all[t];
      all[t] = chosen;
    }
    int[] chosen = Arrays.copyOf(all, tiles);
    Arrays.sort(chosen);
    return ImmutableIntArray.copyOf(chosen);
  }
}
