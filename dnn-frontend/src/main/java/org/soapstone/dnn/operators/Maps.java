package org.soapstone.dnn.operators;

import org.soapstone.dnn.kernels.Window;
import org.soapstone.regions.deppart.AffineRectMap;

/** The maps from tiles to needed rects that operators share. */
final class Maps {
  private Maps() {}

  /** {@return the map from a tile to the same rect of a tensor of as many dimensions} */
  static AffineRectMap same(Tensor tensor) {
    return AffineRectMap.identity(tensor.dims());
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
   * {@return the map from an output tile [sample, height, width, channel] to the input it looks at:
   * a halo around its rows and columns} Clamping it to the tensor leaves the padding out.
   *
   * @param window the geometry
   * @param input the input tensor
   * @param channelwise whether each output channel needs its own input channel only, rather than
   *     all
   */
  static AffineRectMap halo(Window window, Tensor input, boolean channelwise) {
    AffineRectMap.Builder map =
        AffineRectMap.builder(4)
            .dimension(0, 1, 0, 0)
            .dimension(
                1,
                window.strideHeight(),
                -window.padHeight(),
                window.kernelHeight() - 1L - window.padHeight())
            .dimension(
                2,
                window.strideWidth(),
                -window.padWidth(),
                window.kernelWidth() - 1L - window.padWidth());
    return channelwise
        ? map.dimension(3, 1, 0, 0).build()
        : map.all(0, input.extent(3) - 1).build();
  }
}
