package org.soapstone.tasks.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RepeatFinderTest {
  private static final int FEWEST = 4;
  private static final long FIRST_SEED = Long.getLong("soapstone.seed", 1);

  /** The periods that are found after each number of a sequence. */
  private static int[] periods(int... sequence) {
    var finder = new RepeatFinder();
    return Arrays.stream(sequence).map(number -> finder.add(number, FEWEST)).toArray();
  }

  @Test
  void aLoopIsFoundWhenItHasComeRoundTwice() {
    assertThat(periods(0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 1))
        .containsExactly(0, 0, 0, 0, 0, 0, 0, 0, 0, 5, 5, 5);
  }

  @Test
  void aShortLoopIsFoundWhenItReachesFarEnoughBack() {
    assertThat(periods(7, 7, 7, 7, 7, 7)).containsExactly(0, 0, 0, 0, 1, 1);
  }

  @Test
  void ofALoopOfLoopsTheWholeIsFound() {
    int[] sequence = IntStream.range(0, 60).map(i -> i % 20 < 19 ? 0 : 1).toArray();
    int[] found = periods(sequence);
    assertThat(found[10]).isEqualTo(1);
    assertThat(found[19]).isZero();
    assertThat(found[39]).isEqualTo(20);
    assertThat(found[59]).isEqualTo(20);
  }

  @Test
  void aLoopWhoseNumbersComeTwiceIsFound() {
    int[] sequence = IntStream.range(0, 24).map(i -> i % 4 / 2).toArray();
    assertThat(Arrays.copyOfRange(periods(sequence), 8, 24)).containsOnly(4);
  }

  @Test
  void nothingIsFoundAcrossABreak() {
    var finder = new RepeatFinder();
    for (int number : new int[] {0, 1, 2, 3, 4}) {
      finder.add(number, FEWEST);
    }
    finder.breakOff();
    for (int number : new int[] {0, 1, 2, 3, 4}) {
      assertThat(finder.add(number, FEWEST)).isZero();
    }
  }

  /** Against all periods, looked at one by one; the finder tries only some. */
  @Test
  void whatIsFoundRepeatsAndLoopsOfAnyLengthAreFound() {
    for (long seed = FIRST_SEED; seed < FIRST_SEED + 300; seed++) {
      var random = new SplittableRandom(seed);
      var finder = new RepeatFinder();
      int length = 1 + random.nextInt(40);
      int letters = 1 + random.nextInt(length);
      int[] loop = random.ints(length, 0, letters).toArray();
      int[] sequence = new int[400];
      for (int i = 0; i < sequence.length; i++) {
        boolean noise = i < 100 && random.nextInt(10) == 0;
        sequence[i] = noise ? random.nextInt(letters) : loop[i % length];
        int period = finder.add(sequence[i], FEWEST);
        String at = "seed %d (-Dsoapstone.seed=%d), number %d".formatted(seed, seed, i);
        if (period > 0) {
          assertThat(finder.span()).as(at).isEqualTo(reach(sequence, i, period));
          assertThat(finder.span()).as(at).isGreaterThanOrEqualTo(Math.max(period, FEWEST));
          assertThat(finder.last(period))
              .as(at)
              .isEqualTo(Arrays.copyOfRange(sequence, i + 1 - period, i + 1));
        }
        if (i > 100 + 2 * length + FEWEST && letters == length && isDistinct(loop)) {
          assertThat(period).as(at).isEqualTo(length);
        }
      }
    }
  }

  @Test
  void longLoopsAreFoundInLongSequences() {
    var finder = new RepeatFinder();
    int length = RepeatFinder.HISTORY / 2;
    for (int i = 0; i < 5 * length; i++) {
      int period = finder.add(i % length, FEWEST);
      assertThat(period).as("number %d", i).isEqualTo(i < 2 * length - 1 ? 0 : length);
    }
  }

  private static boolean isDistinct(int[] loop) {
    return Arrays.stream(loop).distinct().count() == loop.length;
  }

  private static int reach(int[] sequence, int end, int period) {
    int reach = 0;
    while (end - reach - period >= 0 && sequence[end - reach] == sequence[end - reach - period]) {
      reach++;
    }
    return reach;
  }
}
