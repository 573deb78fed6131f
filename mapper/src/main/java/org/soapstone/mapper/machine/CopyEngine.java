package org.soapstone.mapper.machine;

import java.util.Locale;

/** What carries out copies. */
public enum CopyEngine {
  /** A processor: it is held, like every link of the route, for as long as the copy lasts. */
  PROCESSOR,
  /** Engines beside the processors: only the links of the route are held. */
  DMA;

  /** {@return the name used in files and at the command line, in lower case} */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
