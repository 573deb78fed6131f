package org.soapstone.tasks.instances;

import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.natives.memory.OutOfHostMemoryException;
import org.soapstone.regions.IndexSpace;
import org.soapstone.regions.LogicalRegion;
import org.soapstone.tasks.TaskFailure;
import org.soapstone.tasks.graph.InstanceSpec;

/**
 * The instances of all memories of a machine: one slab manager for each memory, of that memory's
 * capacity.
 *
 * <p>The same specification is the same instance until its tree is destroyed. For one thread at a
 * time.
 */
public final class InstanceStore implements AutoCloseable {
  private final Memories memories;

  /** Whether this is an inner task's, which gives its memory back to the program's. */
  private final boolean isInner;

  private final Map<LogicalRegion, Map<InstanceSpec, PhysicalInstance>> byTree =
      new LinkedHashMap<>();

  /** Instances whose memory is another store's. */
  private final Map<InstanceSpec, PhysicalInstance> lent = new LinkedHashMap<>();

  /**
   * Makes a store without instances.
   *
   * @param machine the machine
   */
  public InstanceStore(Machine machine) {
    this.memories = new Memories(machine);
    this.isInner = false;
  }

  private InstanceStore(Memories memories) {
    this.memories = memories;
    this.isInner = true;
  }

  /** {@return a store without instances in the same memories, for an inner task} */
  public InstanceStore inner() {
    return new InstanceStore(memories);
  }

  /**
   * Adds an instance in the memory of another store's.
   *
   * @param spec the specification here, of the same rect and fields
   * @param other the other store's instance
   * @return the instance
   */
  public PhysicalInstance lend(InstanceSpec spec, PhysicalInstance other) {
    PhysicalInstance instance = new PhysicalInstance(spec, other.block());
    lent.put(spec, instance);
    return instance;
  }

  /**
   * {@return the instance of a specification, if it was created}
   *
   * @param spec the specification
   */
  public Optional<PhysicalInstance> find(InstanceSpec spec) {
    if (lent.containsKey(spec)) {
      return Optional.of(lent.get(spec));
    }
    Map<InstanceSpec, PhysicalInstance> tree = byTree.get(spec.root());
    return tree == null ? Optional.empty() : Optional.ofNullable(tree.get(spec));
  }

  /**
   * {@return the new instance of a specification}
   *
   * @param spec the specification
   * @param owner what it is made for, shown when the memory runs out
   * @throws OutOfHostMemoryException if its memory has no room for it
   * @throws OutOfMemoryError if the system has no room for its memory
   */
  public PhysicalInstance create(InstanceSpec spec, String owner) {
    String label =
        "region '%s', fields %s, %s%s, made for %s"
            .formatted(
                spec.root().name(),
                names(spec),
                spec.rect(),
                spec.reduction().isPresent() ? ", a reduction buffer" : "",
                owner);
    MemorySegment block =
        memories.of(spec.memory()).allocate(PhysicalInstance.blockBytes(spec), label);
    return keep(new PhysicalInstance(spec, block));
  }

  private static String names(InstanceSpec spec) {
    StringBuilder names = new StringBuilder();
    for (int id = spec.fields().next(0); id >= 0; id = spec.fields().next(id + 1)) {
      names.append(names.isEmpty() ? "'" : ", '");
      names.append(spec.root().fieldSpace().field(id).name()).append('\'');
    }
    return names.toString();
  }

  /**
   * {@return an instance without memory, all of whose data is spoiled}
   *
   * @param spec the specification
   * @param cause why there is no memory for it
   */
  public PhysicalInstance createMissing(InstanceSpec spec, TaskFailure cause) {
    PhysicalInstance missing = new PhysicalInstance(spec, MemorySegment.NULL);
    missing.poison().spoil(IndexSpace.of(spec.rect()), spec.fields(), cause);
    return keep(missing);
  }

  /**
   * Puts memory of the program's own behind a specification.
   *
   * @param spec the specification, which was not created
   * @param byField for each field of it, in ascending order, an array that is row-major over the
   *     rect
   */
  public void attach(InstanceSpec spec, List<MemorySegment> byField) {
    keep(new PhysicalInstance(spec, byField));
  }

  /**
   * Forgets an instance in memory of the program's own, which is not in use.
   *
   * @param spec the specification
   */
  public void detach(InstanceSpec spec) {
    byTree.get(spec.root()).remove(spec);
  }

  private PhysicalInstance keep(PhysicalInstance instance) {
    byTree
        .computeIfAbsent(instance.spec().root(), _ -> new LinkedHashMap<>())
        .put(instance.spec(), instance);
    return instance;
  }

  /**
   * Frees the instances of a tree, none of which is in use.
   *
   * @param root the tree's root
   */
  public void destroy(LogicalRegion root) {
    Map<InstanceSpec, PhysicalInstance> tree = byTree.remove(root);
    if (tree != null) {
      for (PhysicalInstance instance : tree.values()) {
        if (!instance.isMissing() && !instance.isAttached()) {
          memories.of(instance.spec().memory()).free(instance.block());
        }
      }
    }
  }

  /** Frees all memory that is this store's. No instance is in use. */
  @Override
  public void close() {
    if (isInner) {
      List.copyOf(byTree.keySet()).forEach(this::destroy);
    } else {
      byTree.clear();
      memories.close();
    }
  }
}
