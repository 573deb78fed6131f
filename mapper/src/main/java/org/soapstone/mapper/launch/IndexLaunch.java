package org.soapstone.mapper.launch;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
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
 * @param control whether and how the points run
 */
public record IndexLaunch(
    String task,
    Rect domain,
    List<RegionRequirement> requirements,
    TaskArguments arguments,
    List<FutureId> futures,
    LaunchTag tag,
    long iteration,
    String provenance,
    LaunchControl control)
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
    requireNonNull(control, "control");
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
   * Makes a launch whose points all run.
   *
   * @param task the name under which the task is registered
   * @param domain the launch domain; its points are taken in row-major order
   * @param requirements what each point does to regions
   * @param arguments passed to every point
   * @param futures results of earlier launches that the points wait for and read, in order
   * @param tag on whose behalf, for the mapper
   * @param iteration a number of the program's own
   * @param provenance names the launch in messages
   */
  public IndexLaunch(
      String task,
      Rect domain,
      List<RegionRequirement> requirements,
      TaskArguments arguments,
      List<FutureId> futures,
      LaunchTag tag,
      long iteration,
      String provenance) {
    this(
        task,
        domain,
        requirements,
        arguments,
        futures,
        tag,
        iteration,
        provenance,
        LaunchControl.NONE);
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
        task, domain, requirements, arguments, futures, tag, iteration, provenance, control);
  }

  /**
   * {@return this launch with another iteration number}
   *
   * @param iteration the number
   */
  public IndexLaunch at(long iteration) {
    return new IndexLaunch(
        task, domain, requirements, arguments, futures, tag, iteration, provenance, control);
  }

  /**
   * {@return this launch waiting for, and reading, results of earlier launches}
   *
   * @param futures the results, in the order in which bodies read them
   */
  public IndexLaunch after(FutureId... futures) {
    return new IndexLaunch(
        task,
        domain,
        requirements,
        arguments,
        List.of(futures),
        tag,
        iteration,
        provenance,
        control);
  }

  /**
   * {@return this launch, of which the points run for which a predicate is true} The others leave
   * all data untouched, as if they were not launched, and set no result.
   *
   * @param predicate whether a point runs
   */
  public IndexLaunch when(LaunchPredicate predicate) {
    return when(predicate, Optional.empty());
  }

  /**
   * {@return this launch, of which the points run for which a predicate is true} The others leave
   * all data untouched, as if they were not launched.
   *
   * @param predicate whether a point runs
   * @param otherwise the result of a point that does not, immutable
   */
  public IndexLaunch when(LaunchPredicate predicate, Object otherwise) {
    return when(predicate, Optional.of(otherwise));
  }

  private IndexLaunch when(LaunchPredicate predicate, Optional<Object> otherwise) {
    return controlled(
        new LaunchControl(predicate, otherwise, control.concurrent(), control.phases()));
  }

  /**
   * {@return this launch, whose points run at the same time, each on a processor of its own, so
   * that they may wait for each other}
   */
  public IndexLaunch concurrent() {
    return controlled(
        new LaunchControl(control.predicate(), control.otherwise(), true, control.phases()));
  }

  /**
   * {@return this launch, of which no point starts before some phases are over}
   *
   * @param phases the phases, in place of any before
   */
  public IndexLaunch waitsFor(Phase... phases) {
    return using(new PhaseUse(List.of(phases), control.phases().arrivals(), joined()));
  }

  /**
   * {@return this launch, each point of which arrives once at some phases when it has run} A point
   * that fails arrives too, and whoever waits for the phase fails with it. One that a predicate
   * keeps from running arrives as well.
   *
   * @param phases the phases, in place of any before
   */
  public IndexLaunch arrivesAt(Phase... phases) {
    return using(new PhaseUse(control.phases().waits(), List.of(phases), joined()));
  }

  /**
   * {@return this launch, whose bodies, and what inner ones launch, may arrive at and wait for any
   * phase of some barriers} If a point fails, all phases fail that are not over.
   *
   * @param barriers the barriers, in place of any before
   */
  public IndexLaunch joins(PhaseBarrier... barriers) {
    PhaseUse now = control.phases();
    return using(new PhaseUse(now.waits(), now.arrivals(), List.of(barriers)));
  }

  private List<PhaseBarrier> joined() {
    return control.phases().joined();
  }

  private IndexLaunch using(PhaseUse phases) {
    return controlled(
        new LaunchControl(control.predicate(), control.otherwise(), control.concurrent(), phases));
  }

  private IndexLaunch controlled(LaunchControl newControl) {
    return new IndexLaunch(
        task, domain, requirements, arguments, futures, tag, iteration, provenance, newControl);
  }

  /** {@return the results that the points wait for: those that they read, then the predicate's} */
  public List<FutureId> awaited() {
    return control.isPredicated()
        ? Stream.concat(futures.stream(), control.predicate().futures().stream()).toList()
        : futures;
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
