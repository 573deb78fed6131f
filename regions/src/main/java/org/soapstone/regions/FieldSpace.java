package org.soapstone.regions;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The ordered fields that every point of a region has.
 *
 * <p>Immutable and equal by value. A field's id is its place, from 0.
 */
public final class FieldSpace {
  /** The most fields a space can have: it bounds the words of a {@link FieldSet}. */
  public static final int MAX_FIELDS = 512;

  private final Map<String, Field> byName;
  private final List<Field> fields;
  private final FieldSet all;

  private FieldSpace(Map<String, Field> byName) {
    this.byName = byName;
    this.fields = List.copyOf(byName.values());
    int[] ids = new int[fields.size()];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = i;
    }
    this.all = FieldSet.of(ids);
  }

  /**
   * {@return the field space with one field}
   *
   * @param name the field's name
   * @param type the field's type
   */
  public static FieldSpace of(String name, FieldType type) {
    return builder().field(name, type).build();
  }

  /** {@return a builder without fields} */
  public static Builder builder() {
    return new Builder();
  }

  /** {@return the fields, by ascending id} */
  public List<Field> fields() {
    return fields;
  }

  /** {@return the number of fields} */
  public int size() {
    return fields.size();
  }

  /** {@return the set of all fields} */
  public FieldSet all() {
    return all;
  }

  /**
   * {@return the field with an id}
   *
   * @param id from 0 to {@code size() - 1}
   * @throws IllegalArgumentException if there is none
   */
  public Field field(int id) {
    if (id < 0 || id >= fields.size()) {
      throw new IllegalArgumentException(
          "no field with id %d; this space has %d: %s".formatted(id, fields.size(), fields));
    }
    return fields.get(id);
  }

  /**
   * {@return the field with a name}
   *
   * @param name the name
   * @throws IllegalArgumentException if there is none
   */
  public Field field(String name) {
    return find(name)
        .orElseThrow(() ->
            new IllegalArgumentException(
                "no field '%s'; the fields are %s".formatted(name, fields)));
  }

  /**
   * {@return the field with a name, if there is one}
   *
   * @param name the name
   */
  public Optional<Field> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /**
   * {@return the set of the fields with these names}
   *
   * @param names the names
   * @throws IllegalArgumentException if one of them is no field of this space
   */
  public FieldSet set(String... names) {
    int[] ids = new int[names.length];
    for (int i = 0; i < names.length; i++) {
      ids[i] = field(names[i]).id();
    }
    return FieldSet.of(ids);
  }

  @Override
  public boolean equals(Object other) {
    return this == other || (other instanceof FieldSpace that && fields.equals(that.fields));
  }

  @Override
  public int hashCode() {
    return fields.hashCode();
  }

  @Override
  public String toString() {
    List<String> texts = new ArrayList<>();
    for (Field field : fields) {
      texts.add(field.name() + ":" + field.type());
    }
    return "{" + String.join(", ", texts) + "}";
  }

  /** Gathers fields in order. */
  public static final class Builder {
    private final Map<String, Field> byName = new LinkedHashMap<>();

    private Builder() {}

    /**
     * Adds a field behind those added before.
     *
     * @param name its name, not blank and not used before
     * @param type its type
     * @return this builder
     * @throws IllegalArgumentException if the name is blank or taken, or {@link #MAX_FIELDS} fields
     *     are there already
     */
    public Builder field(String name, FieldType type) {
      if (byName.size() == MAX_FIELDS) {
        throw new IllegalArgumentException(
            "field '%s' is one too many; a field space has at most %d fields, use a second region"
                .formatted(name, MAX_FIELDS));
      }
      if (byName.putIfAbsent(name, new Field(byName.size(), name, type)) != null) {
        throw new IllegalArgumentException(
            "field '%s' is declared twice; names are unique in a field space".formatted(name));
      }
      return this;
    }

    /** {@return the field space} */
    public FieldSpace build() {
      return new FieldSpace(new LinkedHashMap<>(byName));
    }
  }
}
