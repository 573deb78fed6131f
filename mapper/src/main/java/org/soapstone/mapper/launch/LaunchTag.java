package org.soapstone.mapper.launch;

import static java.util.Objects.requireNonNull;

/**
 * Says on whose behalf a launch is made, so that a mapper can look up its placement.
 *
 * @param operator the operator's name in the strategy, or empty for a launch of no operator
 * @param role which of the operator's configurations places the launch
 */
public record LaunchTag(String operator, Role role) {

  /** The tag of a launch that belongs to no operator. */
  public static final LaunchTag NONE = new LaunchTag("", Role.COMPUTE);

  /** Checks that nothing is null. */
  public LaunchTag {
    requireNonNull(operator, "operator");
    requireNonNull(role, "role");
  }

  /** The configurations that an operator has. */
  public enum Role {
    /** Forward and backward tasks: placed by the operator's own configuration. */
    COMPUTE,
    /** Weight initialisation and update: placed by the operator's update configuration. */
    UPDATE
  }
}
