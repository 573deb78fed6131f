package org.soapstone.dnn.operators;

import com.google.common.primitives.ImmutableIntArray;
import java.util.Arrays;
import org.soapstone.dnn.kernels.Window;
import org.soapstone.regions.Rect;
import org.soapstone.regions.deppart.AffineRectMap;
import org.soapstone.regions.deppart.RectMap;

/** The maps from tiles to needed rects that operators share. */
final class Maps {
  /** Stands for no dimension of the tile: the whole extent is needed. */
  static final int WHOLE = -1;

  private Maps() {}

  /** {@return the map from a tile to the same rect of a tensor of as many dimensions} */
  static AffineRectMap same(Tensor tensor) {
    return AffineRectMap.identity(tensor.dims());
  }

  /** {@return the map from a tile to the rect of its first dimensions, as many as a tensor has} */
  static AffineRectMap prefix(int tileDims, Tensor tensor) {
    int[] dimensions = new int[tensor.dims()];
    Arrays.setAll(dimensions, d -> d);
    return leading(tileDims, tensor, dimensions);
  }

  /**
   * {@return the map of each dimension of a tensor to a dimension of the tile, or to the whole
   * extent where it is {@link #WHOLE}}
   */
  static AffineRectMap select(int tileDims, Tensor tensor, int... tileDimensions) {
    AffineRectMap.Builder map = AffineRectMap.builder(tileDims);
    for (int d = 0; d < tileDimensions.length; d++) {
      if (tileDimensions[d] == WHOLE) {
        map.all(0, tensor.extent(d) - 1);
      } else {
        map.dimension(tileDimensions[d], 1, 0, 0);
      }
    }
    return map.build();
  }

  /**
   * {@return a map that needs something only for tiles that begin at 0 in some dimensions, and
   * nothing for others} What is to be counted once, like a bias where inputs are split.
   */
  static RectMap first(RectMap map, int... dimensions) {
    return new First(map, ImmutableIntArray.copyOf(dimensions));
  }

  /** Restricts a map to the tiles at the low end of some dimensions. */
  private record First(RectMap map, ImmutableIntArray dimensions) implements RectMap {
    @Override
    public int sourceDims() {
      return map.sourceDims();
    }

    @Override
    public int targetDims() {
      return map.targetDims();
    }

    @Override
    public Rect apply(Rect tile) {
      boolean first = dimensions.stream().allMatch(d -> tile.lo(d) <= 0);
      return first ? map.apply(tile) : Rect.empty(targetDims());
    }
  }

  /**
   * {@return the map that follows some dimensions of the tile, one for each leading dimension of a
   * tensor; the rest is needed whole}
   */
  static AffineRectMap leading(int tileDims, Tensor tensor, int... tileDimensions) {
    AffineRectMap.Builder map = AffineRectMap.builder(tileDims);
    for (int dimension : tileDimensions) {
      map.dimension(dimension, 1, 0, 0);
    }
    for (int d = tileDimensions.length; d < tensor.dims(); d++) {
      map.all(0, tensor.extent(d) - 1);
    }
    return map.build();
  }

  /**
   * {@return the map from a tile of output positions [sample, ..., ...] to the input that it looks
   * at: a halo around them, and the channels that a dimension of the tile names} Clamping it to the
   * tensor leaves the padding out.
   */
  static AffineRectMap halo(Window window, int tileDims, int channel) {
    AffineRectMap.Builder map = AffineRectMap.builder(tileDims).dimension(0, 1, 0, 0);
    for (int d = 0; d < window.dims(); d++) {
      long before = window.padBefore().get(d);
      map.dimension(d + 1, window.stride().get(d), -before, window.span(d) - 1L - before);
    }
    return map.dimension(channel, 1, 0, 0).build();
  }
}
