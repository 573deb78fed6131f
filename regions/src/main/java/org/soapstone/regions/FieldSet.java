package org.soapstone.regions;

import java.util.Arrays;
import java.util.Collection;
import java.util.function.IntConsumer;

/**
 * A set of fields of one {@link FieldSpace}, by id.
 *
 * <p>Immutable and equal by value. Next to the bits it keeps a <em>summary</em> word, whose bit i
 * is set when a field with an id of i modulo 64 is in: one AND of two summaries decides most tests
 * (Bauer's thesis, 2014, on the non-interference test).
 */
public final class FieldSet {
  private static final FieldSet EMPTY = new FieldSet(new long[0]);

  /** Bits by id, without zero words at the end, so that equal sets have equal words. */
  private final long[] words;

  private final long summary;

  private FieldSet(long[] words) {
    this.words = words;
    long bits = 0;
    for (long word : words) {
      bits |= word;
    }
    this.summary = bits;
  }

  private static FieldSet trimmed(long[] words) {
    int length = words.length;
    while (length > 0 && words[length - 1] == 0) {
      length--;
    }
    if (length == 0) {
      return EMPTY;
    }
    return new FieldSet(length == words.length ? words : Arrays.copyOf(words, length));
  }

  /** {@return the set without fields} */
  public static FieldSet empty() {
    return EMPTY;
  }

  /**
   * {@return the set of the fields with these ids}
   *
   * @param ids each from 0 to {@link FieldSpace#MAX_FIELDS} - 1, in any order
   * @throws IllegalArgumentException if an id is out of range
   */
  public static FieldSet of(int... ids) {
    long[] words = new long[FieldSpace.MAX_FIELDS / 64];
    for (int id : ids) {
      if (id < 0 || id >= FieldSpace.MAX_FIELDS) {
        throw new IllegalArgumentException(
            "field id is %d, must be from 0 to %d".formatted(id, FieldSpace.MAX_FIELDS - 1));
      }
      words[id >>> 6] |= 1L << id;
    }
    return trimmed(words);
  }

  /**
   * {@return the set of these fields}
   *
   * @param fields fields of one field space
   */
  public static FieldSet of(Field... fields) {
    return of(Arrays.asList(fields));
  }

  /**
   * {@return the set of these fields}
   *
   * @param fields fields of one field space
   */
  public static FieldSet of(Collection<Field> fields) {
    return of(fields.stream().mapToInt(Field::id).toArray());
  }

  /** {@return whether no field is in} */
  public boolean isEmpty() {
    return summary == 0;
  }

  /** {@return the number of fields} */
  public int size() {
    int count = 0;
    for (long word : words) {
      count += Long.bitCount(word);
    }
    return count;
  }

  /**
   * {@return whether a field is in}
   *
   * @param id the field's id
   */
  public boolean contains(int id) {
    int word = id >> 6;
    return word >= 0 && word < words.length && (words[word] & (1L << id)) != 0;
  }

  /**
   * {@return whether a field is in}
   *
   * @param field the field
   */
  public boolean contains(Field field) {
    return contains(field.id());
  }

  /**
   * {@return whether every field of another set is in}
   *
   * @param other the other set
   */
  public boolean contains(FieldSet other) {
    if ((other.summary & ~summary) != 0 || other.words.length > words.length) {
      return false;
    }
    for (int i = 0; i < other.words.length; i++) {
      if ((other.words[i] & ~words[i]) != 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * {@return whether this and another set share a field}
   *
   * @param other the other set
   */
  public boolean intersects(FieldSet other) {
    if ((summary & other.summary) == 0) {
      return false;
    }
    for (int i = Math.min(words.length, other.words.length) - 1; i >= 0; i--) {
      if ((words[i] & other.words[i]) != 0) {
        return true;
      }
    }
    return false;
  }

  /**
   * {@return the fields that are in this or the other set}
   *
   * @param other the other set
   */
  public FieldSet union(FieldSet other) {
    if (contains(other)) {
      return this;
    }
    if (other.contains(this)) {
      return other;
    }
    long[] result = Arrays.copyOf(words, Math.max(words.length, other.words.length));
    for (int i = 0; i < other.words.length; i++) {
      result[i] |= other.words[i];
    }
    return new FieldSet(result);
  }

  /**
   * {@return the fields that are in both sets}
   *
   * @param other the other set
   */
  public FieldSet intersection(FieldSet other) {
    if (other.contains(this)) {
      return this;
    }
    long[] result = Arrays.copyOf(words, Math.min(words.length, other.words.length));
    for (int i = 0; i < result.length; i++) {
      result[i] &= other.words[i];
    }
    return trimmed(result);
  }

  /**
   * {@return the fields of this set that are not in the other}
   *
   * @param other the other set
   */
  public FieldSet difference(FieldSet other) {
    if (!intersects(other)) {
      return this;
    }
    long[] result = words.clone();
    for (int i = Math.min(words.length, other.words.length) - 1; i >= 0; i--) {
      result[i] &= ~other.words[i];
    }
    return trimmed(result);
  }

  /**
   * {@return the least id in this set that is at least {@code from}, or -1 if there is none}
   *
   * <p>The loop of a hot path: {@code for (int id = s.next(0); id >= 0; id = s.next(id + 1))}.
   *
   * @param from where to begin, at least 0
   */
  public int next(int from) {
    int word = from >>> 6;
    if (word >= words.length) {
      return -1;
    }
    long bits = words[word] & (-1L << from);
    while (bits == 0) {
      if (++word == words.length) {
        return -1;
      }
      bits = words[word];
    }
    return (word << 6) + Long.numberOfTrailingZeros(bits);
  }

  /**
   * Visits the ids in ascending order.
   *
   * @param visitor called once for each id
   */
  public void forEach(IntConsumer visitor) {
    for (int id = next(0); id >= 0; id = next(id + 1)) {
      visitor.accept(id);
    }
  }

  /** {@return the ids in ascending order, in a new array} */
  public int[] toArray() {
    int[] ids = new int[size()];
    int count = 0;
    for (int id = next(0); id >= 0; id = next(id + 1)) {
      ids[count++] = id;
    }
    return ids;
  }

  @Override
  public boolean equals(Object other) {
    return this == other || (other instanceof FieldSet that && Arrays.equals(words, that.words));
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(words);
  }

  /** {@return the ids, as in {@code {0, 3}}} */
  @Override
  public String toString() {
    return Arrays.toString(toArray()).replace('[', '{').replace(']', '}');
  }
}
