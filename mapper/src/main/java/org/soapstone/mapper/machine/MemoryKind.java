package org.soapstone.mapper.machine;

import java.util.Locale;

/** What a memory is. */
public enum MemoryKind {
  /** The memory of a host. */
  HOST,
  /** Host memory that devices can reach without help from the operating system. */
  PINNED,
  /** The memory of a device. */
  DEVICE;

  /** {@return the name used in files and at the command line, in lower case} */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
