package org.soapstone.mapper.launch;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.soapstone.regions.Point;
import org.soapstone.regions.Rect;

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

  /**
   * {@return this projection as an affine one; empty for code}
   *
   * @param dims the dimensions of the launch domain
   */
  Optional<Affine> affine(int dims);

  private static List<Point> units(int dims, IntStream ones) {
    return ones.mapToObj(
            one -> {
              long[] row = new long[dims];
              row[one] = 1;
              return Point.of(row);
            })
        .toList();
  }

  private static Point zero(int dims) {
    return Point.of(new long[dims]);
  }

  /** The colour is the launch point itself. */
  record Identity() implements Projection {
    @Override
    public Point colour(Point launchPoint) {
      return launchPoint;
    }

    @Override
    public Optional<Affine> affine(int dims) {
      return Optional.of(new Affine(units(dims, IntStream.range(0, dims)), zero(dims)));
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

    @Override
    public Optional<Affine> affine(int dims) {
      return Optional.of(new Affine(Collections.nCopies(colour.dims(), zero(dims)), colour));
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

    @Override
    public Optional<Affine> affine(int dims) {
      return Optional.of(new Affine(units(dims, dimensions.stream().mapToInt(d -> d)), offset));
    }
  }

  /**
   * Colour coordinate {@code t} is the scalar product of {@code rows[t]} and the launch point, plus
   * {@code offset[t]}.
   *
   * @param rows for each colour dimension, a coefficient for each launch dimension
   * @param offset added to the products
   */
  record Affine(List<Point> rows, Point offset) implements Projection {
    /** Copies the list and checks that there is a row for each coordinate of the offset. */
    public Affine {
      rows = List.copyOf(rows);
      if (rows.size() != offset.dims()) {
        throw new IllegalArgumentException(
            "an affine projection has %d rows, but offset %s has %d coordinates; give one row for each"
                .formatted(rows.size(), offset, offset.dims()));
      }
    }

    /**
     * {@return the projection of one-dimensional points to one-dimensional colours, {@code factor}
     * · p + {@code offset}}
     *
     * @param factor the coefficient
     * @param offset what is added
     */
    public static Affine of(long factor, long offset) {
      return new Affine(List.of(Point.of(factor)), Point.of(offset));
    }

    /** {@inheritDoc} Throws {@link ArithmeticException} where it exceeds a {@code long}. */
    @Override
    public Point colour(Point launchPoint) {
      long[] colour = new long[rows.size()];
      for (int t = 0; t < colour.length; t++) {
        Point row = rows.get(t);
        if (row.dims() != launchPoint.dims()) {
          throw new IllegalArgumentException(
              "row %s of an affine projection is for %d dimensions, but point %s has %d"
                  .formatted(row, row.dims(), launchPoint, launchPoint.dims()));
        }
        colour[t] = offset.coordinate(t);
        for (int d = 0; d < row.dims(); d++) {
          colour[t] =
              Math.addExact(
                  colour[t], Math.multiplyExact(row.coordinate(d), launchPoint.coordinate(d)));
        }
      }
      return Point.of(colour);
    }

    @Override
    public Optional<Affine> affine(int dims) {
      return Optional.of(this);
    }

    /**
     * {@return whether different points certainly have different colours} That is so if the columns
     * of the dimensions in which the domain has more than one point are linearly independent; if
     * they are not, a small domain may still have different colours.
     *
     * @param domain the launch domain
     */
    public boolean isInjective(Rect domain) {
      int[] columns = IntStream.range(0, domain.dims()).filter(d -> domain.extent(d) > 1).toArray();
      BigInteger[][] matrix =
          rows.stream()
              .map(row ->
                  Arrays.stream(columns)
                      .mapToObj(d -> BigInteger.valueOf(row.coordinate(d)))
                      .toArray(BigInteger[]::new))
              .toArray(BigInteger[][]::new);
      return rank(matrix, columns.length) == columns.length;
    }

    /** By elimination without fractions; overwrites the matrix. */
    private static int rank(BigInteger[][] matrix, int columns) {
      int rank = 0;
      for (int c = 0; c < columns && rank < matrix.length; c++) {
        int pivot = rank;
        while (pivot < matrix.length && matrix[pivot][c].signum() == 0) {
          pivot++;
        }
        if (pivot == matrix.length) {
          continue;
        }
        BigInteger[] row = matrix[pivot];
        matrix[pivot] = matrix[rank];
        matrix[rank++] = row;
        for (int other = rank; other < matrix.length; other++) {
          BigInteger factor = matrix[other][c];
          for (int d = c; d < columns; d++) {
            matrix[other][d] = matrix[other][d].multiply(row[c]).subtract(row[d].multiply(factor));
          }
        }
      }
      return rank;
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
    public Optional<Affine> affine(int dims) {
      return Optional.empty();
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
