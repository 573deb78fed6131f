package org.soapstone.simulator.search;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.soapstone.mapper.launch.IndexLaunch;
import org.soapstone.mapper.launch.LaunchTag;
import org.soapstone.mapper.soap.OperatorConfig;
import org.soapstone.mapper.soap.OperatorSpace;

/** Finds operators that share weights, such as the unrolled steps of a recurrent layer. */
final class Sharing {
  private Sharing() {}

  /** {@return the operators in groups that are alike and share weights, most of one operator} */
  static List<List<Integer>> groups(Lowering lowering, List<OperatorConfig> configurations) {
    NavigableSet<Integer> weights = new TreeSet<>();
    List<List<PlacedLaunch>> launches = new ArrayList<>();
    for (int op = 0; op < configurations.size(); op++) {
      List<PlacedLaunch> lowered = lowering.lower(op, configurations.get(op));
      launches.add(lowered);
      lowered.stream()
          .filter(Sharing::isUpdate)
          .forEach(launch -> launch.trees().forEach(weights::add));
    }
    Map<Object, List<Integer>> groups = new LinkedHashMap<>();
    for (int op = 0; op < launches.size(); op++) {
      NavigableSet<Integer> own = new TreeSet<>();
      for (PlacedLaunch launch : launches.get(op)) {
        launch.trees().stream().filter(weights::contains).forEach(own::add);
      }
      OperatorSpace operator = lowering.operators().get(op);
      Object key =
          own.isEmpty() ? op : List.of(own.first(), operator.kind(), operator.dimensions());
      groups.computeIfAbsent(key, _ -> new ArrayList<>()).add(op);
    }
    return List.copyOf(groups.values());
  }

  private static boolean isUpdate(PlacedLaunch launch) {
    return launch.prepared().launch() instanceof IndexLaunch tasks
        && tasks.tag().role() == LaunchTag.Role.UPDATE;
  }
}
