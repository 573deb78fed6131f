package org.soapstone.tasks.graph;

import com.google.common.primitives.ImmutableLongArray;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Optional;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.machine.Memory;

/**
 * How much of each memory a plan needs. An instance lives as long as its tree, so this is the sum
 * over the distinct instances.
 *
 * @param bytes for each memory of the machine, the bytes of its instances
 */
public record MemoryFootprint(ImmutableLongArray bytes) {

  /**
   * {@return the footprint of some instances}
   *
   * @param instances the instances; equal ones count once
   * @param machine the machine whose memories they live in
   */
  public static MemoryFootprint of(Collection<InstanceSpec> instances, Machine machine) {
    long[] bytes = new long[machine.memoryCount()];
    for (InstanceSpec instance : new LinkedHashSet<>(instances)) {
      bytes[instance.memory()] += instance.bytes();
    }
    return new MemoryFootprint(ImmutableLongArray.copyOf(bytes));
  }

  /** {@return the bytes of the fullest memory} */
  public long peakBytes() {
    return bytes.stream().max().orElse(0);
  }

  /**
   * {@return one sentence about the first memory that is too small, or empty if the plan fits}
   *
   * @param machine the machine
   */
  public Optional<String> overflow(Machine machine) {
    for (int m = 0; m < bytes.length(); m++) {
      Memory memory = machine.memory(m);
      if (bytes.get(m) > memory.capacityBytes()) {
        return Optional.of(
            "memory '%s' of machine '%s' holds %d bytes, but the plan needs %d; split the work further or use a larger memory"
                .formatted(memory.name(), machine.name(), memory.capacityBytes(), bytes.get(m)));
      }
    }
    return Optional.empty();
  }
}
