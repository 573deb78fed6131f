/**
 * Dependent partitioning in a running program: operators that read what tasks have written, and
 * whose partitions launches may name before they are known.
 *
 * <p>The main type is {@link org.soapstone.tasks.partitioning.DeferredPartitions}, which a runtime
 * has.
 *
 * <pre>{@code
 * var operators = runtime.partitions();
 * var own = operators.byField(RegionColumns.of(nodes, "owner"), Rect.ofExtents(8));
 * var wiresOf = operators.preimage(RegionColumns.of(wires, "in"), own);
 * var touched = operators.image(wiresOf, RegionColumns.of(wires, "out"), nodes.indexSpace());
 * var ghosts = operators.difference(touched, own);
 * runtime.launch(IndexLaunch.of("currents", own.colours(), TaskArguments.NONE,
 *     RegionRequirement.pieces(wires, wiresOf, Projection.IDENTITY, current, readWrite),
 *     RegionRequirement.pieces(nodes, ghosts, Projection.IDENTITY, voltage, read)));
 * }</pre>
 *
 * <p><b>How.</b> An operator is an operation of the program like any other: index launches of the
 * runtime's own tasks that read the fields with read privilege, and wait for each other through
 * futures. The pure operators of {@link org.soapstone.regions.deppart} do the work. Only a launch
 * that names a partition has to wait for it before it can be analysed; it and what follows it are
 * queued, and the program goes on.
 *
 * <p><b>Guarantees.</b> The analysis sees the launches in program order, so that the task graph
 * does not depend on when a partition is known. An operator that fails, or reads what a failed task
 * should have written, spoils what depends on it, with the root cause: of a launch over its
 * partition no task runs, and the regions that it names for writing are spoiled whole, since nobody
 * can say which points it would have written.
 *
 * <p><b>Threads.</b> As for the runtime. Handles may be shared; bodies may not wait for them.
 *
 * <p><b>Refuses.</b> Fields that are not integers; waiting by bodies.
 *
 * <p>Source: Treichler, Bauer, Sharma, Slaughter, Aiken, "Dependent Partitioning", OOPSLA 2016.
 */
package org.soapstone.tasks.partitioning;
