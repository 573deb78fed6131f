package org.soapstone.mapper;

import java.util.Set;
import org.soapstone.mapper.machine.Machine;
import org.soapstone.mapper.machine.ProcessorKind;

/** What a mapper may look at besides the launch. */
public interface MapperContext {

  /** {@return the machine} */
  Machine machine();

  /**
   * {@return the kinds of processor for which a task has a variant}
   *
   * @param task the task's registered name
   */
  Set<ProcessorKind> kinds(String task);
}
