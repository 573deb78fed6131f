package org.soapstone.mapper;

/**
 * The mapper used when no other is named: {@link Mapper}'s defaults, which spread each launch over
 * the processors in blocks and keep data near them.
 */
public final class DefaultMapper implements Mapper {
  /** The name of this mapper. */
  public static final String NAME = "default";

  /** A default mapper; it has no state. */
  public DefaultMapper() {}

  @Override
  public String name() {
    return NAME;
  }
}
