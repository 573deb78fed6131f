package org.soapstone.tasks.instances;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import org.junit.jupiter.api.Test;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.Point;
import org.soapstone.regions.Rect;

class FieldDataTest {
  private final Rect rect = Rect.ofExtents(2, 2);

  @Test
  void comparesBitForBit() {
    assertThat(FieldData.of(rect, 0f, 1f, 2f, Float.NaN))
        .isEqualTo(FieldData.of(rect, 0f, 1f, 2f, Float.NaN))
        .hasSameHashCodeAs(FieldData.of(rect, 0f, 1f, 2f, Float.NaN))
        .isNotEqualTo(FieldData.of(rect, -0f, 1f, 2f, Float.NaN))
        .isNotEqualTo(FieldData.of(Rect.ofExtents(4), 0f, 1f, 2f, Float.NaN));
    assertThat(FieldData.of(rect, 0L, 0L, 0L, 0L)).isNotEqualTo(FieldData.of(rect, 0., 0., 0., 0.));
  }

  @Test
  void holdsWhatItWasGiven() {
    int[] values = {1, 2, 3, 4};
    FieldData data = FieldData.of(rect, values);
    values[0] = 9;
    assertThat(data.ints()).containsExactly(1, 2, 3, 4);
    assertThat(data.doubleAt(Point.of(1, 0))).isEqualTo(3);
    assertThat(data.segment().isReadOnly()).isTrue();
    assertThatThrownBy(data::floats)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("INT32");
    assertThat(FieldData.of(rect, (byte) 1, (byte) -1, (byte) 0, (byte) 0).doubleAt(Point.of(0, 1)))
        .isEqualTo(255);
  }

  @Test
  void needsOneValueForEachPoint() {
    assertThatThrownBy(() -> FieldData.of(rect, 1.0, 2.0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 values")
        .hasMessageContaining("4 points");
  }

  @Test
  void canBeWrittenDown() throws Exception {
    FieldData data = FieldData.of(rect, 1L, 2L, 3L, 4L);
    var bytes = new ByteArrayOutputStream();
    try (var out = new ObjectOutputStream(bytes)) {
      out.writeObject(data);
    }
    try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(in.readObject()).isEqualTo(data);
    }
    assertThat(data.type()).isEqualTo(FieldType.INT64);
  }
}
