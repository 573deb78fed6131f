/**
 * The values of a program: launches, their region requirements, projections and arguments.
 *
 * <p>The main type is {@link org.soapstone.mapper.launch.IndexLaunch}. Launches stand below the
 * runtime because three parties read them: the runtime runs them, a mapper places them, and a
 * search space emits them.
 *
 * <pre>{@code
 * var step = IndexLaunch.of("stencil", Rect.ofExtents(4), TaskArguments.NONE,
 *     RegionRequirement.pieces(grid, halo, Projection.IDENTITY, FieldSet.of(in), Privilege.read()),
 *     RegionRequirement.pieces(grid, tiles, Projection.IDENTITY, FieldSet.of(out), Privilege.readWrite()));
 * }</pre>
 *
 * <p>{@link org.soapstone.mapper.launch.CopyLaunch} makes launches that copy. A {@link
 * org.soapstone.mapper.launch.PhaseBarrier} orders launches that share no data.
 *
 * <p><b>Guarantees.</b> Everything here is immutable and equal by value, and safe to share between
 * threads. <b>Refuses.</b> Bodies, data, captured lambdas as arguments: a launch can be written
 * down and sent elsewhere.
 *
 * <p>Source: Bauer et al., "Legion" (SC 2012); Soi et al., "Index Launches" (SC 2021).
 */
package org.soapstone.mapper.launch;
