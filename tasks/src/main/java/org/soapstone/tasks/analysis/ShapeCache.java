package org.soapstone.tasks.analysis;

import java.util.IdentityHashMap;
import java.util.List;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.regions.Rect;

/**
 * Remembers the shapes of launches, so that a program that makes the same launch again and again
 * has it checked once. Launches are taken for the same when their requirements are one list object,
 * which {@link IndexLaunch#at} keeps.
 */
final class ShapeCache {
  /** When so many boxes are remembered, all are forgotten: about ten megabytes. */
  private static final long MAX_SIZE = 1 << 16;

  private final IdentityHashMap<List<RegionRequirement>, Entry> entries = new IdentityHashMap<>();
  private long size;

  private record Entry(Rect domain, LaunchShape shape) {}

  LaunchShape shape(IndexLaunch launch) {
    Entry entry = entries.get(launch.requirements());
    if (entry != null && entry.domain().equals(launch.domain())) {
      return entry.shape();
    }
    LaunchShape shape = LaunchShape.of(launch);
    if (size + shape.size() > MAX_SIZE) {
      entries.clear();
      size = 0;
    }
    entries.put(launch.requirements(), new Entry(launch.domain(), shape));
    size += shape.size();
    return shape;
  }
}
