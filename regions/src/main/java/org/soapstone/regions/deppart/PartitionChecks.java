package org.soapstone.regions.deppart;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.soapstone.regions.IndexPartition;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.Point;
import org.soapstone.regions.Rect;
import org.soapstone.regions.Ternary;

/**
 * What a program asserts of a partition, and the proof that it is wrong.
 *
 * <pre>{@code
 * var owned = PartitionChecks.asserting(pieces, Ternary.YES, Ternary.UNKNOWN); // trusted, free
 * PartitionChecks.check(owned);                                                // proved, or refused
 * }</pre>
 *
 * <p>An assertion spares the computation of a property, and what is inferred from it is as good as
 * the assertion is. {@link #check} computes from the pieces alone, whatever was asserted or
 * inferred.
 */
public final class PartitionChecks {
  /**
   * Two pieces that share a point.
   *
   * @param first the colour of one piece
   * @param second the colour of another, later in row-major order
   * @param point a point of both
   */
  public record Overlap(Point first, Point second, Point point) {}

  private PartitionChecks() {}

  /**
   * {@return the same partition, of which the program asserts properties; they are believed}
   *
   * @param partition the partition
   * @param disjoint what is asserted of disjointness; UNKNOWN keeps what is known
   * @param complete what is asserted of completeness; UNKNOWN keeps what is known
   * @throws IllegalArgumentException if it is already known that an assertion is false; the message
   *     names the colours and a point
   */
  public static IndexPartition asserting(
      IndexPartition partition, Ternary disjoint, Ternary complete) {
    Ternary knownDisjoint = partition.disjoint();
    Ternary knownComplete = partition.complete();
    if (contradict(disjoint, knownDisjoint)) {
      checkDisjoint(partition, disjoint);
    }
    if (contradict(complete, knownComplete)) {
      checkComplete(partition, complete);
    }
    Ternary nowDisjoint = disjoint.isKnown() ? disjoint : knownDisjoint;
    Ternary nowComplete = complete.isKnown() ? complete : knownComplete;
    return partition instanceof AbstractPartition known
        ? known.withProperties(nowDisjoint, nowComplete)
        : ListedPartition.copyOf(partition, nowDisjoint, nowComplete);
  }

  private static boolean contradict(Ternary asserted, Ternary known) {
    return asserted.isKnown() && known.isKnown() && asserted != known;
  }

  /**
   * Checks what is known of a partition, asserted or inferred, against its pieces.
   *
   * <p>Linear in the boxes of the pieces where they fill much of their bounds, else O(n log n) for
   * n boxes that hardly overlap.
   *
   * @param partition the partition
   * @throws IllegalArgumentException if a property is not what the pieces say; the message names
   *     two colours and a point they share, or a point that is in no piece
   */
  public static void check(IndexPartition partition) {
    checkDisjoint(partition, partition.disjoint());
    checkComplete(partition, partition.complete());
  }

  private static void checkDisjoint(IndexPartition partition, Ternary claim) {
    if (!claim.isKnown()) {
      return;
    }
    Optional<Overlap> overlap = overlap(partition);
    if (claim == Ternary.YES && overlap.isPresent()) {
      throw new IllegalArgumentException(
          ("%s is asserted to be disjoint, but its pieces %s and %s share point %s; "
                  + "assert it aliased, or separate the pieces")
              .formatted(
                  partition, overlap.get().first, overlap.get().second, overlap.get().point));
    }
    if (claim == Ternary.NO && overlap.isEmpty()) {
      throw new IllegalArgumentException(
          "%s is asserted to be aliased, but no two pieces share a point; assert it disjoint"
              .formatted(partition));
    }
  }

  private static void checkComplete(IndexPartition partition, Ternary claim) {
    if (!claim.isKnown()) {
      return;
    }
    Optional<Point> missed = missed(partition);
    if (claim == Ternary.YES && missed.isPresent()) {
      throw new IllegalArgumentException(
          ("%s is asserted to be complete, but point %s is in no piece; "
                  + "assert it incomplete, or add the point to a piece")
              .formatted(partition, missed.get()));
    }
    if (claim == Ternary.NO && missed.isEmpty()) {
      throw new IllegalArgumentException(
          "%s is asserted to be incomplete, but every point is in a piece; assert it complete"
              .formatted(partition));
    }
  }

  /**
   * {@return two pieces that share a point, computed from the pieces; empty if there are none}
   *
   * @param partition the partition
   */
  public static Optional<Overlap> overlap(IndexPartition partition) {
    return Properties.sharedPoint(partition).map(point -> overlapAt(partition, point));
  }

  private static Overlap overlapAt(IndexPartition partition, Point point) {
    List<Point> sharing = new ArrayList<>();
    Rect colours = partition.colours();
    for (long i = 0; sharing.size() < 2; i++) {
      Point colour = colours.delinearize(i);
      if (partition.space(colour).contains(point)) {
        sharing.add(colour);
      }
    }
    return new Overlap(sharing.getFirst(), sharing.getLast(), point);
  }

  /**
   * {@return a point of the parent that is in no piece, computed from the pieces; empty if there is
   * none}
   *
   * @param partition the partition
   */
  public static Optional<Point> missed(IndexPartition partition) {
    if (Properties.coveredVolume(partition) == partition.parentSpace().volume()) {
      return Optional.empty();
    }
    IndexSpace rest = partition.parentSpace().difference(SetOperators.unionOfPieces(partition));
    return Optional.of(rest.rects().getFirst().lo());
  }
}
