package org.soapstone.mapper.launch;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.soapstone.regions.Point;
import org.soapstone.regions.Rect;

/**
 * A task launched at every point of a domain; a single launch is one with a domain of one point.
 *
 * @param task the name under which the task is registered
 * @param domain the launch domain; its points are taken in row-major order
 * @param requirements what each point does to regions
 * @param arguments passed to every point
 * @param futures results of earlier launches that the points wait for and read, in order
 * @param tag on whose behalf, for the mapper
 * @param iteration a number of the program's own, for example the training step; changes neither
 *     the analysis nor the cost, and is passed to the bodies
 * @param provenance names the launch in messages
 */
public record IndexLaunch(
    String task,
    Rect domain,
    List<RegionRequirement> requirements,
    TaskArguments arguments,
    List<FutureId> futures,
    LaunchTag tag,
    long iteration,
    String provenance)
    implements Launch {

  /** The most region requirements that a launch may have, fixed by the structural key's layout. */
  public static final int MAX_REQUIREMENTS = 63;

  /** Copies the lists and checks the domain and the number of requirements. */
  public IndexLaunch {
    requireNonNull(task, "task");
    requireNonNull(domain, "domain");
    requirements = List.copyOf(requirements);
    requireNonNull(arguments, "arguments");
    futures = List.copyOf(futures);
    requireNonNull(tag, "tag");
    requireNonNull(provenance, "provenance");
    if (domain.isEmpty()) {
      throw new IllegalArgumentException(
          "launch of task '" + task + "': the domain is empty; give it at least one point");
    }
    if (requirements.size() > MAX_REQUIREMENTS) {
      throw new IllegalArgumentException(
          "launch of task '%s': %d region requirements; at most %d are allowed"
              .formatted(task, requirements.size(), MAX_REQUIREMENTS));
    }
  }

  /**
   * {@return a launch with no futures, tag or iteration}
   *
   * @param task the task's name
   * @param domain the launch domain
   * @param arguments passed to every point
   * @param requirements what each point does to regions
   */
  public static IndexLaunch of(
      String task, Rect domain, TaskArguments arguments, RegionRequirement... requirements) {
    return new IndexLaunch(
        task, domain, List.of(requirements), arguments, List.of(), LaunchTag.NONE, 0, task);
  }

  /**
   * {@return a launch of a single point, the origin of a one-dimensional domain}
   *
   * @param task the task's name
   * @param arguments passed to the task
   * @param requirements what the task does to regions
   */
  public static IndexLaunch single(
      String task, TaskArguments arguments, RegionRequirement... requirements) {
    return of(task, Rect.ofExtents(1), arguments, requirements);
  }

  /**
   * {@return this launch with another tag and provenance}
   *
   * @param tag the tag
   * @param provenance the provenance
   */
  public IndexLaunch tagged(LaunchTag tag, String provenance) {
    return new IndexLaunch(
        task, domain, requirements, arguments, futures, tag, iteration, provenance);
  }

  /**
   * {@return this launch with another iteration number}
   *
   * @param iteration the number
   */
  public IndexLaunch at(long iteration) {
    return new IndexLaunch(
        task, domain, requirements, arguments, futures, tag, iteration, provenance);
  }

  /**
   * {@return this launch waiting for, and reading, results of earlier launches}
   *
   * @param futures the results, in the order in which bodies read them
   */
  public IndexLaunch after(FutureId... futures) {
    return new IndexLaunch(
        task, domain, requirements, arguments, List.of(futures), tag, iteration, provenance);
  }

  /** {@return the number of points} */
  public int pointCount() {
    return Math.toIntExact(domain.volume());
  }

  /**
   * {@return the launch point at a row-major position}
   *
   * @param position from 0 to {@link #pointCount} − 1
   */
  public Point point(int position) {
    return domain.delinearize(position);
  }
}
