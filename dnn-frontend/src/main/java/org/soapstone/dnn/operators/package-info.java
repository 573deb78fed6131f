/**
 * The operators of networks: what each computes, how it may be split, and the tasks that carry out
 * a tile of it.
 *
 * <p>The main type is {@link org.soapstone.dnn.operators.Operator}; there is one class for each
 * kind. An operator iterates over the dimensions of its output (a loss, over samples), and over
 * those that it sums over, which have the role Reduction: tiles that split them contribute partial
 * results. Each of its {@link org.soapstone.dnn.operators.Phase phases} is one index launch; its
 * {@link org.soapstone.dnn.operators.Access accesses} map a tile, a rect of iterations, to the rect
 * of each tensor that the tile needs. A convolution's halo is such a map:
 *
 * <pre>{@code
 * AffineRectMap.builder(5)
 *     .dimension(0, 1, 0, 0)                        // its samples
 *     .dimension(1, stride, -pad, kernel - 1 - pad) // its rows and those around
 *     .dimension(2, stride, -pad, kernel - 1 - pad)
 *     .dimension(4, 1, 0, 0).build();               // its input channels
 * }</pre>
 *
 * <p><b>Contributions.</b> An output, a statistic or a gradient to which several tiles contribute
 * is a sum or a maximum ({@link org.soapstone.dnn.operators.Access.Effect}). What is to be counted
 * once (a bias) is needed by the tiles at the low end of the other dimensions alone. Statistics are
 * further outputs, of doubles where they are sums; a step that needs all of them is a phase of its
 * own. What is kept from step to step besides weights is a {@link
 * org.soapstone.dnn.operators.State}. An operator that is used otherwise than it is trained has
 * other phases for {@linkplain org.soapstone.dnn.operators.Operator#evaluation evaluation}.
 *
 * <p><b>Training.</b> A {@link org.soapstone.dnn.operators.Loss} is the last operator. A {@link
 * org.soapstone.dnn.operators.StepRule} says what becomes of gradients; an {@link
 * org.soapstone.dnn.operators.Optimizer} changes weights by them in launches that are split along
 * the weights' first dimension, and so is what it keeps between steps.
 *
 * <p><b>Counting.</b> A multiply-add is two floating-point operations. {@code forwardFlops} counts
 * convolutions and matrix products alone, as papers do; the arguments of a task count what the task
 * does.
 *
 * <p><b>Guarantees.</b> Operators are immutable and thread-safe. A tile's result is what the whole
 * operator computes there, for tiles of any size; gradients add up contributions of tiles. Two
 * operators of one kind and geometry launch tasks of equal cost keys.
 *
 * <p><b>Refuses.</b> Partitions, processors, memories: they follow from the accesses ({@code
 * lowering}) and from the strategy. Arithmetic: that is {@code kernels}.
 *
 * <p>Source: Jia, Zaharia, Aiken, "Beyond Data and Model Parallelism for Deep Neural Networks"
 * (MLSys 2019), section 4.
 */
package org.soapstone.dnn.operators;
