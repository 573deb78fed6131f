package org.soapstone.dnn.kernels;

/** What a recurrent layer computes at each step of time. */
public enum RecurrentCell {
  /**
   * Long short-term memory (Hochreiter and Schmidhuber, 1997; with forget gates, Gers et al.,
   * 2000): gates i, f, g, o; c' = f · c + i · g; h' = o · tanh(c').
   */
  LSTM(4),
  /**
   * The gated recurrent unit (Cho et al., 2014), its reset gate behind the product, as in cuDNN:
   * gates r, z, n = tanh(x part + r · h part); h' = (1 − z) · n + z · h.
   */
  GRU(3);

  /** For each hidden unit and step, what the backward pass needs: four numbers for either cell. */
  public static final int KEPT = 4;

  private final int gates;

  RecurrentCell(int gates) {
    this.gates = gates;
  }

  /** {@return the gates of a hidden unit} */
  public int gates() {
    return gates;
  }
}
