package org.soapstone.dnn.kernels;

import java.util.SplittableRandom;
import org.soapstone.regions.Rect;

/**
 * A random operator that slides a window, and a tile of its output.
 *
 * @param window the geometry
 * @param input the whole input, from the origin
 * @param output the whole output, from the origin
 * @param tile a part of the output, possibly empty
 */
record WindowCase(Window window, Rect input, Rect output, Rect tile) {

  /**
   * A random convolution, or a pooling, whose channels are those of the input and whose tiles cut
   * channels too.
   */
  static WindowCase random(SplittableRandom random, boolean pooling) {
    while (true) {
      int kernelHeight = random.nextInt(1, 6);
      int kernelWidth = random.nextInt(1, 6);
      Window window =
          new Window(
              kernelHeight,
              kernelWidth,
              random.nextInt(1, 4),
              random.nextInt(1, 4),
              random.nextInt(kernelHeight),
              random.nextInt(kernelWidth));
      long samples = random.nextInt(1, 4);
      long height = random.nextInt(1, 13);
      long width = random.nextInt(1, 13);
      long channels = channels(random);
      if (height + 2L * window.padHeight() >= kernelHeight
          && width + 2L * window.padWidth() >= kernelWidth) {
        Rect input = Rect.ofExtents(samples, height, width, channels);
        WindowCase whole = whole(window, input, pooling ? channels : channels(random));
        return new WindowCase(window, input, whole.output(), part(random, whole.output()));
      }
    }
  }

  /** An operator with one tile. */
  static WindowCase whole(Window window, Rect input, long channels) {
    long height = input.extent(1) + 2L * window.padHeight() - window.kernelHeight();
    long width = input.extent(2) + 2L * window.padWidth() - window.kernelWidth();
    Rect output =
        Rect.ofExtents(
            input.extent(0),
            height / window.strideHeight() + 1,
            width / window.strideWidth() + 1,
            channels);
    return new WindowCase(window, input, output, output);
  }

  private static long channels(SplittableRandom random) {
    return random.nextInt(4) == 0 ? random.nextInt(16, 40) : random.nextInt(1, 9);
  }

  /** A random part: often whole in a dimension, often one wide, seldom empty. */
  static Rect part(SplittableRandom random, Rect whole) {
    if (random.nextInt(20) == 0) {
      return Rect.empty(whole.dims());
    }
    long[] lo = whole.lo().toArray();
    long[] hi = whole.hi().toArray();
    for (int d = 0; d < lo.length; d++) {
      switch (random.nextInt(3)) {
        case 0 -> {
          lo[d] = random.nextLong(lo[d], hi[d] + 1);
          hi[d] = random.nextLong(lo[d], hi[d] + 1);
        }
        case 1 -> {
          lo[d] = random.nextLong(lo[d], hi[d] + 1);
          hi[d] = lo[d];
        }
        default -> {
          // whole
        }
      }
    }
    return Rect.of(lo, hi);
  }

  /**
   * The part of the input that a tile of the output needs; for pooling the tile's own channels,
   * else all.
   */
  Rect needed(Rect tile, boolean pooling) {
    if (tile.isEmpty()) {
      return Rect.empty(4);
    }
    long[] lo = {
      tile.lo(0),
      tile.lo(1) * window.strideHeight() - window.padHeight(),
      tile.lo(2) * window.strideWidth() - window.padWidth(),
      pooling ? tile.lo(3) : 0
    };
    long[] hi = {
      tile.hi(0),
      tile.hi(1) * window.strideHeight() - window.padHeight() + window.kernelHeight() - 1,
      tile.hi(2) * window.strideWidth() - window.padWidth() + window.kernelWidth() - 1,
      pooling ? tile.hi(3) : input.hi(3)
    };
    return Rect.of(lo, hi).intersection(input);
  }

  /** The weights of a tile's channels. */
  Rect weight(Rect tile) {
    return tile.isEmpty()
        ? Rect.empty(4)
        : Rect.of(
            new long[] {tile.lo(3), 0, 0, 0},
            new long[] {
              tile.hi(3), window.kernelHeight() - 1, window.kernelWidth() - 1, input.hi(3)
            });
  }

  /** The biases of a tile's channels. */
  Rect bias(Rect tile) {
    return tile.isEmpty() ? Rect.empty(1) : Rect.of(tile.lo(3), tile.hi(3));
  }
}
