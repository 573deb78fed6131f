package org.soapstone.mapper.launch;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.soapstone.regions.Coherence;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.IndexPartition;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.regions.Point;
import org.soapstone.regions.Privilege;

/**
 * What every point of a launch does to one region: either to the whole of it, or to the piece of a
 * partition that the projection names.
 *
 * @param region the region; with a partition, the parent of its pieces
 * @param partition the partition whose pieces the points use; empty when every point uses the whole
 *     region
 * @param projection launch point to colour; ignored without a partition
 * @param fields the fields used, at least one
 * @param privilege what is done to them
 * @param coherence how concurrent uses are ordered
 */
public record RegionRequirement(
    LogicalRegion region,
    Optional<IndexPartition> partition,
    Projection projection,
    FieldSet fields,
    Privilege privilege,
    Coherence coherence) {

  /** Checks that nothing is null and that at least one field is named. */
  public RegionRequirement {
    requireNonNull(region, "region");
    requireNonNull(partition, "partition");
    requireNonNull(projection, "projection");
    requireNonNull(privilege, "privilege");
    requireNonNull(coherence, "coherence");
    if (fields.isEmpty()) {
      throw new IllegalArgumentException(
          "requirement on region '" + region.name() + "' names no field; name at least one");
    }
  }

  /**
   * {@return a requirement of every point on the whole region}
   *
   * @param region the region
   * @param fields the fields used
   * @param privilege what is done to them
   */
  public static RegionRequirement whole(
      LogicalRegion region, FieldSet fields, Privilege privilege) {
    return new RegionRequirement(
        region, Optional.empty(), Projection.IDENTITY, fields, privilege, Coherence.EXCLUSIVE);
  }

  /**
   * {@return a requirement of each point on one piece of a partition}
   *
   * @param region the parent of the pieces
   * @param partition the partition
   * @param projection launch point to colour
   * @param fields the fields used
   * @param privilege what is done to them
   */
  public static RegionRequirement pieces(
      LogicalRegion region,
      IndexPartition partition,
      Projection projection,
      FieldSet fields,
      Privilege privilege) {
    return new RegionRequirement(
        region, Optional.of(partition), projection, fields, privilege, Coherence.EXCLUSIVE);
  }

  /**
   * {@return the points that the task at a launch point may touch}
   *
   * @param launchPoint a point of the launch domain
   * @throws IllegalArgumentException if the projection leaves the partition's colours
   */
  public IndexSpace space(Point launchPoint) {
    return partition
        .map(pieces -> pieces.space(projection.colour(launchPoint)))
        .orElseGet(region::indexSpace);
  }
}
