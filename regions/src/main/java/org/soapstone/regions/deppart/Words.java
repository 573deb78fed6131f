package org.soapstone.regions.deppart;

import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.IndexSpaceBuilder;
import org.soapstone.regions.Rect;

/** A set of positions of a box as those words of a bitmap that are not zero. */
final class Words implements Positions {
  private final int[] indices;
  private final long[] words;

  /** The words, none of them zero, and their indices, ascending; both are not written any more. */
  Words(int[] indices, long[] words) {
    this.indices = indices;
    this.words = words;
  }

  @Override
  public boolean isEmpty() {
    return words.length == 0;
  }

  @Override
  public void forEach(Visitor visitor) {
    for (int i = 0; i < words.length; i++) {
      long base = (long) indices[i] << 6;
      for (long bits = words[i]; bits != 0; bits = withoutLowestRun(bits)) {
        int low = Long.numberOfTrailingZeros(bits);
        visitor.run(base + low, base + low + lowestRun(bits, low) - 1);
      }
    }
  }

  @Override
  public IndexSpace space(Rect frame) {
    IndexSpaceBuilder builder = new IndexSpaceBuilder(frame, countRuns());
    for (int i = 0; i < words.length; i++) {
      long base = (long) indices[i] << 6;
      for (long bits = words[i]; bits != 0; bits = withoutLowestRun(bits)) {
        int low = Long.numberOfTrailingZeros(bits);
        builder.addRun(base + low, base + low + lowestRun(bits, low) - 1);
      }
    }
    return builder.build();
  }

  /** The number of runs when those that touch are joined. */
  private int countRuns() {
    int runs = 0;
    int behind = -1;
    long carry = 0;
    for (int i = 0; i < words.length; i++) {
      long before = indices[i] == behind ? carry : 0;
      runs += Long.bitCount(words[i] & ~(words[i] << 1 | before));
      behind = indices[i] + 1;
      carry = words[i] >>> 63;
    }
    return runs;
  }

  /** The length of the run of bits that starts with the lowest one, which is bit {@code low}. */
  private static int lowestRun(long bits, int low) {
    return Math.min(Long.numberOfTrailingZeros(~(bits >>> low)), 64 - low);
  }

  /** Adding the lowest bit carries through its run. */
  private static long withoutLowestRun(long bits) {
    return bits & (bits + (bits & -bits));
  }
}
