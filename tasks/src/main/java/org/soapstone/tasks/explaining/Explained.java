package org.soapstone.tasks.explaining;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** A graph whose nodes, edges and movements are told in words. */
interface Explained {
  /** {@return the keys of the nodes, in the order in which they were emitted} */
  Collection<Long> keys();

  /** {@return the kind of a node, its key and what it does} */
  String node(long key);

  /** {@return the nodes that a node waits for} */
  List<Long> predecessors(long key);

  /** {@return why a node waits for another; empty if it does not} */
  List<String> edge(long to, long from);

  /** {@return why data is copied, folded or filled; empty for a node that moves none} */
  Optional<String> movement(long key);
}
