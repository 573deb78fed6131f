package org.soapstone.tasks;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;
import org.soapstone.mapper.launch.FutureId;
import org.soapstone.mapper.launch.Projection;
import org.soapstone.regions.Point;
import org.soapstone.regions.Rect;
import org.soapstone.tasks.execution.LaunchResults;

/**
 * The results of an index launch, one for each point that sets one.
 *
 * <p>Safe to share between threads. Every method that waits throws {@link TaskFailedException} if a
 * task that it waits for, or one that this depends on, failed, and {@link IllegalStateException} if
 * it is called by a body.
 */
public final class FutureMap {
  private final LaunchResults results;

  FutureMap(LaunchResults results) {
    this.results = results;
  }

  /**
   * {@return the name by which later launches take these results} Their bodies get the result
   * itself if the launch had one point, otherwise a list of the results that were set, in row-major
   * order of the points.
   */
  public FutureId id() {
    return results.id();
  }

  /**
   * {@return the name by which each point of a later launch takes the result of the point that has
   * its coordinates}
   */
  public FutureId pointwise() {
    return pointwise(Projection.IDENTITY);
  }

  /**
   * {@return the name by which each point of a later launch takes the result of one point, and
   * waits for no other}
   *
   * @param projection from a point of the later launch to a point of this domain; pure
   */
  public FutureId pointwise(Projection projection) {
    return new FutureId(id().launch(), domain(), projection);
  }

  /** {@return the launch domain} */
  public Rect domain() {
    return results.domain();
  }

  /** {@return whether every point has finished or failed} */
  public boolean isDone() {
    for (int p = 0; p < results.size(); p++) {
      if (!results.isDone(p)) {
        return false;
      }
    }
    return true;
  }

  /** Waits until every point has run. */
  public void await() {
    for (int p = 0; p < results.size(); p++) {
      results.await(p);
    }
  }

  /**
   * {@return the result of one point, once it is there}
   *
   * @param point a point of the domain
   * @throws IllegalStateException if the point set no result
   */
  public Object get(Point point) {
    return results.value(Math.toIntExact(domain().linearize(point)));
  }

  /**
   * {@return the future of one point}
   *
   * @param point a point of the domain
   * @param type the type of the result
   * @param <T> the type of the result
   */
  public <T> Future<T> future(Point point, Class<T> type) {
    int p = Math.toIntExact(domain().linearize(point));
    FutureId id = results.size() == 1 ? id() : pointwise(new Projection.Constant(point));
    return new Future<>(
        Optional.of(id), () -> results.isDone(p), () -> type.cast(results.value(p)));
  }

  /**
   * {@return the results that were set, in row-major order of their points, once every point has
   * run}
   */
  public List<Object> values() {
    await();
    return results.values();
  }

  /**
   * {@return the combination of the results that were set, by the balanced tree of {@link
   * #combine}} The program's thread combines them, in {@link Future#get}; see {@link
   * Runtime#reduce} for a combination that later launches can take.
   *
   * @param type the type of the results
   * @param operator combines two results; need not be associative, since the tree's shape is fixed
   * @param <T> the type of the results
   */
  public <T> Future<T> reduce(Class<T> type, BinaryOperator<T> operator) {
    return new Future<>(
        Optional.empty(), this::isDone, () -> combine(cast(type, values()), operator));
  }

  private static <T> List<T> cast(Class<T> type, List<?> values) {
    List<T> typed = new ArrayList<>(values.size());
    for (Object value : values) {
      typed.add(type.cast(value));
    }
    return typed;
  }

  /**
   * {@return the combination of values by a balanced binary tree, whose shape depends on their
   * number alone} The values from {@code lo} to {@code hi}, exclusive, are split at {@code (lo +
   * hi) / 2}. Also for bodies, which get the values of a launch as a list.
   *
   * @param values at least one value
   * @param operator combines two values, the earlier on the left
   * @param <T> the type of the values
   * @throws IllegalStateException if there is no value
   */
  public static <T> T combine(List<T> values, BinaryOperator<T> operator) {
    if (values.isEmpty()) {
      throw new IllegalStateException(
          "there are no results to combine; set one with TaskContext.result at one point or more");
    }
    return combine(values, 0, values.size(), operator);
  }

  private static <T> T combine(List<T> values, int lo, int hi, BinaryOperator<T> operator) {
    if (hi - lo == 1) {
      return values.get(lo);
    }
    int mid = (lo + hi) >>> 1;
    return operator.apply(combine(values, lo, mid, operator), combine(values, mid, hi, operator));
  }
}
