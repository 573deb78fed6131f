package org.soapstone.simulator.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MovementCurveTest {
  private static final MovementCurve CURVE =
      MovementCurve.through(new long[] {100, 200, 1000}, new long[] {50, 40, 450});

  @Test
  void joinsItsPointsByLines() {
    assertThat(CURVE.at(1)).isEqualTo(40);
    assertThat(CURVE.at(100)).isEqualTo(40);
    assertThat(CURVE.at(600)).isEqualTo(245);
    assertThat(CURVE.at(1000)).isEqualTo(450);
    assertThat(CURVE.at(3000)).isEqualTo(1350);
  }

  @Test
  void neverDescendsThoughMeasurementsDo() {
    assertThat(CURVE.nanos().asList()).containsExactly(40L, 40L, 450L);
    long before = 0;
    for (long bytes = 1; bytes < 2500; bytes++) {
      assertThat(CURVE.at(bytes)).isGreaterThanOrEqualTo(before);
      before = CURVE.at(bytes);
    }
  }

  @Test
  void refusesPointsThatAreNone() {
    assertThatThrownBy(() -> MovementCurve.through(new long[0], new long[0]))
        .hasMessageContaining("0 sizes");
    assertThatThrownBy(() -> MovementCurve.through(new long[] {5, 5}, new long[] {1, 1}))
        .hasMessageContaining("point 1");
  }
}
