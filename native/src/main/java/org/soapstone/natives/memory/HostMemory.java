package org.soapstone.natives.memory;

import static java.util.Objects.requireNonNull;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A memory of the host with a fixed capacity: one slab of address space, handed out in pieces.
 *
 * <p>A piece starts at a multiple of {@value #ALIGNMENT} bytes and takes a multiple of that. It
 * comes from the smallest free piece that suffices, the lowest of equals; freed neighbours become
 * one. So the same calls give the same places (relative to the slab), and each costs O(log n) for n
 * pieces.
 *
 * <p>The contents of a new allocation are whatever was there before; {@link #allocateZeroed} clears
 * them. All methods are safe to call from any thread. After {@link #close()} every access to any
 * segment of the memory throws an {@link IllegalStateException}; an access to a segment that was
 * freed is not noticed.
 */
public final class HostMemory implements AutoCloseable {
  /** The alignment of every allocation, in bytes: a cache line, and the widest vector. */
  public static final long ALIGNMENT = 64;

  private final String name;
  private final long capacity;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment slab;

  /**
   * Free and live pieces by offset; together they cover the slab, and no two free ones are
   * neighbours.
   */
  private final TreeMap<Long, Piece> pieces = new TreeMap<>();

  private final TreeSet<Piece> free =
      new TreeSet<>(Comparator.comparingLong(Piece::bytes).thenComparingLong(Piece::offset));
  private long liveBytes;
  private long peakBytes;

  /**
   * A part of the slab.
   *
   * @param offset its first byte
   * @param bytes its size, a multiple of the alignment
   * @param requested the size that was asked for, or -1 if it is free
   * @param label what it is for
   */
  private record Piece(long offset, long bytes, long requested, String label) {
    static Piece free(long offset, long bytes) {
      return new Piece(offset, bytes, -1, "");
    }

    boolean isFree() {
      return requested < 0;
    }
  }

  /**
   * A live allocation.
   *
   * @param label what it is for
   * @param bytes the bytes that it takes, a multiple of the alignment
   */
  public record Allocation(String label, long bytes) {}

  /**
   * Reserves a memory. On Linux this takes address space only, until it is touched.
   *
   * @param name its name in messages
   * @param capacityBytes the bytes it can hold, at least {@value #ALIGNMENT}; rounded down to a
   *     multiple of that
   * @throws IllegalArgumentException if the capacity is too small
   * @throws OutOfMemoryError if the system refuses the reservation
   */
  public HostMemory(String name, long capacityBytes) {
    this.name = requireNonNull(name, "name");
    if (capacityBytes < ALIGNMENT) {
      throw new IllegalArgumentException(
          "memory '%s' needs a capacity of at least %d bytes, got %d"
              .formatted(name, ALIGNMENT, capacityBytes));
    }
    this.capacity = capacityBytes / ALIGNMENT * ALIGNMENT;
    this.slab = Pages.reserve(capacity, arena);
    insert(Piece.free(0, capacity));
  }

  /**
   * Allocates; the contents are undefined.
   *
   * @param bytes the size, at least 0; an allocation of nothing has an address of its own too
   * @param label what it is for, shown when the memory runs out
   * @return a segment of exactly that size, aligned to {@value #ALIGNMENT} bytes
   * @throws IllegalArgumentException if the size is negative
   * @throws IllegalStateException if the memory is closed
   * @throws OutOfHostMemoryException if no free piece is large enough
   */
  public MemorySegment allocate(long bytes, String label) {
    requireNonNull(label, "label");
    if (bytes < 0) {
      throw new IllegalArgumentException(
          "memory '%s': '%s' cannot have a negative size, got %d".formatted(name, label, bytes));
    }
    synchronized (pieces) {
      requireOpen();
      Piece piece = free.ceiling(Piece.free(0, rounded(bytes)));
      if (piece == null) {
        throw new OutOfHostMemoryException(this, label, bytes, largestFreeBytes());
      }
      remove(piece);
      Piece taken = new Piece(piece.offset(), rounded(bytes), bytes, label);
      insert(taken);
      if (taken.bytes() < piece.bytes()) {
        insert(Piece.free(taken.offset() + taken.bytes(), piece.bytes() - taken.bytes()));
      }
      liveBytes += taken.bytes();
      peakBytes = Math.max(peakBytes, liveBytes);
      return slab.asSlice(taken.offset(), bytes);
    }
  }

  /**
   * Allocates and sets every byte to zero; otherwise as {@link #allocate}.
   *
   * @param bytes the size, at least 0
   * @param label what it is for
   * @return a segment of that size, all zeros
   */
  public MemorySegment allocateZeroed(long bytes, String label) {
    return allocate(bytes, label).fill((byte) 0);
  }

  /**
   * Gives an allocation back.
   *
   * @param segment a segment that {@link #allocate} returned, not a part of one
   * @throws IllegalArgumentException if it is not a live allocation of this memory
   * @throws IllegalStateException if the memory is closed
   */
  public void free(MemorySegment segment) {
    synchronized (pieces) {
      requireOpen();
      Piece piece = pieces.get(segment.address() - slab.address());
      if (piece == null || piece.requested() != segment.byteSize()) {
        throw new IllegalArgumentException(
            ("memory '%s': %d bytes at 0x%x are not a live allocation of it; free each segment"
                    + " once, as it was allocated")
                .formatted(name, segment.byteSize(), segment.address()));
      }
      remove(piece);
      liveBytes -= piece.bytes();
      long start = piece.offset();
      long end = start + piece.bytes();
      var before = pieces.lowerEntry(start);
      if (before != null && before.getValue().isFree()) {
        start = before.getKey();
        remove(before.getValue());
      }
      Piece after = pieces.get(end);
      if (after != null && after.isFree()) {
        end += after.bytes();
        remove(after);
      }
      insert(Piece.free(start, end - start));
    }
  }

  /** {@return the name in messages} */
  public String name() {
    return name;
  }

  /** {@return the bytes that the memory can hold} */
  public long capacityBytes() {
    return capacity;
  }

  /** {@return the bytes that live allocations take, each rounded up to the alignment} */
  public long liveBytes() {
    synchronized (pieces) {
      return liveBytes;
    }
  }

  /** {@return the largest value that {@link #liveBytes()} has had} */
  public long peakBytes() {
    synchronized (pieces) {
      return peakBytes;
    }
  }

  /** {@return the size of the largest allocation that would succeed now} */
  public long largestFreeBytes() {
    synchronized (pieces) {
      return free.isEmpty() ? 0 : free.last().bytes();
    }
  }

  /** {@return the live allocations, the largest first, equals by their place} */
  public List<Allocation> allocations() {
    synchronized (pieces) {
      return pieces.values().stream()
          .filter(piece -> !piece.isFree())
          .sorted(Comparator.comparingLong(Piece::bytes).reversed())
          .map(piece -> new Allocation(piece.label(), piece.bytes()))
          .toList();
    }
  }

  /**
   * Gives the whole slab back to the system. No thread may be using the memory. Closing again has
   * no effect.
   */
  @Override
  public void close() {
    synchronized (pieces) {
      if (arena.scope().isAlive()) {
        arena.close();
      }
    }
  }

  private void requireOpen() {
    if (!arena.scope().isAlive()) {
      throw new IllegalStateException("memory '%s' is closed".formatted(name));
    }
  }

  private void insert(Piece piece) {
    pieces.put(piece.offset(), piece);
    if (piece.isFree()) {
      free.add(piece);
    }
  }

  private void remove(Piece piece) {
    pieces.remove(piece.offset());
    if (piece.isFree()) {
      free.remove(piece);
    }
  }

  /** The bytes that an allocation takes; more than any capacity for what cannot be rounded. */
  private static long rounded(long bytes) {
    return bytes > Long.MAX_VALUE - ALIGNMENT
        ? Long.MAX_VALUE
        : Math.ceilDiv(Math.max(bytes, 1), ALIGNMENT) * ALIGNMENT;
  }
}
