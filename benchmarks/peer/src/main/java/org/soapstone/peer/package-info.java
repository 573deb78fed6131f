/**
 * PyTorch, through the Deep Java Library, in a process of its own: it trains a network that it is
 * told of, and says how long the steps took.
 *
 * <pre>{@code
 * java -cp 'peer/target/lib/*' org.soapstone.peer.Main FOLDER THREADS
 * }</pre>
 *
 * <p>The folder holds {@code network.txt}, a line for each layer in program order, and {@code
 * tensors.bin}, the data of the inputs and then of the weights. The process writes {@code ready}
 * and answers each line it reads: {@code loss} with the loss of the network as it is, {@code steps
 * N} with the nanoseconds that N training steps took.
 *
 * <p>A {@link org.soapstone.peer.Network} is made of the layers' kinds, names, shapes and
 * attributes, in PyTorch's own layouts (channels first), and is updated by plain gradient descent.
 * A kind of layer that it does not know is refused. It knows nothing of Soapstone's code.
 */
package org.soapstone.peer;
