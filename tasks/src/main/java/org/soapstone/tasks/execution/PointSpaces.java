package org.soapstone.tasks.execution;

import java.util.IdentityHashMap;
import java.util.List;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.Rect;

/**
 * The points that tasks of launches touch, remembered for launches that are made again and again.
 * Launches are taken for the same when their requirements are one list object, which {@link
 * IndexLaunch#at} keeps. For one thread at a time.
 */
final class PointSpaces {
  /** When so many spaces are remembered, all are forgotten. */
  private static final long MOST = 1 << 16;

  private final IdentityHashMap<List<RegionRequirement>, Entry> entries = new IdentityHashMap<>();
  private long size;

  private static final class Entry {
    final Rect domain;

    /** By requirement and point; null for what nobody has asked for. */
    final IndexSpace[][] spaces;

    Entry(IndexLaunch launch) {
      domain = launch.domain();
      spaces = new IndexSpace[launch.requirements().size()][launch.pointCount()];
    }
  }

  /** {@return the points that a task touches for a requirement} */
  IndexSpace space(IndexLaunch launch, int requirement, int point) {
    Entry entry = entries.get(launch.requirements());
    if (entry == null || !entry.domain.equals(launch.domain())) {
      entry = add(launch);
    }
    IndexSpace[] ofRequirement = entry.spaces[requirement];
    if (ofRequirement[point] == null) {
      ofRequirement[point] = launch.requirements().get(requirement).space(launch.point(point));
    }
    return ofRequirement[point];
  }

  private Entry add(IndexLaunch launch) {
    long added = (long) launch.requirements().size() * launch.pointCount();
    if (size + added > MOST) {
      entries.clear();
      size = 0;
    }
    size += added;
    Entry entry = new Entry(launch);
    entries.put(launch.requirements(), entry);
    return entry;
  }
}
