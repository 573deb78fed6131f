package org.soapstone.dnn.data;

import java.util.SplittableRandom;

/**
 * Draws a digit: the control points of its strokes are displaced, a curve is laid through them, and
 * each pixel is as dark as it is near to the curve.
 *
 * <p>Only exact arithmetic and {@link StrictMath} are used, so that a seed gives the same image on
 * every machine.
 */
final class DigitPen {
  /**
   * For each digit its strokes, for each stroke its points {@code x, y, x, y, ...} in a square of
   * side 1, from the top left. A stroke with a point given twice in a row has a corner there,
   * otherwise it is smooth.
   */
  private static final double[][][] STROKES = {
    {{.5, .08, .26, .26, .22, .5, .28, .78, .5, .92, .72, .76, .78, .5, .74, .24, .5, .08}},
    {{.3, .3, .3, .3, .55, .1, .55, .1, .53, .9}},
    {{.22, .28, .48, .08, .76, .3, .56, .6, .22, .9, .22, .9, .8, .88}},
    {{.24, .18, .5, .08, .74, .27, .48, .47, .48, .47, .78, .68, .54, .92, .2, .82}},
    {{.62, .92, .62, .92, .6, .1, .6, .1, .18, .64, .18, .64, .84, .62}},
    {
      {
        .76, .1, .76, .1, .32, .1, .32, .1, .28, .45, .28, .45, .56, .4, .78, .64, .54, .91, .22,
        .82
      }
    },
    {{.68, .1, .36, .38, .24, .7, .5, .92, .75, .72, .52, .52, .27, .68}},
    {{.2, .12, .2, .12, .8, .1, .8, .1, .42, .92}},
    {{.5, .47, .27, .27, .5, .08, .74, .27, .5, .47, .22, .7, .5, .92, .79, .7, .5, .47}},
    {{.74, .32, .5, .1, .26, .32, .5, .52, .74, .32, .72, .62, .56, .92}},
  };

  private static final double BEND = 0.06;
  private static final double TURN = 0.4;
  private static final double SHEAR = 0.4;
  private static final double MOVE = 0.14;
  private static final double LEAST_SCALE = 0.6;
  private static final double MOST_SCALE = 1.0;
  private static final double LEAST_WIDTH = 0.05;
  private static final double MOST_WIDTH = 0.13;
  private static final double LEAST_PRESSURE = 0.6;
  private static final double SOFTNESS = 0.045;
  private static final double NOISE = 0.25;
  private static final double WHITE = 255;

  /** Straight pieces that a curve is made of between two of its points. */
  private static final int PIECES = 5;

  private final SplittableRandom random;
  private final int side;
  private final double[] darkness;
  private final double halfWidth;

  private DigitPen(SplittableRandom random, int side) {
    this.random = random;
    this.side = side;
    this.darkness = new double[side * side];
    this.halfWidth = random.nextDouble(LEAST_WIDTH, MOST_WIDTH) / 2;
  }

  /** Draws a digit into an image, given by its first pixel and its side. */
  static void draw(int digit, SplittableRandom random, byte[] pixels, int start, int side) {
    DigitPen pen = new DigitPen(random, side);
    for (double[] stroke : STROKES[digit]) {
      pen.curve(pen.place(stroke));
    }
    double pressure = random.nextDouble(LEAST_PRESSURE, 1);
    for (int i = 0; i < pen.darkness.length; i++) {
      double value = pressure * pen.darkness[i] + NOISE * pen.around();
      pixels[start + i] = (byte) Math.round(WHITE * Math.clamp(value, 0, 1));
    }
  }

  /** A random number between −1 and 1, more often near 0. */
  private double around() {
    double first = random.nextDouble();
    return first - random.nextDouble();
  }

  /** A stroke's points where they come to lie; points that were given twice stay together. */
  private double[] place(double[] stroke) {
    double turn = TURN * around();
    double cos = StrictMath.cos(turn);
    double sin = StrictMath.sin(turn);
    double shear = SHEAR * around();
    double scaleX = random.nextDouble(LEAST_SCALE, MOST_SCALE);
    double scaleY = random.nextDouble(LEAST_SCALE, MOST_SCALE);
    double moveX = MOVE * around();
    double moveY = MOVE * around();
    double[] placed = new double[stroke.length];
    for (int i = 0; i < stroke.length; i += 2) {
      if (isCorner(stroke, i)) {
        placed[i] = placed[i - 2];
        placed[i + 1] = placed[i - 1];
        continue;
      }
      double y = (stroke[i + 1] + BEND * around() - 0.5) * scaleY;
      double x = (stroke[i] + BEND * around() - 0.5) * scaleX + shear * y;
      placed[i] = 0.5 + cos * x - sin * y + moveX;
      placed[i + 1] = 0.5 + sin * x + cos * y + moveY;
    }
    return placed;
  }

  private static boolean isCorner(double[] points, int i) {
    return i > 0 && points[i] == points[i - 2] && points[i + 1] == points[i - 1];
  }

  /** Draws a Catmull-Rom curve through all points. */
  private void curve(double[] points) {
    int last = points.length / 2 - 1;
    for (int i = 0; i < last; i++) {
      double fromX = points[2 * i];
      double fromY = points[2 * i + 1];
      for (int piece = 1; piece <= PIECES; piece++) {
        double t = (double) piece / PIECES;
        double toX = between(points, i, last, 0, t);
        double toY = between(points, i, last, 1, t);
        line(fromX, fromY, toX, toY);
        fromX = toX;
        fromY = toY;
      }
    }
  }

  /** A coordinate of the curve between a point and the next. */
  private static double between(double[] points, int i, int last, int axis, double t) {
    double p0 = points[2 * Math.max(i - 1, 0) + axis];
    double p1 = points[2 * i + axis];
    double p2 = points[2 * (i + 1) + axis];
    double p3 = points[2 * Math.min(i + 2, last) + axis];
    double slope = p2 - p0;
    double square = 2 * p0 - 5 * p1 + 4 * p2 - p3;
    double cube = 3 * (p1 - p2) + p3 - p0;
    return p1 + 0.5 * t * (slope + t * (square + t * cube));
  }

  /** Darkens the pixels around a straight piece. */
  private void line(double fromX, double fromY, double toX, double toY) {
    double reach = halfWidth + SOFTNESS;
    int left = pixel(Math.min(fromX, toX) - reach);
    int right = pixel(Math.max(fromX, toX) + reach);
    int top = pixel(Math.min(fromY, toY) - reach);
    int bottom = pixel(Math.max(fromY, toY) + reach);
    double dx = toX - fromX;
    double dy = toY - fromY;
    double square = Math.max(dx * dx + dy * dy, Double.MIN_NORMAL);
    for (int row = top; row <= bottom; row++) {
      for (int column = left; column <= right; column++) {
        double x = (column + 0.5) / side - fromX;
        double y = (row + 0.5) / side - fromY;
        double along = Math.clamp((x * dx + y * dy) / square, 0, 1);
        double offX = x - along * dx;
        double offY = y - along * dy;
        double distance = Math.sqrt(offX * offX + offY * offY);
        double value = Math.clamp((reach - distance) / SOFTNESS, 0, 1);
        int at = row * side + column;
        darkness[at] = Math.max(darkness[at], value);
      }
    }
  }

  /** The pixel that holds a coordinate, or the nearest inside the image. */
  private int pixel(double coordinate) {
    return Math.clamp((long) Math.floor(coordinate * side), 0, side - 1);
  }
}
