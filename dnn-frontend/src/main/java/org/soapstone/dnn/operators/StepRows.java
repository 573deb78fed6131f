package org.soapstone.dnn.operators;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.instances.FieldView;

/**
 * Tiles of sequences [sample, position, ...] as kernels for rows [row, ...] take them: all at once
 * where the samples of every tile lie one behind the other, else sample by sample.
 */
final class StepRows {
  private StepRows() {}

  /**
   * {@return the tiles as rows: for each call of a kernel, a view of each tile}
   *
   * @param tiles of the same samples and positions
   */
  static List<List<FieldView>> of(FieldView... tiles) {
    Rect rect = tiles[0].rect();
    if (rect.isEmpty()) {
      return List.of();
    }
    if (Stream.of(tiles).allMatch(StepRows::isDense)) {
      return List.of(Stream.of(tiles).map(StepRows::joined).toList());
    }
    List<List<FieldView>> calls = new ArrayList<>();
    for (long sample = rect.lo(0); sample <= rect.hi(0); sample++) {
      long each = sample;
      calls.add(Stream.of(tiles).map(tile -> sample(tile, each)).toList());
    }
    return calls;
  }

  private static boolean isDense(FieldView tile) {
    return tile.rect().extent(0) == 1 || tile.stride(0) == tile.rect().extent(1) * tile.stride(1);
  }

  private static FieldView joined(FieldView tile) {
    long rows = tile.rect().extent(0) * tile.rect().extent(1);
    return view(tile, 0, rows - 1, tile.offset());
  }

  /** {@return what a tile has of one sample} */
  static FieldView sample(FieldView tile, long sample) {
    Rect rect = tile.rect();
    long step = tile.stride(0) * tile.type().bytes();
    return view(tile, rect.lo(1), rect.hi(1), tile.offset() + (sample - rect.lo(0)) * step);
  }

  /** {@return a view without the first dimension, whose then first dimension has other bounds} */
  private static FieldView view(FieldView tile, long first, long last, long offset) {
    Rect rect = tile.rect();
    int dims = rect.dims() - 1;
    long[] lo = new long[dims];
    long[] hi = new long[dims];
    Arrays.setAll(lo, d -> d == 0 ? first : rect.lo(d + 1));
    Arrays.setAll(hi, d -> d == 0 ? last : rect.hi(d + 1));
    long[] strides = new long[dims];
    Arrays.setAll(strides, d -> tile.stride(d + 1));
    return new FieldView(tile.segment(), tile.type(), Rect.of(lo, hi), strides, offset);
  }
}
