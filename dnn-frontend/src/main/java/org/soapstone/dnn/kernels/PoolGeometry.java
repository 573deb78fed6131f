package org.soapstone.dnn.kernels;

import com.google.common.primitives.ImmutableLongArray;
import java.io.Serializable;
import org.soapstone.dnn.kernels.Kernels.Pooling;

/**
 * A pooling.
 *
 * @param pooling maximum or average
 * @param includePadding whether an average counts padding as zeros; windows that reach beyond it
 *     are cut off there
 * @param window the geometry
 * @param extents of the dimensions that the window slides over, of the whole input
 */
public record PoolGeometry(
    Pooling pooling, boolean includePadding, Window window, ImmutableLongArray extents)
    implements Serializable {

  /** {@return whether it is a plain pooling of one or two dimensions} */
  boolean isPlain() {
    boolean counts = includePadding && pooling == Pooling.AVERAGE;
    return !counts && window.dims() <= 2 && window.isDense();
  }
}
