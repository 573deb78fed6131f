/**
 * The SOAP space: the ways in which the operators of a program can be split (Sample, Attribute,
 * Parameter, and reduction dimensions) and placed (Operator).
 *
 * <p>The main types are {@link org.soapstone.mapper.soap.SearchSpace}, what can be chosen, and
 * {@link org.soapstone.mapper.soap.Strategy}, what was chosen: a value that is kept in a file.
 * Lowering reads the degrees of a strategy, {@link org.soapstone.mapper.soap.SoapMapper} its
 * placement.
 *
 * <pre>{@code
 * Strategy strategy = Strategies.named("data-parallel", space, machine);
 * Strategy.write(strategy, file);
 * Map<String, OperatorConfig> configs = Strategy.read(file).configurations(space, machine);
 * Mapper mapper = new SoapMapper(configs);
 * }</pre>
 *
 * <p><b>Guarantees.</b> Values are immutable; files round-trip exactly; a strategy that does not
 * fit is refused with every difference listed. Whatever is random follows from the generator that
 * is passed in. <b>Refuses.</b> Building task graphs or predicting times.
 *
 * <p>Source: Jia, Zaharia, Aiken, "Beyond Data and Model Parallelism for Deep Neural Networks"
 * (2019), section 4.
 */
package org.soapstone.mapper.soap;
