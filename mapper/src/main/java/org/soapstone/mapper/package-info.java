/**
 * Deciding where a program runs.
 *
 * <p>The main type is {@link org.soapstone.mapper.Mapper}: what a plug-in implements and the
 * runtime asks. Every method has a default ({@link org.soapstone.mapper.DefaultPolicies}), so a
 * mapper says only what it knows better:
 *
 * <pre>{@code
 * public final class RoundRobin implements Mapper {
 *   public int[] selectProcessors(MapperContext context, IndexLaunch launch) {
 *     int processors = context.machine().processorCount();
 *     return IntStream.range(0, launch.pointCount()).map(i -> i % processors).toArray();
 *   }
 * }
 * }</pre>
 *
 * <p>{@link org.soapstone.mapper.Mappers} finds mappers by name. {@link org.soapstone.mapper.soap}
 * has the mapper that follows a strategy, {@link org.soapstone.mapper.machine} what a mapper knows
 * of the machine, and {@link org.soapstone.mapper.launch} what it is asked about.
 *
 * <p><b>Guarantees.</b> A mapper changes how fast a program is, never what it computes. Calls come
 * in program order from one thread; the same mapper serves the wall clock and the simulated one.
 * <b>Refuses.</b> Answers that cannot be carried out: {@link org.soapstone.mapper.MapperException}
 * names callback, task and remedy. A mapper does not see the progress of execution.
 *
 * <p>Source: Bauer et al., "Legion" (SC 2012), section 5 (the mapping interface).
 */
package org.soapstone.mapper;
