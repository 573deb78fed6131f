package org.soapstone.tasks.instances;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.soapstone.regions.Point;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.Cases;

class BoxRunsTest {
  private final BoxRuns runs = new BoxRuns();

  @Test
  void joinsDimensionsThatAreWholeInBothLayouts() {
    Rect layout = Rect.ofExtents(3, 4, 5);
    long[] strides = FieldView.rowMajorStrides(layout);
    assertThat(runs.begin(layout, layout, strides, layout, strides)).isTrue();
    assertThat(runs.length()).isEqualTo(60);
    assertThat(runs.advance()).isFalse();
    Rect rows = Rect.of(Point.of(0, 1, 0), Point.of(2, 2, 4));
    runs.begin(rows, layout, strides, layout, strides);
    assertThat(runs.length()).isEqualTo(10);
  }

  @Test
  void anEmptyBoxHasNoRun() {
    Rect layout = Rect.ofExtents(3);
    long[] strides = {1};
    assertThat(runs.begin(Rect.empty(1), layout, strides, layout, strides)).isFalse();
  }

  @Test
  void aStridedInnerDimensionMakesRunsOfOne() {
    Rect layout = Rect.ofExtents(4);
    runs.begin(layout, layout, new long[] {2}, layout, new long[] {1});
    assertThat(runs.length()).isEqualTo(1);
    runs.advance();
    assertThat(runs.offsetA()).isEqualTo(2);
    assertThat(runs.offsetB()).isEqualTo(1);
  }

  @Test
  void visitsEachPointOnceInRowMajorOrder() {
    Cases.forEach(
        300,
        random -> {
          int dims = 1 + random.nextInt(5);
          long[][] bounds = new long[6][dims];
          for (int d = 0; d < dims; d++) {
            long lo = random.nextInt(-3, 4);
            long hi = lo + random.nextInt(3);
            bounds[0][d] = lo;
            bounds[1][d] = hi;
            bounds[2][d] = lo - random.nextInt(3);
            bounds[3][d] = hi + random.nextInt(3);
            bounds[4][d] = lo - random.nextInt(3);
            bounds[5][d] = hi + random.nextInt(3);
          }
          Rect box = Rect.of(bounds[0], bounds[1]);
          Rect a = Rect.of(bounds[2], bounds[3]);
          Rect b = Rect.of(bounds[4], bounds[5]);
          List<List<Long>> seen = new ArrayList<>();
          boolean more =
              runs.begin(box, a, FieldView.rowMajorStrides(a), b, FieldView.rowMajorStrides(b));
          for (; more; more = runs.advance()) {
            for (long i = 0; i < runs.length(); i++) {
              seen.add(List.of(runs.offsetA() + i, runs.offsetB() + i));
            }
          }
          List<List<Long>> expected = new ArrayList<>();
          box.forEachPoint(p -> expected.add(List.of(a.linearize(p), b.linearize(p))));
          assertThat(seen).isEqualTo(expected);
        });
  }
}
