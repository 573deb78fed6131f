package org.soapstone.dnn.kernels;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.Point;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.instances.FieldView;

/** Copies run by run against copies point by point. */
class CopiesTest {
  private static final int CASES = 200;

  @Test
  void shiftedCopiesMoveEachPoint() {
    Duel.run(
        CASES,
        random -> {
          FieldType type = random.nextBoolean() ? FieldType.FLOAT32 : FieldType.FLOAT64;
          TestViews views = new TestViews(random, type);
          Rect whole = randomRect(random);
          FieldView input = views.random(WindowCase.part(random, whole));
          FieldView output = views.random(WindowCase.part(random, whole));
          FieldView before = TestViews.copy(output);
          long[] shift = new long[whole.dims()];
          for (int d = 0; d < shift.length; d++) {
            shift[d] = random.nextInt(-2, 3);
          }
          Copies.shifted(input, shift, output);
          FieldView expected = views.blank(output.rect());
          TestViews.fill(
              expected,
              p -> {
                Point source = p.minus(Point.of(shift));
                return input.rect().contains(source)
                    ? TestViews.get(input, source)
                    : TestViews.get(before, p);
              });
          TestViews.assertSame("shifted", expected, output);
          TestViews.assertGuarded("shifted", output);
        });
  }

  private static Rect randomRect(SplittableRandom random) {
    long[] extents = new long[random.nextInt(1, 5)];
    for (int d = 0; d < extents.length; d++) {
      extents[d] = random.nextInt(1, 12);
    }
    return Rect.ofExtents(extents);
  }

  @Test
  void flatteningNumbersTheFeatures() {
    Duel.run(CASES, random -> reshape(random, true));
  }

  @Test
  void unflatteningNumbersTheFeatures() {
    Duel.run(CASES, random -> reshape(random, false));
  }

  private static void reshape(SplittableRandom random, boolean flatten) {
    TestViews views =
        new TestViews(random, random.nextBoolean() ? FieldType.FLOAT32 : FieldType.FLOAT64);
    long samples = random.nextInt(1, 4);
    long height = random.nextInt(1, 6);
    long width = random.nextInt(1, 6);
    long channels = random.nextInt(1, 6);
    Rect images = WindowCase.part(random, Rect.ofExtents(samples, height, width, channels));
    Rect features = WindowCase.part(random, Rect.ofExtents(samples, height * width * channels));
    FieldView from = views.random(flatten ? images : features);
    FieldView to = views.random(flatten ? features : images);
    long[] image = {samples, height, width, channels};
    long[] matrix = {samples, height * width * channels};
    MovementReference.reshape(flatten ? image : matrix, flatten ? matrix : image, from, to);
    FieldView expected = views.blank(to.rect());
    TestViews.fill(
        expected,
        p -> {
          Point source =
              flatten
                  ? Point.of(
                      p.coordinate(0),
                      p.coordinate(1) / (width * channels),
                      p.coordinate(1) / channels % width,
                      p.coordinate(1) % channels)
                  : Point.of(
                      p.coordinate(0),
                      (p.coordinate(1) * width + p.coordinate(2)) * channels + p.coordinate(3));
          return from.rect().contains(source) ? TestViews.get(from, source) : 0;
        });
    TestViews.assertSame("reshaped " + images + " " + features, expected, to);
    TestViews.assertGuarded("reshaped", to);
  }

  @Test
  void wrongArgumentsAreNamed() {
    TestViews views = new TestViews(new SplittableRandom(1), FieldType.FLOAT32);
    FieldView matrix = views.random(Rect.ofExtents(2, 3));
    assertThatThrownBy(() -> Copies.shifted(matrix, new long[1], matrix))
        .hasMessage(
            "copy: a shift of 1 numbers does not fit points of 2 dimensions; give one for each");
  }
}
