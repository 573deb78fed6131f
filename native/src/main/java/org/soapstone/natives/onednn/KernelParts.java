package org.soapstone.natives.onednn;

import java.util.List;

/**
 * What a kernel is made of.
 *
 * @param operation what it does and on which shapes, for messages
 * @param implementation oneDNN's name for the implementation of the main step
 * @param workspace the thread's stream and scratch memory
 * @param operands the caller's tensors
 * @param scratch the intermediate tensors, by their place in the scratch memory
 * @param scratchBytes the size of all of those
 * @param steps the primitives, in order
 * @param owned what destroys the native objects
 */
record KernelParts(
    String operation,
    String implementation,
    Workspace workspace,
    List<Operand> operands,
    List<Scratch> scratch,
    long scratchBytes,
    List<Step> steps,
    List<Runnable> owned) {

  /**
   * A place in the scratch memory.
   *
   * @param memory what is bound to it
   * @param offset its first byte
   * @param bytes its size
   */
  record Scratch(Memory memory, long offset, long bytes) {}

  void destroy() {
    owned.forEach(Runnable::run);
  }
}
