package org.soapstone.mapper.launch;

/**
 * One operation of a program. A program is a sequence of launches; their order fixes its result.
 *
 * <p>Launches are values: they name tasks, regions and arguments, and hold neither bodies nor data.
 */
public sealed interface Launch permits IndexLaunch, FillLaunch {

  /** {@return a few words that name the launch in messages and profiles} */
  String provenance();
}
