package org.soapstone.natives.onednn;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** A tensor of the caller's: its data is bound before each execution. */
final class Operand {
  private final String name;
  private final TensorDesc tensor;
  private final boolean written;
  private final List<Memory> memories = new ArrayList<>(1);

  Operand(String name, TensorDesc tensor, boolean written) {
    this.name = name;
    this.tensor = tensor;
    this.written = written;
  }

  /**
   * An operand as oneDNN sees it, its dimensions in a certain order.
   *
   * @param operand the operand
   * @param desc its layout
   * @param memory what its data is bound to
   */
  record View(Operand operand, MemoryDesc desc, Memory memory) {}

  /** Another memory that the data will be bound to. */
  View addView(MemoryDesc desc, Memory memory) {
    memories.add(memory);
    return new View(this, desc, memory);
  }

  TensorDesc tensor() {
    return tensor;
  }

  void bind(String operation, MemorySegment data) {
    if (!data.isNative()
        || data.byteSize() < tensor.spanBytes()
        || (written && data.isReadOnly())) {
      throw refused(operation, data);
    }
    for (int i = 0; i < memories.size(); i++) {
      memories.get(i).bind(data);
    }
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
