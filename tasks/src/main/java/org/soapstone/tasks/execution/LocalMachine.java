package org.soapstone.tasks.execution;

import org.soapstone.mapper.machine.CopyEngine;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.machine.ProcessorKind;

/** What a machine must be like so that threads of this process can be its processors. */
final class LocalMachine {
  private LocalMachine() {}

  /** Throws {@link IllegalArgumentException} unless a machine is of CPU cores that copy. */
  static void requireExecutable(Machine machine) {
    if (machine.copyEngine() != CopyEngine.PROCESSOR) {
      throw new IllegalArgumentException(
          ("machine '%s' copies by %s engines, which nothing here has; simulate it, or run on a"
                  + " machine whose processors copy, such as 'local'")
              .formatted(machine.name(), machine.copyEngine()));
    }
    for (ProcessorKind kind : machine.kinds()) {
      if (kind != ProcessorKind.CPU) {
        throw new IllegalArgumentException(
            ("machine '%s' has processors of kind %s, which cannot be run on yet; simulate it, or"
                    + " run on a machine of CPU cores, such as 'local'")
                .formatted(machine.name(), kind));
      }
    }
  }
}
