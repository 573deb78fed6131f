package org.soapstone.regions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class FieldSpaceTest {
  private final FieldSpace space =
      FieldSpace.builder()
          .field("density", FieldType.FLOAT64)
          .field("owner", FieldType.INT32)
          .build();

  @Test
  void keepsItsFieldsInOrder() {
    assertThat(space.fields())
        .containsExactly(
            new Field(0, "density", FieldType.FLOAT64), new Field(1, "owner", FieldType.INT32));
    assertThat(space.field("owner")).isEqualTo(space.field(1));
    assertThat(space.find("pressure")).isEmpty();
    assertThat(space.all()).isEqualTo(FieldSet.of(space.fields()));
    assertThat(space.set("owner")).isEqualTo(FieldSet.of(space.field("owner")));
    assertThat(space.set("owner").contains(space.field(1))).isTrue();
    assertThat(space).hasToString("{density:FLOAT64, owner:INT32}");
    assertThat(space.size()).isEqualTo(2);
  }

  @Test
  void isAValue() {
    FieldSpace same =
        FieldSpace.builder()
            .field("density", FieldType.FLOAT64)
            .field("owner", FieldType.INT32)
            .build();
    assertThat(space).isEqualTo(same).hasSameHashCodeAs(same);
    assertThat(space).isNotEqualTo(FieldSpace.of("density", FieldType.FLOAT64));
  }

  @Test
  void typesHaveTheirSizes() {
    assertThat(FieldType.FLOAT32.bytes()).isEqualTo(Float.BYTES);
    assertThat(FieldType.FLOAT64.bytes()).isEqualTo(Double.BYTES);
    assertThat(FieldType.INT32.bytes()).isEqualTo(Integer.BYTES);
    assertThat(FieldType.INT64.bytes()).isEqualTo(Long.BYTES);
    assertThat(FieldType.UINT8.bytes()).isEqualTo(Byte.BYTES);
  }

  @Test
  void refusesWithASentence() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> space.field("pressure"))
        .withMessage("no field 'pressure'; the fields are [density, owner]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> space.field(2))
        .withMessage("no field with id 2; this space has 2: [density, owner]");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> FieldSpace.builder().field("a", FieldType.INT32).field("a", FieldType.INT64))
        .withMessage("field 'a' is declared twice; names are unique in a field space");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FieldSpace.of(" ", FieldType.INT32))
        .withMessage("field 0: the name is blank; give it a name");
    FieldSpace.Builder full = FieldSpace.builder();
    for (int i = 0; i < FieldSpace.MAX_FIELDS; i++) {
      full.field("f" + i, FieldType.UINT8);
    }
    assertThat(full.build().all().size()).isEqualTo(512);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> full.field("more", FieldType.UINT8))
        .withMessageContaining(
            "field 'more' is one too many; a field space has at most 512 fields");
  }
}
