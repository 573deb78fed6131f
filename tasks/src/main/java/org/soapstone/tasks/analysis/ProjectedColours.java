package org.soapstone.tasks.analysis;

import org.soapstone.mapper.launch.Projection;
import org.soapstone.regions.Point;
import org.soapstone.regions.Rect;

/**
 * The colours that a projection gives the points of a launch, as row-major positions, in row-major
 * order of the points. An affine projection costs an addition for each point, code a call.
 */
final class ProjectedColours {
  private final Projection projection;
  private final Rect domain;
  private final Rect colours;

  /** How far apart the positions of neighbours in the last dimension are, if it is the same. */
  private final int step;

  /** The number of colours and the first of them, if they are in one dimension; otherwise −1. */
  private final long rowOfColours;

  private final long firstColour;

  private final boolean isAffine;
  private final int rowLength;
  private final int count;
  private int next;
  private int position;

  /**
   * Begins before the first point.
   *
   * @param colours fewer than 2^31; all colours are among them
   */
  ProjectedColours(Projection projection, Rect domain, Rect colours) {
    this.projection = projection;
    this.domain = domain;
    this.colours = colours;
    this.rowOfColours = colours.dims() == 1 ? colours.volume() : -1;
    this.firstColour = colours.dims() == 1 ? colours.lo(0) : 0;
    this.isAffine = projection.affine(domain.dims()).isPresent();
    this.rowLength = (int) domain.extent(domain.dims() - 1);
    this.count = Math.toIntExact(domain.volume());
    this.step = isAffine && rowLength > 1 ? colour(1) - colour(0) : 0;
  }

  /** {@return the position of a point's colour} */
  int colour(int point) {
    Point launchPoint =
        domain.dims() == 1 ? Point.of(domain.lo(0) + point) : domain.delinearize(point);
    Point colour = projection.colour(launchPoint);
    if (rowOfColours >= 0 && colour.dims() == 1) {
      long position = colour.coordinate(0) - firstColour;
      if (position >= 0 && position < rowOfColours) {
        return (int) position;
      }
    }
    return (int) colours.linearize(colour);
  }

  /** {@return how many further positions were put into a chunk; 0 after the last} */
  int fill(int[] chunk) {
    int filled = Math.min(chunk.length, count - next);
    if (!isAffine) {
      for (int i = 0; i < filled; i++) {
        chunk[i] = colour(next + i);
      }
      next += filled;
      return filled;
    }
    int end = next + filled;
    for (int i = 0; next < end; ) {
      int inRow = next % rowLength;
      if (inRow == 0) {
        position = colour(next);
      }
      int stop = i + Math.min(end - next, rowLength - inRow);
      next += stop - i;
      int at = position;
      for (; i < stop; i++, at += step) {
        chunk[i] = at;
      }
      position = at;
    }
    return filled;
  }

  /** {@return the first of the first points, before a limit, that has a colour, or −1} */
  int firstWith(int colour, int limit) {
    for (int p = 0; p < limit; p++) {
      if (colour(p) == colour) {
        return p;
      }
    }
    return -1;
  }
}
