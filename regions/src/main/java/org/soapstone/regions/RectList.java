package org.soapstone.regions;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.RandomAccess;

/** The boxes of a flat array, made as they are asked for. */
final class RectList extends AbstractList<Rect> implements RandomAccess {
  private final long[] boxes;
  private final int stride;

  RectList(long[] boxes, int stride) {
    this.boxes = boxes;
    this.stride = stride;
  }

  @Override
  public Rect get(int index) {
    return Rect.wrap(Arrays.copyOfRange(boxes, index * stride, (index + 1) * stride));
  }

  @Override
  public int size() {
    return boxes.length / stride;
  }
}
