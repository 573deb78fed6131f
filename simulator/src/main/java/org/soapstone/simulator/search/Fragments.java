package org.soapstone.simulator.search;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import com.google.common.primitives.ImmutableIntArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.soapstone.mapper.Mapper;
import org.soapstone.mapper.soap.SoapMapper;
import org.soapstone.tasks.analysis.PreparedLaunch;
import org.soapstone.tasks.analysis.SteadyState;

/**
 * What each tree adds to a step, by the exact launches that touch it: a tree is analysed anew only
 * when one of them is new. Bounded; keys are whole, by the launches' ids, which are never used
 * twice. Not thread-safe.
 */
final class Fragments {
  /** The most nodes and edges that are kept: some fifty megabytes. */
  private static final long MOST_PARTS = 1 << 21;

  /** Chooses the sources of copies, which does not depend on configurations. */
  private static final Mapper SOURCES = new SoapMapper(Map.of());

  private final Lowering lowering;
  private final Cache<Key, TreeBytes> cache =
      CacheBuilder.newBuilder()
          .concurrencyLevel(1)
          .maximumWeight(MOST_PARTS)
          .weigher((Key _, TreeBytes tree) -> tree.size())
          .build();

  private record Key(int tree, ImmutableIntArray once, ImmutableIntArray step) {}

  Fragments(Lowering lowering) {
    this.lowering = lowering;
  }

  /**
   * {@return a tree's fragment}
   *
   * @param tree the tree's number
   * @param once the launches before the first step that touch it, in program order
   * @param step those of a step
   */
  TreeBytes of(int tree, List<PlacedLaunch> once, List<PlacedLaunch> step) {
    Key key = new Key(tree, ids(once), ids(step));
    TreeBytes known = cache.getIfPresent(key);
    if (known == null) {
      known =
          TreeBytes.of(
              SteadyState.fragment(
                  lowering.root(tree),
                  prepared(once),
                  prepared(step),
                  SOURCES,
                  lowering.context()));
      cache.put(key, known);
    }
    return known;
  }

  private static ImmutableIntArray ids(List<PlacedLaunch> launches) {
    ImmutableIntArray.Builder ids = ImmutableIntArray.builder(launches.size());
    launches.forEach(launch -> ids.add(launch.id()));
    return ids.build();
  }

  private static List<PreparedLaunch> prepared(List<PlacedLaunch> launches) {
    List<PreparedLaunch> prepared = new ArrayList<>(launches.size());
    launches.forEach(launch -> prepared.add(launch.prepared()));
    return prepared;
  }
}
