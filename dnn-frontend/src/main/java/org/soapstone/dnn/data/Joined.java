package org.soapstone.dnn.data;

import static java.util.Objects.checkIndex;

import java.util.List;
import org.soapstone.dnn.data.SampleForm.Sequence;

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
  public List<Sequence> sequences() {
    return first.sequences();
  }

  @Override
  public void tokens(int index, int sequence, int[] into) {
    of(index).tokens(within(index), sequence, into);
  }

  @Override
  public int labels() {
    return first.labels();
  }

  @Override
  public void labels(int index, int[] into) {
    of(index).labels(within(index), into);
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
