/**
 * Physical instances: where a region's data really is, and how bodies get at it.
 *
 * <p>The main type for bodies is {@link org.soapstone.tasks.instances.RegionView}, which gives a
 * {@link org.soapstone.tasks.instances.FieldView} for each field; for the executor it is {@link
 * org.soapstone.tasks.instances.InstanceStore}.
 *
 * <pre>{@code
 * FieldView x = context.region(0).field();
 * float[] row = new float[(int) x.rect().extent(1)];
 * MemorySegment.copy(x.segment(), ValueLayout.JAVA_FLOAT, x.offset(), row, 0, row.length);
 * }</pre>
 *
 * <p><b>Guarantees.</b> A view gives no more rights than the privilege it was made for: a reader's
 * memory is read-only, and a reducer sees its own buffer only. Element accessors check that the
 * point may be touched. An instance is row-major, one array for each field, each at a cache line.
 *
 * <p><b>Threading.</b> Views and poison are for all threads; stores and the making of views are for
 * one.
 *
 * <p><b>Refuses.</b> Checking bodies that go through the memory segment itself, inside its bounds.
 *
 * <p>Source: Bauer, "Legion: Programming Distributed Heterogeneous Architectures with Logical
 * Regions" (PhD thesis, 2014), on physical instances.
 */
package org.soapstone.tasks.instances;
