package org.soapstone.natives.onednn;

/** What a kernel does with the old contents of its destination. */
public enum Write {
  /** The result replaces the old contents, which are not read. */
  OVERWRITE,
  /** The result is added to the old contents. */
  ACCUMULATE
}
