package org.soapstone.regions;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.RandomAccess;

/** The boxes of a flat array, made as they are asked for. */
final class RectList extends AbstractList<Rect> implements RandomAccess {
  private static final int SHOWN = 8;

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

  /** The first few, and how many there are. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("{");
    int shown = Math.min(size(), SHOWN);
    for (int i = 0; i < shown; i++) {
      text.append(i == 0 ? "" : ", ").append(get(i));
    }
    if (shown < size()) {
      text.append(", ... ").append(size()).append(" rects");
    }
    return text.append('}').toString();
  }
}
