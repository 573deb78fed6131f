/**
 * From a model and configurations to launches.
 *
 * <p>The main type is {@link org.soapstone.dnn.lowering.LoweredModel}, the {@link
 * org.soapstone.mapper.soap.SearchSpace} of a network.
 *
 * <pre>{@code
 * LoweredModel lowered = LoweredModel.of(model);
 * lowered.lower("conv1", configuration, sink);
 * }</pre>
 *
 * <p><b>A step</b> is, at fixed positions: for each micro-batch, fills of the values that tiles
 * contribute to, with the identity of their sums or maxima; the forward phases in program order; a
 * fill of each gradient with −0.0, the identity of sums (of the weights' in the first micro-batch
 * alone); the backward phases in reverse. Then, if gradients are clipped, the measuring of their
 * norm, and the updates in program order. Once, before the first step: the weights' initialisation,
 * and fills with zero of what the update rule keeps, and of the operators' states. An evaluation is
 * a program of its own, of the operators' evaluation phases. Each part of each tensor (value,
 * gradient, velocity, ...) is the only field of a region tree of its own.
 *
 * <p><b>Iteration numbers.</b> What a micro-batch does carries the batch's number, an update the
 * step's: learning rates are functions of it, so a schedule does not make another step.
 *
 * <p>{@link org.soapstone.dnn.lowering.SlottedModel} is the same space with gradients gathered at
 * one processor, as the paper's system did it: to be predicted, not to be run.
 *
 * <p><b>Gradients.</b> A tile writes its contribution outright where the tiles' rects are disjoint
 * and cover the tensor, and nobody else contributes; otherwise it reduces onto the fill. Several
 * consumers of a tensor add up in program order of the backward pass; so do all uses of a shared
 * weight, whose region, update and state are those of the first layer that has it.
 *
 * <p><b>Guarantees.</b> Immutable and thread-safe. Equal configurations give the same launches, so
 * that whoever compares them compares references. Processors are not looked at: the mapper does
 * that.
 *
 * <p><b>Refuses.</b> Configurations that do not fit their operator.
 */
package org.soapstone.dnn.lowering;
