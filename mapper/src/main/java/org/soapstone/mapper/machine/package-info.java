/**
 * Machines: processors, the memories they use, and the links that copies take.
 *
 * <p>The main type is {@link org.soapstone.mapper.machine.Machine}. It comes from {@link
 * org.soapstone.mapper.machine.Machines} by name, from a file through {@link
 * org.soapstone.mapper.machine.MachineJson}, or is built in code.
 *
 * <pre>{@code
 * Machine machine = Machines.named("p100").firstProcessors(8);
 * Route route = machine.route(machine.nearestMemory(0), machine.nearestMemory(4));
 * long nanos = route.copyNanos(1 << 20);
 * }</pre>
 *
 * <p><b>Guarantees.</b> Machines are immutable and thread-safe. Regular machines are given by rule:
 * 16,384 processors take no more memory than four. Routes are deterministic. Whatever is wrong with
 * a description is one sentence that says where. <b>Refuses.</b> Routes that pass through a third
 * memory; times as floating-point numbers.
 *
 * <p>Source: Jia et al. 2019, section 4.2 (device topology) and section 8 (the two clusters).
 */
package org.soapstone.mapper.machine;
