package org.soapstone.regions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class IndexSpaceBuilderTest {
  @Test
  void runsBecomeBoxes() {
    IndexSpaceBuilder builder = new IndexSpaceBuilder(Rect.ofExtents(4, 8));
    builder.addRun(6, 17);
    assertThat(builder.build().rects())
        .containsExactly(
            Rect.of(Point.of(0, 6), Point.of(0, 7)),
            Rect.of(Point.of(1, 0), Point.of(1, 7)),
            Rect.of(Point.of(2, 0), Point.of(2, 1)));
  }

  @Test
  void everyPointMakesTheFrame() {
    Rect frame = Rect.of(Point.of(-1, 5, 2), Point.of(1, 7, 3));
    IndexSpaceBuilder builder = new IndexSpaceBuilder(frame);
    for (long position = 0; position < frame.volume(); position++) {
      builder.addRun(position, position);
    }
    assertThat(builder.build()).isEqualTo(IndexSpace.of(frame));
    assertThat(new IndexSpaceBuilder(frame).build()).isEqualTo(IndexSpace.empty(3));
  }

  @Test
  void everySetOfPointsHasItsCanonicalForm() {
    Duel.run(
        3_000,
        100_000,
        random -> {
          int dims = PointSets.dims(random);
          Rect frame = PointSets.rect(random, dims);
          int gap = random.nextInt(1, 12);
          int length = random.nextInt(1, 12);
          IndexSpaceBuilder builder = new IndexSpaceBuilder(frame, random.nextInt(4));
          List<Point> points = new ArrayList<>();
          long from = random.nextInt(gap);
          while (from < frame.volume()) {
            long to = Math.min(frame.volume() - 1, from + random.nextInt(length));
            builder.addRun(from, to);
            for (long position = from; position <= to; position++) {
              points.add(frame.delinearize(position));
            }
            from = to + 1 + random.nextInt(gap);
          }
          assertThat(builder.build()).isEqualTo(PointSets.space(dims, points));
        });
  }

  @Test
  void refusesRunsOutOfOrderOrOutside() {
    IndexSpaceBuilder builder = new IndexSpaceBuilder(Rect.ofExtents(10));
    builder.addRun(2, 4);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.addRun(4, 5))
        .withMessage(
            "run 4..5 of positions in [0..9] after 4: give runs in ascending order below 10");
    assertThatIllegalArgumentException().isThrownBy(() -> builder.addRun(9, 10));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.addRun(7, 6));
  }
}
