package org.soapstone.tasks.explaining;

import org.soapstone.regions.FieldSet;
import org.soapstone.regions.IndexSpace;
import org.soapstone.tasks.graph.StructuralKey;

/** Why one node waits for another. */
public sealed interface Reason {

  /**
   * Both touch the same data, and one of them writes.
   *
   * @param earlier what the node that completes first does
   * @param later what the node that waits does
   */
  record Data(Use earlier, Use later) implements Reason {
    /** {@return the points that both touch} */
    public IndexSpace points() {
      return earlier.points().intersection(later.points());
    }

    /** {@return the fields that both touch} */
    public FieldSet fields() {
      return earlier.fields().intersection(later.fields());
    }

    @Override
    public String toString() {
      return "%s of region '%s' at %s in memory %d: %s, after %s"
          .formatted(
              later.names(fields()),
              later.instance().root().name(),
              points(),
              later.instance().memory(),
              later,
              earlier);
    }
  }

  /**
   * A task reads the result of another.
   *
   * @param node the task that waits
   * @param from the task whose result it reads
   */
  record Result(long node, long from) implements Reason {
    @Override
    public String toString() {
      return "%s reads the result of %s"
          .formatted(StructuralKey.describe(node), StructuralKey.describe(from));
    }
  }

  /**
   * One of the nodes only waits, for many others.
   *
   * @param join the node that stands for them
   */
  record Join(long join) implements Reason {
    @Override
    public String toString() {
      return "%s stands for several nodes that use an instance without waiting for each other"
          .formatted(StructuralKey.describe(join));
    }
  }

  /**
   * One of the nodes is a fence: it waits for all before it, and all after wait for it.
   *
   * @param fence the fence
   */
  record Fence(long fence) implements Reason {
    @Override
    public String toString() {
      return "%s is a fence".formatted(StructuralKey.describe(fence));
    }
  }
}
