/**
 * The layer API: a network as users of frameworks write it.
 *
 * <p>The main type is {@link org.soapstone.dnn.Model}; it is also the outermost {@link
 * org.soapstone.dnn.Block}, which has the layers.
 *
 * <pre>{@code
 * Model model = Model.named("tiny").batch(64);
 * Tensor x = model.input("image", 28, 28, 1);
 * x = model.relu(model.conv2d("conv1", x, 6, Kernel.of(5).pad(2)));
 * x = model.linear("fc", model.flatten(x), 10);
 * model.softmaxCrossEntropy("loss", x);
 * System.out.println(model.summary());
 * }</pre>
 *
 * <p><b>Guarantees.</b> Shapes are checked as layers are added, and a layer that does not fit is
 * refused with its name, the shapes and the rule. Names are unique, and a default name does not
 * depend on other blocks, later layers or layers of other kinds.
 *
 * <p><b>Threading.</b> A model is built by one thread; afterwards it is only read.
 *
 * <p><b>Refuses.</b> How the network is split and where it runs: that is a strategy's. Data: that
 * is {@code data}'s.
 */
package org.soapstone.dnn;
