package org.soapstone.tasks.instances;

import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.machine.Memory;
import org.soapstone.natives.memory.HostMemory;
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
  private final Machine machine;
  private final HostMemory[] memories;
  private final Map<LogicalRegion, Map<InstanceSpec, PhysicalInstance>> byTree =
      new LinkedHashMap<>();

  /**
   * Makes a store without instances.
   *
   * @param machine the machine
   */
  public InstanceStore(Machine machine) {
    this.machine = machine;
    this.memories = new HostMemory[machine.memoryCount()];
  }

  /**
   * {@return the instance of a specification, if it was created}
   *
   * @param spec the specification
   */
  public Optional<PhysicalInstance> find(InstanceSpec spec) {
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
    MemorySegment block = memory(spec.memory()).allocate(PhysicalInstance.blockBytes(spec), label);
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

  private PhysicalInstance keep(PhysicalInstance instance) {
    byTree
        .computeIfAbsent(instance.spec().root(), _ -> new LinkedHashMap<>())
        .put(instance.spec(), instance);
    return instance;
  }

  private HostMemory memory(int id) {
    if (memories[id] == null) {
      Memory memory = machine.memory(id);
      memories[id] = new HostMemory(memory.name(), memory.capacityBytes());
    }
    return memories[id];
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
        if (!instance.isMissing()) {
          memories[instance.spec().memory()].free(instance.block());
        }
      }
    }
  }

  /** Frees all memory. No instance is in use. */
  @Override
  public void close() {
    byTree.clear();
    for (HostMemory memory : memories) {
      if (memory != null) {
        memory.close();
      }
    }
  }
}
