package org.soapstone.tasks.execution;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.soapstone.mapper.launch.RegionRequirement;
import org.soapstone.regions.Coherence;

/**
 * Sees to it that tasks with atomic coherence have their data to themselves: of those that share an
 * instance, fields and points, one writing, only one is handed to a worker at a time.
 *
 * <p>A task gets all of its data or none, and waits here, not on a worker; so nothing can be waited
 * for in a circle. Those that wait are served in the order in which they became ready, but overtake
 * each other where they share nothing. Only tasks with atomic coherence come here.
 */
final class AtomicTasks {
  private final List<Node> inside = new ArrayList<>();
  private final List<Node> waiting = new ArrayList<>();

  /** {@return whether a task that is ready may run now} If not, it is handed over later. */
  synchronized boolean enter(Node node) {
    if (isFree(node, inside, inside.size()) && isFree(node, waiting, waiting.size())) {
      inside.add(node);
      return true;
    }
    waiting.add(node);
    return false;
  }

  /**
   * Gives up the data of a task that has run.
   *
   * @param next takes the tasks that may run now
   */
  void leave(Node node, Consumer<Node> next) {
    List<Node> free = new ArrayList<>();
    synchronized (this) {
      inside.remove(node);
      int before = 0;
      for (Iterator<Node> nodes = waiting.iterator(); nodes.hasNext(); ) {
        Node candidate = nodes.next();
        if (isFree(candidate, inside, inside.size()) && isFree(candidate, waiting, before)) {
          inside.add(candidate);
          free.add(candidate);
          nodes.remove();
        } else {
          before++;
        }
      }
    }
    free.forEach(next);
  }

  private static boolean isFree(Node node, List<Node> others, int count) {
    for (int i = 0; i < count; i++) {
      if (shares(node, others.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean shares(Node a, Node b) {
    List<RegionRequirement> ofA = a.run.launch().launch().requirements();
    List<RegionRequirement> ofB = b.run.launch().launch().requirements();
    for (int r = 0; r < ofA.size(); r++) {
      for (int s = 0; s < ofB.size(); s++) {
        if (isAtomic(a, r, ofA.get(r))
            && isAtomic(b, s, ofB.get(s))
            && a.instance(r) == b.instance(s)
            && (ofA.get(r).privilege().writes() || ofB.get(s).privilege().writes())
            && ofA.get(r).fields().intersects(ofB.get(s).fields())
            && a.views[r].space().intersects(b.views[s].space())) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean isAtomic(Node node, int requirement, RegionRequirement what) {
    return what.coherence() == Coherence.ATOMIC && node.instance(requirement) != null;
  }
}
