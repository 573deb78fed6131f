package org.soapstone.natives.memory;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Thrown when a {@link HostMemory} cannot hold another allocation; the message says what holds the
 * memory.
 */
public final class OutOfHostMemoryException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final int LISTED = 8;

  private final long requestedBytes;
  private final long capacityBytes;

  OutOfHostMemoryException(
      HostMemory memory, String label, long requestedBytes, long largestFreeBytes) {
    super(message(memory, label, requestedBytes, largestFreeBytes));
    this.requestedBytes = requestedBytes;
    this.capacityBytes = memory.capacityBytes();
  }

  private static String message(
      HostMemory memory, String label, long requestedBytes, long largestFreeBytes) {
    List<HostMemory.Allocation> live = memory.allocations();
    String largest =
        live.stream()
            .limit(LISTED)
            .map(allocation -> "%s (%d bytes)".formatted(allocation.label(), allocation.bytes()))
            .collect(Collectors.joining(", "));
    if (live.size() > LISTED) {
      largest += " and %d smaller".formatted(live.size() - LISTED);
    }
    return ("memory '%s' has no room for '%s' of %d bytes: %d of its %d bytes are in use and the"
            + " largest free piece has %d; the largest allocations are: %s; give the memory more"
            + " capacity, use a smaller batch, or split or place the largest ones elsewhere")
        .formatted(
            memory.name(),
            label,
            requestedBytes,
            memory.liveBytes(),
            memory.capacityBytes(),
            largestFreeBytes,
            live.isEmpty() ? "none" : largest);
  }

  /** {@return the size of the allocation that failed} */
  public long requestedBytes() {
    return requestedBytes;
  }

  /** {@return the capacity of the memory that it failed in} */
  public long capacityBytes() {
    return capacityBytes;
  }
}
