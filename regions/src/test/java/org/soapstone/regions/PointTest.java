package org.soapstone.regions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PointTest {
  @Test
  void isAValue() {
    long[] coordinates = {1, -2};
    Point point = Point.of(coordinates);
    coordinates[0] = 7;
    point.toArray()[1] = 7;
    assertThat(point).isEqualTo(Point.of(1, -2)).hasSameHashCodeAs(Point.of(1, -2));
    assertThat(point).hasToString("(1,-2)").isNotEqualTo(Point.of(1, -2, 0));
    assertThat(point.dims()).isEqualTo(2);
    assertThat(point.coordinate(1)).isEqualTo(-2);
  }

  @Test
  void isOrderedRowMajor() {
    List<Point> sorted =
        Stream.of(Point.of(1, 0), Point.of(0, 9), Point.of(-1, 5), Point.of(0, 2))
            .sorted()
            .toList();
    assertThat(sorted)
        .containsExactly(Point.of(-1, 5), Point.of(0, 2), Point.of(0, 9), Point.of(1, 0));
  }

  @Test
  void addsAndSubtracts() {
    assertThat(Point.of(1, 2).plus(Point.of(10, 20))).isEqualTo(Point.of(11, 22));
    assertThat(Point.of(1, 2).minus(Point.of(10, 20))).isEqualTo(Point.of(-9, -18));
  }

  @Test
  void refusesWhatItCannotHold() {
    assertThatIllegalArgumentException()
        .isThrownBy(Point::of)
        .withMessage("a point needs at least one coordinate, got none");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Point.of(1).plus(Point.of(1, 2)))
        .withMessage(
            "point (1) has 1 dimensions but point (1,2) has 2; both must have the same number");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Point.of(Long.MAX_VALUE).plus(Point.of(1)))
        .withMessageContaining("9223372036854775807 + 1 is beyond a 64-bit integer");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Point.of(Long.MIN_VALUE).minus(Point.of(1)))
        .withMessageContaining("-9223372036854775808 - 1 is beyond a 64-bit integer");
  }
}
