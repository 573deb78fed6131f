package org.soapstone.tasks.instances;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.soapstone.regions.BuiltInReduction;
import org.soapstone.regions.FieldType;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.Point;
import org.soapstone.regions.Rect;

class FieldViewTest {
  private final MemorySegment memory = MemorySegment.ofArray(new double[12]);
  private final Rect rect = Rect.of(Point.of(1, 2), Point.of(3, 5));

  @Test
  void findsElementsByTheirPoints() {
    FieldView view = new FieldView(memory, FieldType.FLOAT64, rect, new long[] {4, 1}, 0);
    view.set(Point.of(2, 4), 7.0);
    assertThat(memory.getAtIndex(ValueLayout.JAVA_DOUBLE, 6)).isEqualTo(7.0);
    assertThat(view.doubleAt(Point.of(2, 4))).isEqualTo(7.0);
    assertThat(view.isDense()).isTrue();
    assertThat(new FieldView(memory, FieldType.FLOAT64, rect, new long[] {5, 1}, 0).isDense())
        .isFalse();
  }

  @Test
  void refusesPointsOutside() {
    FieldView view = new FieldView(memory, FieldType.FLOAT64, rect, new long[] {4, 1}, 0);
    assertThatThrownBy(() -> view.doubleAt(Point.of(2, 6)))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessageContaining("(2,6)")
        .hasMessageContaining("[1..3]x[2..5]");
  }

  @Test
  void refusesPointsOfTheRectThatAreNotTheRequirements() {
    IndexSpace sparse = IndexSpace.of(List.of(Rect.ofPoint(rect.lo()), Rect.ofPoint(rect.hi())));
    FieldView view = FieldView.dense(memory, FieldType.FLOAT64, sparse, Optional.empty());
    view.set(Point.of(3, 5), 1.0);
    assertThatThrownBy(() -> view.set(Point.of(2, 3), 1.0))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void aReaderCannotWrite() {
    FieldView view =
        FieldView.dense(
            memory.asReadOnly(), FieldType.FLOAT64, IndexSpace.of(rect), Optional.empty());
    assertThat(view.doubleAt(rect.lo())).isZero();
    assertThatThrownBy(() -> view.set(rect.lo(), 1.0))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("cannot be set; the requirement only reads");
    assertThatThrownBy(() -> view.segment().set(ValueLayout.JAVA_DOUBLE, 0, 1.0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aReducerOnlyFolds() {
    FieldView view =
        FieldView.dense(
            memory, FieldType.FLOAT64, IndexSpace.of(rect), Optional.of(BuiltInReduction.MAX_F64));
    view.fold(rect.lo(), 3.0);
    view.fold(rect.lo(), 2.0);
    assertThatThrownBy(() -> view.doubleAt(rect.lo()))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("a requirement that reduces sees no value");
    assertThatThrownBy(() -> view.set(rect.lo(), 1.0))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("the requirement reduces: fold into it");
    FieldView overwriting = view.overwriting();
    assertThat(overwriting.doubleAt(rect.lo())).isEqualTo(3.0);
    overwriting.set(rect.lo(), 1.0);
    assertThat(overwriting.doubleAt(rect.lo())).isEqualTo(1.0);
    FieldView plain =
        FieldView.dense(memory, FieldType.FLOAT64, IndexSpace.of(rect), Optional.empty());
    assertThatThrownBy(() -> plain.fold(rect.lo(), 2.0))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("fold is for requirements that reduce");
  }

  @Test
  void elementsAreOfTheFieldsType() {
    FieldView doubles =
        FieldView.dense(memory, FieldType.FLOAT64, IndexSpace.of(rect), Optional.empty());
    assertThatThrownBy(() -> doubles.set(rect.lo(), 1.0f))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is accessed as FLOAT32, but the field is FLOAT64");
    assertThatThrownBy(() -> doubles.longAt(rect.lo()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is accessed as INT64, but the field is FLOAT64");
    FieldView sums =
        FieldView.dense(
            memory, FieldType.FLOAT64, IndexSpace.of(rect), Optional.of(BuiltInReduction.SUM_F64));
    assertThatThrownBy(() -> sums.fold(rect.lo(), 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is accessed as INT32");
  }
}
