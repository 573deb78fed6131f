package org.soapstone.regions.deppart;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.soapstone.regions.Duel;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.Rect;

class PieceLookupTest {
  @Test
  void findsWhatAScanFinds() {
    Duel.run(
        60,
        random -> {
          int dims = random.nextInt(1, 4);
          long extent = dims == 1 ? 3_000 : dims == 2 ? 60 : 15;
          IndexSpace[] pieces = new IndexSpace[random.nextInt(1, 6)];
          for (int i = 0; i < pieces.length; i++) {
            pieces[i] = scattered(random, dims, extent);
          }
          PieceLookup lookup = new PieceLookup(dims, pieces);
          for (int query = 0; query < 100; query++) {
            Rect box = box(random, dims, extent, random.nextInt(4) == 0 ? (int) extent : 2);
            BitSet expected = new BitSet();
            for (int i = 0; i < pieces.length; i++) {
              expected.set(i, pieces[i].rects().stream().anyMatch(box::intersects));
            }
            assertThat(lookup.overlapping(box)).isEqualTo(expected);
          }
        });
  }

  private static IndexSpace scattered(SplittableRandom random, int dims, long extent) {
    List<Rect> rects = new ArrayList<>();
    rects.add(Rect.empty(dims));
    for (int i = random.nextInt(300); i > 0; i--) {
      rects.add(box(random, dims, extent, 2));
    }
    return IndexSpace.of(rects);
  }

  private static Rect box(SplittableRandom random, int dims, long extent, int most) {
    long[] lo = new long[dims];
    long[] hi = new long[dims];
    for (int d = 0; d < dims; d++) {
      lo[d] = random.nextLong(extent);
      hi[d] = lo[d] + random.nextInt(most);
    }
    return Rect.of(lo, hi);
  }
}
