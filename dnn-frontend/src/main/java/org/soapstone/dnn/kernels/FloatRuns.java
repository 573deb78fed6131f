package org.soapstone.dnn.kernels;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.soapstone.tasks.instances.FieldView;

/**
 * Element by element on {@code FLOAT32} views, in one pass over memory. The vector API, because the
 * compiler does not vectorise loops that read and write native memory; what is left of a run is
 * done alike one by one, with no fused operations on either side, so that an element's bits do not
 * depend on its place in a run.
 */
final class FloatRuns {
  private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  private static final ByteOrder ORDER = ByteOrder.nativeOrder();

  private FloatRuns() {}

  /** Adds all views but the last, in order, into the last. */
  static void add(FieldView... views) {
    int last = views.length - 1;
    MemorySegment to = views[last].segment();
    Runs runs = new Runs(views[last].rect(), views);
    while (runs.next()) {
      long offset = runs.offset(last);
      if (last == 1) {
        MemorySegment.copy(views[0].segment(), runs.offset(0), to, offset, 4L * runs.length());
        continue;
      }
      sum(
          views[0].segment(),
          runs.offset(0),
          views[1].segment(),
          runs.offset(1),
          to,
          offset,
          runs.length());
      for (int v = 2; v < last; v++) {
        sum(to, offset, views[v].segment(), runs.offset(v), to, offset, runs.length());
      }
    }
  }

  private static void sum(
      MemorySegment first,
      long a,
      MemorySegment second,
      long b,
      MemorySegment to,
      long c,
      int length) {
    int bound = SPECIES.loopBound(length);
    for (int i = 0; i < bound; i += SPECIES.length()) {
      FloatVector.fromMemorySegment(SPECIES, first, a + 4L * i, ORDER)
          .add(FloatVector.fromMemorySegment(SPECIES, second, b + 4L * i, ORDER))
          .intoMemorySegment(to, c + 4L * i, ORDER);
    }
    for (int i = bound; i < length; i++) {
      float sum = first.get(JAVA_FLOAT, a + 4L * i) + second.get(JAVA_FLOAT, b + 4L * i);
      to.set(JAVA_FLOAT, c + 4L * i, sum);
    }
  }
}
