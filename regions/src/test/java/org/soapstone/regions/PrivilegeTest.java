package org.soapstone.regions;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.Test;

class PrivilegeTest {
  /** An operator of a user, with the name of a built-in one. */
  private record Named(String name) implements ReductionOperator {
    @Override
    public FieldType type() {
      return FieldType.FLOAT32;
    }

    @Override
    public void fold(MemorySegment lhs, long l, MemorySegment rhs, long r, long count) {}

    @Override
    public void fillIdentity(MemorySegment target, long offset, long count) {}
  }

  private static final List<Privilege> ALL =
      List.of(
          Privilege.read(),
          Privilege.readWrite(),
          Privilege.writeDiscard(),
          Privilege.reduce(BuiltInReduction.SUM_F32),
          Privilege.reduce(BuiltInReduction.MAX_F32));

  @Test
  void onlyReadersAndReducersOfOneOperatorAreCompatible() {
    for (Privilege a : ALL) {
      for (Privilege b : ALL) {
        boolean compatible = a.equals(b) && (a.toString().equals("read") || a.reduces());
        assertThat(a.interferes(b)).as("%s with %s", a, b).isEqualTo(!compatible);
      }
    }
  }

  @Test
  void saysWhatItDoes() {
    assertThat(ALL.stream().map(Privilege::reads)).containsExactly(true, true, false, false, false);
    assertThat(ALL.stream().map(Privilege::writes)).containsExactly(false, true, true, true, true);
    assertThat(ALL.stream().map(Privilege::reduces))
        .containsExactly(false, false, false, true, true);
    assertThat(ALL.stream().map(Object::toString))
        .containsExactly(
            "read", "read-write", "write-discard", "reduce(SUM_F32)", "reduce(MAX_F32)");
  }

  @Test
  void operatorsAreTheirNames() {
    Privilege builtIn = Privilege.reduce(BuiltInReduction.SUM_F32);
    Privilege same = Privilege.reduce(new Named("SUM_F32"));
    Privilege other = Privilege.reduce(new Named("median"));
    assertThat(same).isEqualTo(builtIn).hasSameHashCodeAs(builtIn);
    assertThat(same.interferes(builtIn)).isFalse();
    assertThat(other.interferes(builtIn)).isTrue();
    assertThat(other).isNotEqualTo(builtIn);
  }
}
