package org.soapstone.mapper.launch;

import java.util.List;
import java.util.function.UnaryOperator;
import org.soapstone.regions.Point;

/**
 * Maps a launch point to the colour of the partition whose piece that point's task uses (a
 * projection functor; Soi et al., "Index Launches", SC 2021). Projections are pure: the same point
 * always gives the same colour.
 */
public sealed interface Projection {

  /** The projection that gives each launch point the colour of the same coordinates. */
  Projection IDENTITY = new Identity();

  /**
   * {@return the colour for a launch point}
   *
   * @param launchPoint a point of the launch domain
   */
  Point colour(Point launchPoint);

  /** The colour is the launch point itself. */
  record Identity() implements Projection {
    @Override
    public Point colour(Point launchPoint) {
      return launchPoint;
    }
  }

  /**
   * Every launch point uses the same colour.
   *
   * @param colour the colour
   */
  record Constant(Point colour) implements Projection {
    @Override
    public Point colour(Point launchPoint) {
      return colour;
    }
  }

  /**
   * Colour coordinate {@code t} is launch coordinate {@code dimensions[t]} plus {@code offset[t]}.
   *
   * @param dimensions for each colour dimension, the launch dimension it follows
   * @param offset added to the selected coordinates
   */
  record Select(List<Integer> dimensions, Point offset) implements Projection {
    /** Copies the list. */
    public Select {
      dimensions = List.copyOf(dimensions);
    }

    @Override
    public Point colour(Point launchPoint) {
      long[] colour = new long[dimensions.size()];
      for (int t = 0; t < colour.length; t++) {
        colour[t] = launchPoint.coordinate(dimensions.get(t)) + offset.coordinate(t);
      }
      return Point.of(colour);
    }
  }

  /**
   * A projection written by the program, known by its name.
   *
   * @param name names the function; functors of one name must be one function
   * @param function a pure function from launch point to colour
   */
  record Functor(String name, UnaryOperator<Point> function) implements Projection {
    @Override
    public Point colour(Point launchPoint) {
      return function.apply(launchPoint);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Functor functor && functor.name.equals(name);
    }

    @Override
    public int hashCode() {
      return name.hashCode();
    }
  }
}
