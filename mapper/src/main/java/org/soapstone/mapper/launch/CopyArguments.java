package org.soapstone.mapper.launch;

import static java.util.Objects.requireNonNull;

import com.google.common.primitives.ImmutableIntArray;
import java.util.Optional;

/**
 * What the task of a {@link CopyLaunch} is given. Its requirements are the source, the target, and
 * then the pointers that it gathers by and those that it scatters by, if any.
 *
 * @param sourceFields the fields to copy
 * @param targetFields for each of them the field that it goes to
 * @param gather the pointers to source points; empty if source points are those of the target
 * @param scatter the pointers to target points; empty if target points are those of the source
 * @param duplicates what is done where several points scatter to one
 */
public record CopyArguments(
    ImmutableIntArray sourceFields,
    ImmutableIntArray targetFields,
    Optional<Pointers> gather,
    Optional<Pointers> scatter,
    CopyLaunch.Duplicates duplicates)
    implements TaskArguments {

  /** Checks that nothing is null. */
  public CopyArguments {
    requireNonNull(sourceFields, "sourceFields");
    requireNonNull(targetFields, "targetFields");
    requireNonNull(gather, "gather");
    requireNonNull(scatter, "scatter");
    requireNonNull(duplicates, "duplicates");
  }

  /**
   * Fields that hold a point.
   *
   * @param fields for each coordinate the field that holds it
   * @param outOfRange what is done with a point that is not there
   */
  public record Pointers(ImmutableIntArray fields, CopyLaunch.OutOfRange outOfRange) {
    /** Checks that nothing is null. */
    public Pointers {
      requireNonNull(fields, "fields");
      requireNonNull(outOfRange, "outOfRange");
    }
  }

  @Override
  public String workClass() {
    return "copy";
  }
}
