/**
 * The CPU kernels of neural networks: oneDNN's C API, called through the foreign function and
 * memory API.
 *
 * <p>A kernel is a class ({@link org.soapstone.natives.onednn.ConvolutionForward}, {@link
 * org.soapstone.natives.onednn.LinearForward}, ...); its {@code of} gives the calling thread's
 * compiled kernel for a shape, its {@code execute} takes the data:
 *
 * {@snippet :
 * TensorDesc images = TensorDesc.dense(8, 56, 56, 64);
 * TensorDesc upper = images.tile(8, 29, 56, 64);           // rows 0 to 28, in place
 * ConvolutionShape shape = new ConvolutionShape(
 *     upper, TensorDesc.dense(64, 3, 3, 64), images.tile(8, 28, 56, 64), Window.square(3, 1, 1));
 * ConvolutionForward.of(shape, true, Write.OVERWRITE).execute(source, weights, bias, destination);
 * }
 *
 * <p><b>Layouts.</b> Row-major in logical order: activations {@code [sample, height, width,
 * channel]}, filters {@code [outChannel, kernelHeight, kernelWidth, inChannel]}, linear weights
 * {@code [outChannel, inChannel]}, bias {@code [outChannel]}. A tensor may be a tile of a larger
 * one, with any strides. oneDNN is fast on dense tensors, so a tile with gaps is packed into
 * scratch memory first, at the speed of memory; a dense one is used in place.
 *
 * <p><b>Guarantees.</b> The same kernel on the same data gives the same bits, whatever runs beside
 * it: implementations are chosen by shape and processor, never by timing. Executing allocates
 * nothing. A destination is written only where its tensor has elements; a read-only segment is
 * never written.
 *
 * <p><b>Threads.</b> A kernel belongs to the thread that asked for it and computes in that thread
 * alone: no OpenMP team is ever started (see {@link
 * org.soapstone.natives.onednn.OneDnn#singleThreaded()}). Use platform threads; a virtual thread
 * would compile its own kernels.
 *
 * <p><b>Refusals.</b> Without oneDNN every {@code of} throws; there is no fallback here. Whether it
 * is there, and why not, is told by {@link org.soapstone.natives.onednn.OneDnn#status()}. Empty
 * tensors are refused. The compute kernels take 32-bit floats only.
 */
package org.soapstone.natives.onednn;
