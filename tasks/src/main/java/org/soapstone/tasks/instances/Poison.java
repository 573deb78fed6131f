package org.soapstone.tasks.instances;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.soapstone.regions.FieldSet;
import org.soapstone.regions.IndexSpace;
import org.soapstone.tasks.TaskFailure;

/**
 * Which data of an instance is not what the program means, because a task that should have made it
 * failed.
 *
 * <p>Failures travel with data, element by element, and not along edges: a task that merely comes
 * after a failed one runs, and so does one that overwrites the failed one's data outright, which
 * heals it. So the mapper, which decides what is copied where, has no say in what is poisoned.
 * Thread-safe.
 */
public final class Poison {
  private record Stain(IndexSpace points, FieldSet fields, TaskFailure cause) {}

  /** Replaced, never changed; guarded by this. */
  private List<Stain> stains = List.of();

  /** Makes an instance clean. */
  public Poison() {}

  private synchronized List<Stain> stains() {
    return stains;
  }

  /**
   * {@return the first failure, in program order, of those that spoiled some data}
   *
   * @param points where the data is
   * @param fields its fields
   */
  public Optional<TaskFailure> first(IndexSpace points, FieldSet fields) {
    return stains().stream()
        .filter(stain -> stain.fields.intersects(fields) && stain.points.intersects(points))
        .map(Stain::cause)
        .reduce(TaskFailure::first);
  }

  /**
   * Marks data as spoiled, by this failure and no other.
   *
   * @param points where the data is
   * @param fields its fields
   * @param cause the failure
   */
  public synchronized void spoil(IndexSpace points, FieldSet fields, TaskFailure cause) {
    List<Stain> result = without(points, fields);
    result.add(new Stain(points, fields, cause));
    stains = List.copyOf(result);
  }

  /**
   * Marks data as sound.
   *
   * @param points where the data is
   * @param fields its fields
   */
  public synchronized void heal(IndexSpace points, FieldSet fields) {
    if (!stains.isEmpty()) {
      stains = List.copyOf(without(points, fields));
    }
  }

  /**
   * Spoils what is spoiled in another instance, after a copy from there ({@code heal} first) or a
   * fold.
   *
   * @param source the other instance's
   * @param points the points copied or folded
   * @param fields the fields copied or folded
   */
  public void spread(Poison source, IndexSpace points, FieldSet fields) {
    List<Stain> arriving = new ArrayList<>();
    for (Stain stain : source.stains()) {
      FieldSet commonFields = stain.fields.intersection(fields);
      IndexSpace commonPoints = stain.points.intersection(points);
      if (!commonFields.isEmpty() && !commonPoints.isEmpty()) {
        arriving.add(new Stain(commonPoints, commonFields, stain.cause));
      }
    }
    if (!arriving.isEmpty()) {
      add(arriving);
    }
  }

  private synchronized void add(List<Stain> arriving) {
    arriving.addAll(stains);
    stains = List.copyOf(arriving);
  }

  private List<Stain> without(IndexSpace points, FieldSet fields) {
    List<Stain> result = new ArrayList<>(stains.size() + 1);
    for (Stain stain : stains) {
      if (!stain.fields.intersects(fields) || !stain.points.intersects(points)) {
        result.add(stain);
        continue;
      }
      FieldSet otherFields = stain.fields.difference(fields);
      if (!otherFields.isEmpty()) {
        result.add(new Stain(stain.points, otherFields, stain.cause));
      }
      IndexSpace rest = stain.points.difference(points);
      if (!rest.isEmpty()) {
        result.add(new Stain(rest, stain.fields.intersection(fields), stain.cause));
      }
    }
    return result;
  }
}
