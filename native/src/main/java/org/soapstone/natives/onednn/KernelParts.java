package org.soapstone.natives.onednn;

import java.lang.foreign.MemorySegment;
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
   * A tensor of the caller's.
   *
   * @param name its name in messages
   * @param tensor its layout
   * @param written whether the kernel writes it
   * @param desc its layout, for oneDNN
   * @param memory what its data is bound to
   */
  record Operand(String name, TensorDesc tensor, boolean written, MemoryDesc desc, Memory memory) {

    void bind(String operation, MemorySegment data) {
      if (!data.isNative()
          || data.byteSize() < tensor.spanBytes()
          || (written && data.isReadOnly())) {
        throw refused(operation, data);
      }
      memory.bind(data);
    }

    private IllegalArgumentException refused(String operation, MemorySegment data) {
      String why;
      if (!data.isNative()) {
        why = "lies on the Java heap; give native memory";
      } else if (data.byteSize() < tensor.spanBytes()) {
        why = "has %d bytes; it needs %d".formatted(data.byteSize(), tensor.spanBytes());
      } else {
        why = "is read-only and would be written";
      }
      return new IllegalArgumentException(
          "%s: the segment for %s %s %s".formatted(operation, name, tensor, why));
    }
  }

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
