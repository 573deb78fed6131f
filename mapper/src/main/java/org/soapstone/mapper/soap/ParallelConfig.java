package org.soapstone.mapper.soap;

import com.google.common.primitives.ImmutableIntArray;
import java.util.Arrays;
import org.soapstone.regions.Rect;

/**
 * How one computation is split and where its tiles run.
 *
 * @param degrees the number of parts along each dimension, in the order of the operator's
 *     dimensions; each at least 1
 * @param processors the processor of each tile, in row-major order of the grid of degrees
 */
public record ParallelConfig(ImmutableIntArray degrees, ImmutableIntArray processors) {

  /** Checks that there is one processor for each tile. */
  public ParallelConfig {
    long tiles = 1;
    for (int degree : degrees.asList()) {
      if (degree < 1) {
        throw new IllegalArgumentException(
            "degrees " + degrees + ": " + degree + " is not a degree; it must be at least 1");
      }
      tiles = Math.multiplyExact(tiles, degree);
    }
    if (tiles != processors.length()) {
      throw new IllegalArgumentException(
          "degrees %s make %d tiles, but %d processors are named; name one for each tile"
              .formatted(degrees, tiles, processors.length()));
    }
  }

  /**
   * {@return a configuration of one tile}
   *
   * @param dimensions the number of dimensions
   * @param processor the processor of the tile
   */
  public static ParallelConfig single(int dimensions, int processor) {
    int[] ones = new int[dimensions];
    Arrays.fill(ones, 1);
    return new ParallelConfig(ImmutableIntArray.copyOf(ones), ImmutableIntArray.of(processor));
  }

  /** {@return the number of tiles} */
  public int tiles() {
    return processors.length();
  }

  /** {@return the grid of tiles, from the origin: the domain of the launches} */
  public Rect grid() {
    long[] extents = new long[degrees.length()];
    for (int d = 0; d < extents.length; d++) {
      extents[d] = degrees.get(d);
    }
    return Rect.ofExtents(extents);
  }
}
