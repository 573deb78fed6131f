package org.soapstone.tasks.analysis;

import java.util.Optional;
import org.soapstone.mapper.launch.Projection;
import org.soapstone.regions.Point;
import org.soapstone.regions.Rect;

/** The colours that a projection gives the points of a launch, as row-major positions. */
final class ProjectedColours {
  private ProjectedColours() {}

  /**
   * {@return for each launch point in row-major order the row-major position of its colour}
   * O(points) with a few instructions for each, where the projection is affine.
   *
   * @param colours fewer than 2^31, all colours are among them
   */
  static int[] positions(Projection projection, Rect domain, Rect colours) {
    int[] positions = new int[Math.toIntExact(domain.volume())];
    Optional<Projection.Affine> affine = projection.affine(domain.dims());
    if (affine.isPresent()) {
      fill(positions, affine.get(), domain, colours);
    } else {
      for (int p = 0; p < positions.length; p++) {
        Point colour = projection.colour(domain.delinearize(p));
        positions[p] = (int) colours.linearize(colour);
      }
    }
    return positions;
  }

  /** A position is an affine function of the launch point, too, since all colours are inside. */
  private static void fill(int[] positions, Projection.Affine affine, Rect domain, Rect colours) {
    int dims = domain.dims();
    int[] steps = new int[dims];
    int span = 1;
    for (int t = colours.dims() - 1; t >= 0; t--) {
      for (int d = 0; d < dims; d++) {
        steps[d] += (int) (affine.rows().get(t).coordinate(d) * span);
      }
      span *= (int) colours.extent(t);
    }
    int inner = steps[dims - 1];
    int length = (int) domain.extent(dims - 1);
    long[] at = domain.lo().toArray();
    for (int from = 0; from < positions.length; from += length) {
      int position = (int) colours.linearize(affine.colour(Point.of(at)));
      for (int p = from; p < from + length; p++) {
        positions[p] = position;
        position += inner;
      }
      for (int d = dims - 2; d >= 0 && ++at[d] > domain.hi(d); d--) {
        at[d] = domain.lo(d);
      }
    }
  }
}
