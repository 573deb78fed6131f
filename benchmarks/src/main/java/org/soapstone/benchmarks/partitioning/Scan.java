package org.soapstone.benchmarks.partitioning;

import java.util.Arrays;
import java.util.Optional;

/**
 * What an operator is compared with: plain loops over the field that it reads.
 *
 * @param field what each point holds
 * @param target what is looked up there
 * @param colours the colour of each point, if it is known without a look-up; else the target has it
 * @param pieces the number of colours
 * @param image whether pieces have the points that are pointed to, and not those that point
 */
@SuppressWarnings("ArrayRecordComponent") // millions of numbers; never compared
record Scan(int[] field, int[] target, Optional<int[]> colours, int pieces, boolean image) {

  /** {@return the scan of a by-field: each point holds its colour} */
  static Scan byField(int[] colours, int pieces) {
    return new Scan(colours, identity(pieces), Optional.of(colours), pieces, false);
  }

  /** {@return the scan of a preimage: each point has the colour that it points to} */
  static Scan preimage(int[] pointers, int[] target, int pieces) {
    return new Scan(pointers, target, Optional.empty(), pieces, false);
  }

  /** {@return the scan of an image: each point gives its colour to what it points to} */
  static Scan image(int[] pointers, int[] target, int[] colours, int pieces) {
    return new Scan(pointers, target, Optional.of(colours), pieces, true);
  }

  /** {@return the numbers from 0: a target that a look-up does not change} */
  private static int[] identity(int count) {
    int[] identity = new int[count];
    Arrays.setAll(identity, i -> i);
    return identity;
  }

  /** {@return the number of points} */
  int points() {
    return field.length;
  }

  /** The tightest pass: reads the field, looks up the target, stores one int for each point. */
  void pass(int[] out) {
    for (int i = 0; i < field.length; i++) {
      int at = field[i];
      out[i] = at >= 0 && at < target.length ? target[at] : -1;
    }
  }

  /**
   * Room for the loops, so that they allocate nothing.
   *
   * @param points at least as many as a scan has
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Room(int[] points, int[] colours, int[] morePoints, int[] moreColours) {
    static Room of(int points) {
      return new Room(new int[points], new int[points], new int[points], new int[points]);
    }
  }

  /**
   * Sorts the points of all pieces by colour, and in a colour by their number, into the room's
   * points: by counting, which is the fastest that is known here.
   *
   * <p>Points that point come in order, so that one round is enough; points that are pointed to
   * take three: two for the halves of their number, one for the colour. Those that several points
   * of a piece point to are there as many times.
   *
   * @return how many there are
   */
  int sort(Room room) {
    return image ? sortTargets(room) : sortPoints(room);
  }

  private int sortPoints(Room room) {
    if (colours.isEmpty()) {
      pass(room.colours());
    }
    int[] keys = colours.orElse(room.colours());
    int[] next = new int[pieces + 1];
    for (int i = 0; i < field.length; i++) {
      if (keys[i] >= 0) {
        next[keys[i] + 1]++;
      }
    }
    for (int colour = 0; colour < pieces; colour++) {
      next[colour + 1] += next[colour];
    }
    int[] sorted = room.points();
    for (int i = 0; i < field.length; i++) {
      if (keys[i] >= 0) {
        sorted[next[keys[i]]++] = i;
      }
    }
    return next[pieces];
  }

  private int sortTargets(Room room) {
    int bits = bits(target.length);
    int low = bits / 2;
    int[] from = colours.orElseThrow();
    int[] p = room.points();
    int[] c = room.colours();
    int[] q = room.morePoints();
    int[] d = room.moreColours();
    int count = scatter(field.length, field, from, field, 0, low, target.length, p, c);
    scatter(count, p, c, p, low, bits - low, target.length, q, d);
    return scatter(count, q, d, d, 0, bits(pieces), target.length, p, c);
  }

  /** The bits of the numbers below a limit. */
  private static int bits(int limit) {
    return Integer.SIZE - Integer.numberOfLeadingZeros(limit - 1);
  }

  /** Sorts pairs of points within a limit and colours by some bits of a key; says how many. */
  private static int scatter(
      int count,
      int[] points,
      int[] colours,
      int[] keys,
      int shift,
      int bits,
      int limit,
      int[] toPoints,
      int[] toColours) {
    int mask = (1 << bits) - 1;
    int[] next = new int[mask + 2];
    for (int i = 0; i < count; i++) {
      if (points[i] >= 0 && points[i] < limit) {
        next[(keys[i] >>> shift & mask) + 1]++;
      }
    }
    for (int bucket = 0; bucket <= mask; bucket++) {
      next[bucket + 1] += next[bucket];
    }
    for (int i = 0; i < count; i++) {
      if (points[i] >= 0 && points[i] < limit) {
        int to = next[keys[i] >>> shift & mask]++;
        toPoints[to] = points[i];
        toColours[to] = colours[i];
      }
    }
    return next[mask + 1];
  }
}
