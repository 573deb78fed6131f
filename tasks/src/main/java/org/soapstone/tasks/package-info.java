/**
 * Programs of tasks over regions, and the runtime that runs them.
 *
 * <p>The main type is {@link org.soapstone.tasks.Runtime}. A program registers {@linkplain
 * org.soapstone.tasks.TaskDefinition tasks}, makes regions, and launches tasks that say what they
 * read, write and reduce; the runtime works out what has to wait for what, and what has to be
 * copied where.
 *
 * <pre>{@code
 * TaskDefinition scale =
 *     TaskDefinition.cpu("scale", context -> {
 *       FieldView x = context.region(0).field();
 *       x.rect().forEachPoint(p -> x.set(p, 2 * x.floatAt(p)));
 *     });
 * try (var runtime = Runtime.builder(machine, TaskRegistry.of(scale)).build()) {
 *   LogicalRegion line = runtime.regions().createRegion("line", space, fields);
 *   IndexPartition tiles = Partitions.equal(space, Rect.ofExtents(4));
 *   runtime.write(line, 0, data);
 *   runtime.launch(IndexLaunch.of("scale", tiles.colours(), TaskArguments.NONE,
 *       RegionRequirement.pieces(
 *           line, tiles, Projection.IDENTITY, FieldSet.of(0), Privilege.readWrite())));
 *   FieldData result = runtime.read(line, 0);
 * }
 * }</pre>
 *
 * <p>{@link org.soapstone.tasks.Runtime#partitions} makes partitions of what the tasks compute;
 * launches may name them before they are known, see {@link org.soapstone.tasks.partitioning}.
 *
 * <p>{@link org.soapstone.tasks.Runtime#access} lets the program itself map regions, and regions
 * use memory and files of the program; {@link org.soapstone.tasks.Runtime#launchOutput} makes
 * regions whose size only the tasks know.
 *
 * <p><b>Control.</b> A task with an {@linkplain org.soapstone.tasks.TaskDefinition#inner inner}
 * variant launches others with a {@link org.soapstone.tasks.Launcher} of its own, to any depth, and
 * no more than its own requirements allow. Launches may take {@linkplain
 * org.soapstone.mapper.launch.IndexLaunch#after results}, {@linkplain
 * org.soapstone.tasks.FutureMap#pointwise point by point} too, run only {@linkplain
 * org.soapstone.mapper.launch.IndexLaunch#when when} a result says so, and run all points
 * {@linkplain org.soapstone.mapper.launch.IndexLaunch#concurrent at the same time}; the program
 * waits for none of that.
 *
 * <p>{@link org.soapstone.tasks.Launcher#mustEpoch} has several launches run at the same time; a
 * {@link org.soapstone.mapper.launch.PhaseBarrier} orders launches, bodies and programs where no
 * data does:
 *
 * <pre>{@code
 * PhaseBarrier full = runtime.phaseBarrier("full", 1);
 * runtime.launch(drain.waitsFor(full.phase(0)));
 * runtime.launch(fill.arrivesAt(full.phase(0)));
 * }</pre>
 *
 * <p><b>Guarantees.</b> The launches, in their order, fix the result to the last bit: mapper,
 * processors and timing cannot change it, unless the program lets tasks share data ({@link
 * org.soapstone.regions.Coherence}). A task that fails spoils what depends on its data, and nothing
 * else; the program is told the root cause.
 *
 * <p><b>Threading.</b> The methods of a runtime may be called from any thread of the program, one
 * at a time; futures may be shared. Bodies run on the runtime's workers, many at once.
 *
 * <p><b>Refuses.</b> Leaf bodies that launch or wait, inner bodies that touch data; launches whose
 * own points interfere, or that could only wait for each other; machines of which this host has no
 * processors.
 *
 * <p>Source: Bauer et al., "Legion: Expressing Locality and Independence with Logical Regions" (SC
 * 2012).
 */
package org.soapstone.tasks;
