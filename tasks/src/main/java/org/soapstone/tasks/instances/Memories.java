package org.soapstone.tasks.instances;

import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.machine.Memory;
import org.soapstone.natives.memory.HostMemory;

/** The memories of a machine, each reserved when it is first used. Thread-safe. */
final class Memories implements AutoCloseable {
  private final Machine machine;
  private final HostMemory[] memories;

  Memories(Machine machine) {
    this.machine = machine;
    memories = new HostMemory[machine.memoryCount()];
  }

  synchronized HostMemory of(int id) {
    if (memories[id] == null) {
      Memory memory = machine.memory(id);
      memories[id] = new HostMemory(memory.name(), memory.capacityBytes());
    }
    return memories[id];
  }

  @Override
  public synchronized void close() {
    for (HostMemory memory : memories) {
      if (memory != null) {
        memory.close();
      }
    }
  }
}
