package org.soapstone.regions;

import java.util.Objects;

/**
 * What a task may do with the data that it names.
 *
 * <p>{@link WriteDiscard} writes every point and sees none of the earlier values; {@link Reduce}
 * folds into the data by one operator and sees nothing.
 */
public sealed interface Privilege {
  /** {@return the privilege to read only} */
  static Privilege read() {
    return new Read();
  }

  /** {@return the privilege to read and write} */
  static Privilege readWrite() {
    return new ReadWrite();
  }

  /** {@return the privilege to write every point, without sight of the earlier values} */
  static Privilege writeDiscard() {
    return new WriteDiscard();
  }

  /**
   * {@return the privilege to reduce with an operator}
   *
   * @param operator the operator
   */
  static Privilege reduce(ReductionOperator operator) {
    return new Reduce(operator);
  }

  /** {@return whether the task sees values that were there before} */
  default boolean reads() {
    return switch (this) {
      case Read _, ReadWrite _ -> true;
      case WriteDiscard _, Reduce _ -> false;
    };
  }

  /** {@return whether the task changes the data, a reduction included} */
  default boolean writes() {
    return switch (this) {
      case Read _ -> false;
      case ReadWrite _, WriteDiscard _, Reduce _ -> true;
    };
  }

  /** {@return whether the task reduces} */
  default boolean reduces() {
    return this instanceof Reduce;
  }

  /**
   * {@return whether two accesses to common data must be ordered: always, but for two readers, and
   * for two reductions with one operator}
   *
   * @param other the other access's privilege
   */
  default boolean interferes(Privilege other) {
    return switch (this) {
      case Read _ -> other.writes();
      case ReadWrite _, WriteDiscard _ -> true;
      case Reduce _ -> !equals(other);
    };
  }

  /** Reading only. */
  record Read() implements Privilege {
    @Override
    public String toString() {
      return "read";
    }
  }

  /** Reading and writing. */
  record ReadWrite() implements Privilege {
    @Override
    public String toString() {
      return "read-write";
    }
  }

  /** Writing every point, without sight of the earlier values. */
  record WriteDiscard() implements Privilege {
    @Override
    public String toString() {
      return "write-discard";
    }
  }

  /**
   * Folding into the data; equal when the operators' names are.
   *
   * @param operator the operator
   */
  record Reduce(ReductionOperator operator) implements Privilege {
    /** Checks the operator. */
    public Reduce {
      Objects.requireNonNull(operator, "operator");
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Reduce that && operator.name().equals(that.operator.name());
    }

    @Override
    public int hashCode() {
      return operator.name().hashCode();
    }

    @Override
    public String toString() {
      return "reduce(" + operator.name() + ")";
    }
  }
}
