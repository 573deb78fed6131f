package org.soapstone.dnn.zoo;

import java.util.List;

/**
 * Brings models of one's own, found by {@link java.util.ServiceLoader}: a JAR names its provider in
 * {@code META-INF/services/org.soapstone.dnn.zoo.ModelProvider}, and {@code --classpath} names the
 * JAR. Has a public constructor without parameters.
 */
public interface ModelProvider {

  /** {@return the models, with names that no other model has} */
  List<ZooModel> models();
}
