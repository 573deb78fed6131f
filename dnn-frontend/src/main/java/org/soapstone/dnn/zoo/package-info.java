/**
 * Well-known networks by name.
 *
 * <p>The main type is {@link org.soapstone.dnn.zoo.Zoo}. A {@link
 * org.soapstone.dnn.zoo.ModelCatalog} has models of one's own besides, which a {@link
 * org.soapstone.dnn.zoo.ModelProvider} in a JAR brings.
 *
 * <pre>{@code
 * Model model = Zoo.find("lenet").build(64, FieldType.FLOAT32);
 * }</pre>
 *
 * <p><b>Guarantees.</b> The shapes, parameters and operation counts of the published networks;
 * tests hold them to that. Layer names stay, since strategies and checkpoints carry them.
 * Everything is immutable and thread-safe.
 *
 * <p><b>Refuses.</b> Trained weights.
 */
package org.soapstone.dnn.zoo;
