package org.soapstone.mapper.launch;

/**
 * Names the result of a launch: the program-order number of that launch in its runtime.
 *
 * @param launch the number of the launch
 */
public record FutureId(long launch) {}
