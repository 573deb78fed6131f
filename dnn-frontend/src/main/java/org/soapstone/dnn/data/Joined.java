package org.soapstone.dnn.data;

import static java.util.Objects.checkIndex;

/**
 * Two data sets of one shape, one behind the other.
 *
 * @param first the first images
 * @param second the others
 */
record Joined(Dataset first, Dataset second) implements Dataset {
  @Override
  public String name() {
    return first.name() + " and " + second.name();
  }

  @Override
  public int size() {
    return first.size() + second.size();
  }

  @Override
  public int height() {
    return first.height();
  }

  @Override
  public int width() {
    return first.width();
  }

  @Override
  public int channels() {
    return first.channels();
  }

  @Override
  public int classes() {
    return Math.max(first.classes(), second.classes());
  }

  @Override
  public boolean isDecoded() {
    return first.isDecoded() || second.isDecoded();
  }

  @Override
  public int targets() {
    return Math.max(first.targets(), second.targets());
  }

  @Override
  public void load(int index, float[] into) {
    of(index).load(within(index), into);
  }

  @Override
  public int label(int index) {
    return of(index).label(within(index));
  }

  @Override
  public void target(int index, float[] into) {
    of(index).target(within(index), into);
  }

  private Dataset of(int index) {
    return checkIndex(index, size()) < first.size() ? first : second;
  }

  private int within(int index) {
    return index < first.size() ? index : index - first.size();
  }
}
