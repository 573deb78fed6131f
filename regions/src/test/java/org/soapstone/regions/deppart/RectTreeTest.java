package org.soapstone.regions.deppart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.soapstone.regions.Duel;
import org.soapstone.regions.PointSets;
import org.soapstone.regions.Rect;

class RectTreeTest {
  @Test
  void findsWhatAScanFinds() {
    Duel.run(
        500,
        random -> {
          int dims = PointSets.dims(random);
          List<Rect> rects = new ArrayList<>();
          int count = random.nextInt(120);
          while (rects.size() < count) {
            Rect rect = PointSets.rect(random, dims);
            if (!rect.isEmpty()) {
              rects.add(rect);
            }
          }
          RectTree tree = new RectTree(dims, rects);
          Rect box = PointSets.rect(random, dims);
          BitSet expected = new BitSet();
          for (int i = 0; i < count; i++) {
            expected.set(i, rects.get(i).intersects(box));
          }
          BitSet found = new BitSet();
          boolean all =
              tree.query(
                  box,
                  index -> {
                    assertThat(found.get(index)).as("visited once").isFalse();
                    found.set(index);
                    return true;
                  });
          assertThat(all).isTrue();
          assertThat(found).isEqualTo(expected);
          if (!expected.isEmpty()) {
            int[] visits = {0};
            assertThat(tree.query(box, index -> ++visits[0] < 0)).isFalse();
            assertThat(visits[0]).isEqualTo(1);
          }
        });
  }

  @Test
  void looksAtFewOfMany() {
    List<Rect> rects = new ArrayList<>();
    Rect grid = Rect.ofExtents(300, 300);
    grid.forEachPoint(point -> rects.add(Rect.ofPoint(point)));
    RectTree tree = new RectTree(2, rects);
    List<Rect> found = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      Rect box = Rect.ofPoint(grid.delinearize(4L * i + 3));
      assertThat(tree.query(box, index -> found.add(rects.get(index)))).isTrue();
      assertThat(found).containsExactly(box);
      found.clear();
    }
  }

  @Test
  void refusesOtherDimensions() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RectTree(1, List.of()).query(Rect.ofExtents(1, 1), _ -> true))
        .withMessage("rect [0..0]x[0..0] has 2 dimensions, but the pieces have 1; give it those");
  }
}
