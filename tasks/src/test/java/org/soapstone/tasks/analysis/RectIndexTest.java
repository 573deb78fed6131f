package org.soapstone.tasks.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.soapstone.regions.Rect;

/** Duels of the index with a plain scan. */
class RectIndexTest {
  private static final long FIRST_SEED = Long.getLong("soapstone.seed", 1);

  private static final class Box extends Piece {
    Box(Rect rect) {
      super(rect);
    }
  }

  @Test
  void findsWhatAScanFinds() {
    for (long seed = FIRST_SEED; seed < FIRST_SEED + 60; seed++) {
      duel(seed);
    }
  }

  private static void duel(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int dims = 1 + random.nextInt(3);
    int most = random.nextBoolean() ? 20 : 300;
    RectIndex<Box> index = new RectIndex<>(Box[]::new);
    List<Box> boxes = new ArrayList<>();
    Hits<Box> hits = new Hits<>(Box[]::new);
    for (int step = 0; step < 1500; step++) {
      int choice = random.nextInt(4);
      if (boxes.isEmpty() || (choice == 0 && boxes.size() < most)) {
        Box box = new Box(rect(random, dims));
        boxes.add(box);
        index.add(box);
      } else if (choice == 1 && step % 500 > 250) {
        index.remove(boxes.remove(random.nextInt(boxes.size())));
      } else if (choice == 2) {
        Box box = new Box(rect(random, dims));
        index.replace(boxes.set(random.nextInt(boxes.size()), box), box);
      }
      if (step % 3 == 0) {
        Rect rect = rect(random, dims);
        hits.clear();
        index.query(rect, hits);
        assertThat(Arrays.asList(hits.pieces).subList(0, hits.count))
            .as("seed %d, step %d", seed, step)
            .containsExactlyInAnyOrderElementsOf(
                boxes.stream().filter(box -> box.rect.intersects(rect)).toList());
        hits.sort();
        assertThat(Arrays.asList(hits.pieces).subList(0, hits.count))
            .as("seed %d, step %d", seed, step)
            .isSortedAccordingTo(Comparator.comparing(box -> box.rect.lo()));
      }
      assertThat(index.size()).isEqualTo(boxes.size());
    }
    hits.clear();
    index.all(hits);
    assertThat(Arrays.asList(hits.pieces).subList(0, hits.count))
        .as("seed %d", seed)
        .containsExactlyInAnyOrderElementsOf(boxes);
  }

  private static Rect rect(SplittableRandom random, int dims) {
    long[] lo = new long[dims];
    long[] hi = new long[dims];
    for (int d = 0; d < dims; d++) {
      lo[d] = random.nextInt(-50, 50);
      hi[d] = lo[d] + random.nextInt(12);
    }
    return Rect.of(lo, hi);
  }

  @Test
  void staysBalancedWhenPiecesComeInOrder() {
    RectTree tree = new RectTree(1, 4);
    int[] leaves = new int[4096];
    for (int i = 0; i < leaves.length; i++) {
      leaves[i] = tree.insert(Rect.of(10L * i, 10L * i + 9));
    }
    assertThat(tree.height()).isLessThanOrEqualTo(18);
    for (int i = 0; i < leaves.length; i += 2) {
      tree.remove(leaves[i]);
    }
    assertThat(tree.height()).isLessThanOrEqualTo(17);
    assertThat(tree.query(Rect.of(100, 139))).isEqualTo(2);
  }
}
