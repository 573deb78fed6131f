/**
 * Well-known networks by name.
 *
 * <p>The main type is {@link org.soapstone.dnn.zoo.Zoo}. A {@link
 * org.soapstone.dnn.zoo.ModelCatalog} has models of one's own besides, which a {@link
 * org.soapstone.dnn.zoo.ModelProvider} in a JAR brings.
 *
 * <pre>{@code
 * Model model = Zoo.find("lenet").build(64, FieldType.FLOAT32);
 * Model small = Zoo.find("rnnlm:hidden=200,layers=1").build(64, FieldType.FLOAT32);
 * }</pre>
 *
 * <p>Settings are numbers that a model may be built with, of a published size unless told ({@link
 * org.soapstone.dnn.zoo.Settings}). Networks over time are unrolled as Jia, Zaharia and Aiken do
 * ("Beyond Data and Model Parallelism for Deep Neural Networks", MLSys 2019): a layer is an
 * operator for each block of time steps, and their weights are one region. A layer is a block of
 * names, such as {@code lstm1/3}, which the experts' strategy of {@code mapper.soap} reads as a
 * depth.
 *
 * <p><b>Guarantees.</b> The shapes, parameters and operation counts of the published networks;
 * tests hold them to that. Layer names stay, since strategies and checkpoints carry them.
 * Everything is immutable and thread-safe.
 *
 * <p><b>Refuses.</b> Trained weights.
 */
package org.soapstone.dnn.zoo;
