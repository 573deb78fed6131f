/**
 * What operators compute on tiles: the kernels.
 *
 * <p>{@link org.soapstone.dnn.kernels.Kernels} names the computations, in families; most have a
 * reference implementation in plain Java, which a set overrides where it is faster. There are two
 * sets: {@link org.soapstone.dnn.kernels.OneDnnKernels}, fast, for 32-bit floats, and {@link
 * org.soapstone.dnn.kernels.ReferenceKernels}, plain Java for both floating-point types, which the
 * first is checked against. A set is chosen by name:
 *
 * {@snippet :
 * Kernels kernels = KernelCatalog.named("onednn");
 * kernels.convolutionForward(new Window(5, 5, 1, 1, 2, 2), input, weight, bias, output);
 * }
 *
 * <p><b>Tiles.</b> A kernel is given views with absolute rects, and finds out from them how a tile
 * lies in its tensor: where the window reaches into padding, where into a neighbour's rows. So a
 * tile of any size at any place is computed as the whole operator would compute it.
 *
 * <p><b>Guarantees.</b> A kernel on the same data gives the same bits, in whatever thread. A tile's
 * outputs under the reference kernels are the whole operator's to the last bit. Everything that is
 * written is written entirely.
 *
 * <p><b>Threads.</b> Kernel sets may be shared; each kernel computes in the calling thread alone
 * and keeps scratch memory with it.
 *
 * <p><b>Refusals.</b> Views that do not belong together are refused with a sentence before memory
 * is touched. A type that a set does not compute in is refused, never handed to another set.
 */
package org.soapstone.dnn.kernels;
