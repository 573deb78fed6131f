/**
 * How a program itself, not a task, gets at the data of regions: inline mappings, and memory and
 * files of its own that regions use in place.
 *
 * <p>The main type is {@link org.soapstone.tasks.access.DataAccess}, which a runtime has.
 *
 * <pre>{@code
 * try (MappedRegion cells = runtime.access().map(grid, values, Privilege.readWrite())) {
 *   cells.field().set(Point.of(0, 0), 1.0);
 * }
 * try (Attachment file = runtime.access().attachFile(grid, values, path, 0)) {
 *   runtime.launch(step);
 * } // the file holds the result
 * }</pre>
 *
 * <p><b>Guarantees.</b> Mapping, attaching and detaching are operations of the program at the place
 * where they are called. While a region is mapped, a launch that interferes is refused, so that
 * nothing waits for the program that waits for it. A view, and every field of it, is dead once it
 * is unmapped. <b>Refuses.</b> To attach data twice, memory of a wrong size, on the heap, confined
 * to a thread or read-only.
 */
package org.soapstone.tasks.access;
