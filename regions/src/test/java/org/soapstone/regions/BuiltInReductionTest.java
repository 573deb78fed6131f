package org.soapstone.regions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BuiltInReductionTest {
  private static final float[] FLOATS = {
    0.0f, -0.0f, 1, -1, Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 1e-40f, 3.4e38f
  };

  @ParameterizedTest
  @EnumSource(BuiltInReduction.class)
  void bulkEqualsScalarToTheBit(BuiltInReduction operator) {
    int bytes = operator.type().bytes();
    Duel.run(
        150,
        random -> {
          int count = random.nextInt(70);
          int left = random.nextInt(20);
          int right = random.nextInt(20);
          try (Arena arena = Arena.ofConfined()) {
            MemorySegment lhs = arena.allocate((long) bytes * count + 40);
            MemorySegment rhs =
                random.nextBoolean()
                    ? arena.allocate((long) bytes * count + 40)
                    : MemorySegment.ofArray(new byte[bytes * count + 40]);
            fill(operator, random, lhs, left, count);
            fill(operator, random, rhs, right, count);
            MemorySegment expected = arena.allocate(lhs.byteSize()).copyFrom(lhs);
            for (int i = 0; i < count; i++) {
              foldOne(operator, expected, left + (long) bytes * i, rhs, right + (long) bytes * i);
            }
            operator.fold(lhs, left, rhs, right, count);
            assertThat(lhs.mismatch(expected)).isEqualTo(-1);
          }
        });
  }

  private static void foldOne(
      BuiltInReduction operator, MemorySegment lhs, long l, MemorySegment rhs, long r) {
    switch (operator.type()) {
      case FLOAT32 -> {
        var layout = ValueLayout.JAVA_FLOAT_UNALIGNED;
        lhs.set(layout, l, operator.fold(lhs.get(layout, l), rhs.get(layout, r)));
      }
      case FLOAT64 -> {
        var layout = ValueLayout.JAVA_DOUBLE_UNALIGNED;
        lhs.set(layout, l, operator.fold(lhs.get(layout, l), rhs.get(layout, r)));
      }
      case INT32 -> {
        var layout = ValueLayout.JAVA_INT_UNALIGNED;
        lhs.set(layout, l, operator.fold(lhs.get(layout, l), rhs.get(layout, r)));
      }
      case INT64 -> {
        var layout = ValueLayout.JAVA_LONG_UNALIGNED;
        lhs.set(layout, l, operator.fold(lhs.get(layout, l), rhs.get(layout, r)));
      }
      case UINT8 -> throw new AssertionError(operator);
    }
  }

  /** Random values, special ones among them; NaNs in their one canonical form. */
  private static void fill(
      BuiltInReduction operator, SplittableRandom random, MemorySegment to, long at, int count) {
    for (int i = 0; i < count; i++) {
      float special = FLOATS[random.nextInt(FLOATS.length)];
      boolean plain = random.nextInt(3) > 0;
      long offset = at + (long) operator.type().bytes() * i;
      switch (operator.type()) {
        case FLOAT32 ->
            to.set(
                ValueLayout.JAVA_FLOAT_UNALIGNED,
                offset,
                plain ? (float) random.nextDouble(-9, 9) : special);
        case FLOAT64 ->
            to.set(
                ValueLayout.JAVA_DOUBLE_UNALIGNED,
                offset,
                plain ? random.nextDouble(-9, 9) : special);
        case INT32 -> to.set(ValueLayout.JAVA_INT_UNALIGNED, offset, random.nextInt());
        case INT64 -> to.set(ValueLayout.JAVA_LONG_UNALIGNED, offset, random.nextLong());
        case UINT8 -> throw new AssertionError(operator);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(BuiltInReduction.class)
  void identityChangesNoBit(BuiltInReduction operator) {
    int bytes = operator.type().bytes();
    Duel.run(
        20,
        random -> {
          int count = random.nextInt(70);
          MemorySegment values = MemorySegment.ofArray(new byte[bytes * count]);
          fill(operator, random, values, 0, count);
          MemorySegment identity = MemorySegment.ofArray(new byte[bytes * count + 2]);
          identity.fill((byte) 0x5a);
          operator.fillIdentity(identity, 1, count);
          assertThat(identity.get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) 0x5a);
          assertThat(identity.get(ValueLayout.JAVA_BYTE, identity.byteSize() - 1))
              .isEqualTo((byte) 0x5a);
          MemorySegment folded = MemorySegment.ofArray(new byte[bytes * count]).copyFrom(values);
          operator.fold(folded, 0, identity, 1, count);
          assertThat(folded.mismatch(values)).isEqualTo(-1);
          MemorySegment other = identity.asSlice(1, (long) bytes * count);
          operator.fold(other, 0, values, 0, count);
          assertThat(other.mismatch(values)).isEqualTo(-1);
        });
  }

  @Test
  void hasTheMeaningOfItsName() {
    assertThat(BuiltInReduction.SUM_F32.fold(1.5f, 2f)).isEqualTo(3.5f);
    assertThat(BuiltInReduction.PROD_F64.fold(1.5, 2.0)).isEqualTo(3.0);
    assertThat(BuiltInReduction.MIN_I32.fold(3, -2)).isEqualTo(-2);
    assertThat(BuiltInReduction.MAX_I64.fold(3L, -2L)).isEqualTo(3L);
    assertThat(BuiltInReduction.MIN_F32.fold(0.0f, -0.0f)).isEqualTo(-0.0f);
    assertThat(BuiltInReduction.MAX_F64.fold(1.0, Double.NaN)).isNaN();
    assertThat(BuiltInReduction.SUM_I32.fold(Integer.MAX_VALUE, 1)).isEqualTo(Integer.MIN_VALUE);
    for (BuiltInReduction operator : BuiltInReduction.values()) {
      String suffix = operator.name().substring(operator.name().indexOf('_') + 1);
      String prefix = suffix.charAt(0) == 'F' ? "FLOAT" : "INT";
      assertThat(operator.type()).isEqualTo(FieldType.valueOf(prefix + suffix.substring(1)));
    }
  }

  @Test
  void foldsASegmentIntoItself() {
    MemorySegment values = MemorySegment.ofArray(new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9});
    BuiltInReduction.SUM_F32.fold(values, 0, values, 0, 9);
    assertThat(values.toArray(ValueLayout.JAVA_FLOAT))
        .containsExactly(2, 4, 6, 8, 10, 12, 14, 16, 18);
  }

  @Test
  void refusesBeforeItWrites() {
    MemorySegment lhs = MemorySegment.ofArray(new float[64]);
    MemorySegment rhs = MemorySegment.ofArray(new float[63]);
    rhs.fill((byte) 0x11);
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> BuiltInReduction.SUM_F32.fold(lhs, 0, rhs, 0, 64))
        .withMessage("SUM_F32: 64 values at byte 0 do not fit a segment of 252 bytes");
    assertThat(lhs.toArray(ValueLayout.JAVA_FLOAT)).containsOnly(0);
    for (long[] bad : new long[][] {{-4, 1}, {0, -1}, {256, 1}, {4, Long.MAX_VALUE}, {300, 0}}) {
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> BuiltInReduction.SUM_F32.fillIdentity(lhs, bad[0], bad[1]));
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BuiltInReduction.SUM_F32.fold(1.0, 2.0))
        .withMessageContaining("SUM_F32 folds FLOAT32, not single values of FLOAT64");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BuiltInReduction.SUM_F64.fold(1.0f, 2.0f));
    assertThatIllegalArgumentException().isThrownBy(() -> BuiltInReduction.SUM_F64.fold(1, 2));
    assertThatIllegalArgumentException().isThrownBy(() -> BuiltInReduction.SUM_I32.fold(1L, 2L));
  }
}
