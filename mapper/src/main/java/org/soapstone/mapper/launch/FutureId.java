package org.soapstone.mapper.launch;

import static java.util.Objects.requireNonNull;

import java.util.Optional;
import org.soapstone.regions.Point;
import org.soapstone.regions.Rect;

/**
 * Names results of a launch: all of them, or for each point of the launch that takes them the
 * result of one point.
 *
 * @param launch the program-order number of the launch in its context
 * @param choice which result each taker gets; empty when each gets all
 */
public record FutureId(long launch, Optional<Choice> choice) {

  /**
   * Which point's result a taker gets.
   *
   * @param domain the domain of the launch that sets the results
   * @param projection from a point of the taking launch to a point of that domain
   */
  public record Choice(Rect domain, Projection projection) {

    /** Checks that nothing is null. */
    public Choice {
      requireNonNull(domain, "domain");
      requireNonNull(projection, "projection");
    }

    /**
     * {@return the row-major position of the point whose result a taker gets}
     *
     * @param taker a point of the taking launch
     * @throws IllegalArgumentException if the projection leaves the domain
     */
    public int position(Point taker) {
      Point point = projection.colour(taker);
      if (point.dims() != domain.dims() || !domain.contains(point)) {
        throw new IllegalArgumentException(
            "point %s takes the result of point %s, which is not in the domain %s; give a projection that stays in it"
                .formatted(taker, point, domain));
      }
      return Math.toIntExact(domain.linearize(point));
    }
  }

  /** Checks that nothing is null. */
  public FutureId {
    requireNonNull(choice, "choice");
  }

  /**
   * {@return the row-major position of the only point whose result a taker gets; −1 if it gets all}
   *
   * @param taker a point of the taking launch
   * @throws IllegalArgumentException if the projection leaves the domain
   */
  public int only(Point taker) {
    return choice.isPresent() ? choice.get().position(taker) : -1;
  }

  /**
   * Names all results of a launch.
   *
   * @param launch the number of the launch
   */
  public FutureId(long launch) {
    this(launch, Optional.empty());
  }

  /**
   * Names for each taker the result of one point.
   *
   * @param launch the number of the launch
   * @param domain its domain
   * @param projection from a point of the taking launch to a point of the domain
   */
  public FutureId(long launch, Rect domain, Projection projection) {
    this(launch, Optional.of(new Choice(domain, projection)));
  }
}
