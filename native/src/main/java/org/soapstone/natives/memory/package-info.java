/**
 * Host memory in slabs: what physical instances are allocated from.
 *
 * <p>The entry point is {@link org.soapstone.natives.memory.HostMemory}, one for each memory of the
 * machine:
 *
 * {@snippet :
 * try (HostMemory memory = new HostMemory("ram0", 8L << 30)) {
 *   MemorySegment tile = memory.allocateZeroed(8 * 56 * 56 * 64 * Float.BYTES, "conv1.output");
 *   tile.setAtIndex(ValueLayout.JAVA_FLOAT, 0, 1.0f);
 *   memory.free(tile);
 * }
 * }
 *
 * <p><b>Guarantees.</b> The sum of live allocations never exceeds the capacity; allocations do not
 * overlap; the same calls give the same places. A memory that runs out says what holds it.
 *
 * <p><b>Threads.</b> Any thread may allocate and free. Closing is for the end, when no kernel runs.
 *
 * <p><b>Refusals.</b> No arena for each instance, no garbage collection of instances, no growth
 * beyond the capacity, no check of accesses to what was freed: the runtime owns lifetimes.
 *
 * <p>Best fit with immediate coalescing: Knuth, The Art of Computer Programming, volume 1, section
 * 2.5.
 */
package org.soapstone.natives.memory;
