/**
 * Labelled samples to train and test with: images, texts, tables.
 *
 * <p>A {@link org.soapstone.dnn.data.Dataset} gives a sample and its class by number; a {@link
 * org.soapstone.dnn.data.BatchSource} says which image is where in which batch; a {@link
 * org.soapstone.dnn.data.DataSplit} tells what to train with from what to test with. {@link
 * org.soapstone.dnn.data.DataFiles} opens what is on the disk: MNIST's files or files like them,
 * CIFAR-10's binaries, NumPy arrays, CSV tables, folders of images, texts, files of tokens. There
 * are digits drawn on the spot ({@link org.soapstone.dnn.data.DrawnDigits}), and noise of any form
 * to time a network with ({@link org.soapstone.dnn.data.RandomSamples}). {@link
 * org.soapstone.dnn.data.NGrams} says what a language model should beat.
 *
 * {@snippet :
 * DataSplit data = DataFiles.open(Path.of("mnist"), new ImageShape(28, 28, 1));
 * DataSplit drawn = DataSplit.of(DrawnDigits.of(10_000, 1));
 * float[] pixels = new float[28 * 28];
 * data.training().load(0, pixels);
 * }
 *
 * <p><b>Streaming.</b> Files are read where they lie, a sample when it is asked for; of a text the
 * distinct words are held in memory, and where its lines begin. What must be decoded is loaded
 * ahead by another thread ({@link org.soapstone.dnn.data.PrefetchedBatches}).
 *
 * <p><b>Guarantees.</b> The same number always gives the same sample, on every machine. Nothing is
 * fetched from anywhere.
 *
 * <p><b>Threads.</b> All data sets may be shared between threads.
 *
 * <p><b>Refusals.</b> A file that is truncated, damaged, of another kind or without its fellow is
 * refused with one sentence that names it ({@link org.soapstone.dnn.data.DatasetException}).
 */
package org.soapstone.dnn.data;
