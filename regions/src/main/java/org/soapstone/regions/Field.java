package org.soapstone.regions;

import java.util.Objects;

/**
 * One field of a {@link FieldSpace}.
 *
 * @param id its place in the field space, from 0
 * @param name its name, unique in the field space, not blank
 * @param type the type of its values
 */
public record Field(int id, String name, FieldType type) {
  /** Checks the parts. */
  public Field {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(type, "type");
    if (id < 0 || id >= FieldSpace.MAX_FIELDS) {
      throw new IllegalArgumentException(
          "field '%s': id is %d, must be from 0 to %d"
              .formatted(name, id, FieldSpace.MAX_FIELDS - 1));
    }
    if (name.isBlank()) {
      throw new IllegalArgumentException("field " + id + ": the name is blank; give it a name");
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
