package org.soapstone.mapper;

import java.util.Set;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.machine.ProcessorKind;

/** A context in which every task has the same variants. */
public record TestContext(Machine machine, Set<ProcessorKind> kinds) implements MapperContext {

  /** A context in which every task runs everywhere. */
  public TestContext(Machine machine) {
    this(machine, Set.of(ProcessorKind.values()));
  }

  @Override
  public Set<ProcessorKind> kinds(String task) {
    return kinds;
  }
}
