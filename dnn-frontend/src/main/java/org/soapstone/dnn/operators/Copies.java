package org.soapstone.dnn.operators;

import org.soapstone.mapper.launch.TaskArguments;

/**
 * The arguments of a task that copies elements and computes nothing.
 *
 * @param count how many tensors it copies from or to
 */
record Copies(int count) implements TaskArguments {
  @Override
  public String workClass() {
    return "elementwise";
  }
}
