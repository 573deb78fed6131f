/**
 * Labelled images to train and test with.
 *
 * <p>A {@link org.soapstone.dnn.data.Dataset} gives an image and its class by number; a {@link
 * org.soapstone.dnn.data.BatchSource} says which image is where in which batch; a {@link
 * org.soapstone.dnn.data.DataSplit} tells what to train with from what to test with. {@link
 * org.soapstone.dnn.data.DataFiles} opens what is on the disk: MNIST's files or files like them,
 * CIFAR-10's binaries, NumPy arrays, CSV tables, folders of images. There are digits drawn on the
 * spot ({@link org.soapstone.dnn.data.DrawnDigits}), and noise of any shape to time a network with
 * ({@link org.soapstone.dnn.data.RandomImages}).
 *
 * {@snippet :
 * DataSplit data = DataFiles.open(Path.of("mnist"), new ImageShape(28, 28, 1));
 * DataSplit drawn = DataSplit.of(DrawnDigits.of(10_000, 1));
 * float[] pixels = new float[28 * 28];
 * data.training().load(0, pixels);
 * }
 *
 * <p><b>Streaming.</b> Files are read where they lie, an image when it is asked for; IDX files
 * alone are held in memory, as bytes. What must be decoded is loaded ahead by another thread
 * ({@link org.soapstone.dnn.data.PrefetchedBatches}).
 *
 * <p><b>Guarantees.</b> The same number always gives the same image, on every machine. Nothing is
 * fetched from anywhere.
 *
 * <p><b>Threads.</b> All data sets may be shared between threads.
 *
 * <p><b>Refusals.</b> A file that is truncated, damaged, of another kind or without its fellow is
 * refused with one sentence that names it ({@link org.soapstone.dnn.data.DatasetException}).
 */
package org.soapstone.dnn.data;
