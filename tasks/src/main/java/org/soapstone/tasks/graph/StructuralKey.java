package org.soapstone.tasks.graph;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names a node by its place in the program, packed into one {@code long} so that comparing keys
 * compares program order.
 *
 * <pre>
 *   bits 62..36  launch       27 bits: the launch's position in program order
 *   bits 35..19  point        17 bits: the row-major position of the point
 *   bits 18..13  requirement   6 bits: the requirement that a copy, fold or fill serves, plus one; 0 for a task
 *   bits 12..0   ordinal      13 bits: counts the nodes that serve the requirement
 * </pre>
 *
 * <p>Keys do not depend on the mapping or on other launches' splits, so a node keeps its key when a
 * search changes an operator elsewhere. They break all ties.
 */
public final class StructuralKey {
  private static final Pattern DESCRIBED = Pattern.compile("(\\d+)\\.(\\d+)(?:/(\\d+)\\.(\\d+))?");

  private static final int ORDINAL_BITS = 13;
  private static final int REQUIREMENT_BITS = 6;
  private static final int POINT_BITS = 17;
  private static final int LAUNCH_BITS = 27;

  private StructuralKey() {}

  /**
   * {@return the key of a point's task}
   *
   * @param launch the launch's position; taken modulo 2^27
   * @param point the point's row-major position, below 2^17
   */
  public static long task(long launch, int point) {
    return pack(launch, point, 0, 0);
  }

  /**
   * {@return the key of a node that serves a requirement}
   *
   * @param launch the launch's position; taken modulo 2^27
   * @param point the point's row-major position, below 2^17
   * @param requirement the position of the requirement, below 63
   * @param ordinal counts the nodes that serve the requirement, below 2^13
   */
  public static long service(long launch, int point, int requirement, int ordinal) {
    return pack(launch, point, requirement + 1, ordinal);
  }

  private static long pack(long launch, int point, int requirement, int ordinal) {
    if (point >>> POINT_BITS != 0
        || requirement >>> REQUIREMENT_BITS != 0
        || ordinal >>> ORDINAL_BITS != 0) {
      throw new IllegalArgumentException(
          "point %d, requirement %d, ordinal %d: at most 2^17 points, 63 requirements and 2^13 nodes for each"
              .formatted(point, requirement - 1, ordinal));
    }
    return (((launch & ((1L << LAUNCH_BITS) - 1)) << POINT_BITS | point) << REQUIREMENT_BITS
                | requirement)
            << ORDINAL_BITS
        | ordinal;
  }

  /**
   * {@return the launch position of a key}
   *
   * @param key a key
   */
  public static int launch(long key) {
    return (int) (key >>> (POINT_BITS + REQUIREMENT_BITS + ORDINAL_BITS));
  }

  /**
   * {@return the point position of a key}
   *
   * @param key a key
   */
  public static int point(long key) {
    return (int) (key >>> (REQUIREMENT_BITS + ORDINAL_BITS)) & ((1 << POINT_BITS) - 1);
  }

  /**
   * {@return the requirement of a key, or −1 for a task}
   *
   * @param key a key
   */
  public static int requirement(long key) {
    return ((int) (key >>> ORDINAL_BITS) & ((1 << REQUIREMENT_BITS) - 1)) - 1;
  }

  /**
   * {@return the ordinal of a key}
   *
   * @param key a key
   */
  public static int ordinal(long key) {
    return (int) key & ((1 << ORDINAL_BITS) - 1);
  }

  /**
   * {@return the same key with the launch position moved}
   *
   * @param key a key
   * @param launches added to the launch position
   */
  public static long shift(long key, long launches) {
    long rest = key & ((1L << (POINT_BITS + REQUIREMENT_BITS + ORDINAL_BITS)) - 1);
    long launch = (launch(key) + launches) & ((1L << LAUNCH_BITS) - 1);
    return launch << (POINT_BITS + REQUIREMENT_BITS + ORDINAL_BITS) | rest;
  }

  /**
   * {@return a key for people: {@code launch.point} or {@code launch.point/requirement.ordinal}}
   *
   * @param key a key
   */
  public static String describe(long key) {
    String task = launch(key) + "." + point(key);
    return requirement(key) < 0 ? task : task + "/" + requirement(key) + "." + ordinal(key);
  }

  /**
   * {@return the key that {@link #describe} would write so}
   *
   * @param text a key for people
   * @throws IllegalArgumentException if it is none
   */
  public static long parse(String text) {
    Matcher parts = DESCRIBED.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "'%s' is not a node's key; write launch.point or launch.point/requirement.ordinal"
              .formatted(text));
    }
    try {
      long launch = Long.parseLong(parts.group(1));
      int point = Integer.parseInt(parts.group(2));
      return parts.group(3) == null
          ? task(launch, point)
          : service(
              launch, point, Integer.parseInt(parts.group(3)), Integer.parseInt(parts.group(4)));
    } catch (NumberFormatException tooLarge) {
      throw new IllegalArgumentException(
          "'%s' is not a node's key; its numbers are too large".formatted(text), tooLarge);
    }
  }
}
