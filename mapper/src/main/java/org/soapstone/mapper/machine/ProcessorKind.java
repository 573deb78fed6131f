package org.soapstone.mapper.machine;

import java.util.Locale;

/** What a processor is; a task has a variant for each kind of processor that it can run on. */
public enum ProcessorKind {
  /** A core of a host. */
  CPU,
  /** A graphics processor. */
  GPU;

  /** {@return the name used in files and at the command line, in lower case} */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
