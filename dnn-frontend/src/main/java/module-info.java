/** Layers, operators, kernels and training, lowered to launches. */
module org.soapstone.dnn {
  exports org.soapstone.dnn;
  exports org.soapstone.dnn.data;
  exports org.soapstone.dnn.kernels;
  exports org.soapstone.dnn.lowering;
  exports org.soapstone.dnn.operators;
  exports org.soapstone.dnn.training;
  exports org.soapstone.dnn.zoo;

  requires com.fasterxml.jackson.databind;
  requires java.desktop;
  requires jdk.incubator.vector;
  requires transitive com.google.common;
  requires transitive org.soapstone.mapper;
  requires org.apache.commons.numbers.gamma;
  requires org.soapstone.natives;
  requires transitive org.soapstone.regions;
  requires transitive org.soapstone.tasks;

  uses org.soapstone.dnn.zoo.ModelProvider;
}
