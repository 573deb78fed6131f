package org.soapstone.mapper.soap;

import java.util.List;

/**
 * A program whose operators can be split and placed in many ways: what a strategy search explores.
 *
 * <p>A DNN is one; any region program that repeats a step can be one. Implementations are immutable
 * and thread-safe.
 */
public interface SearchSpace {

  /** {@return the program's name, which strategies carry} */
  String name();

  /**
   * {@return a digest of the operators, their shapes and their connections; strategies of other
   * programs have another}
   */
  String fingerprint();

  /** {@return the operators, in program order; names are unique} */
  List<OperatorSpace> operators();

  /**
   * Emits the launches of one operator under one configuration. Lowering every operator and
   * ordering the launches by position gives the program.
   *
   * @param operator an operator's name
   * @param configuration its configuration, valid for {@link #operators}
   * @param sink takes the launches, each with its position
   * @throws IllegalArgumentException if there is no such operator or the configuration does not fit
   *     it
   */
  void lower(String operator, OperatorConfig configuration, LaunchSink sink);

  /**
   * Emits the launches that belong to no operator and so never change, such as the fills that reset
   * gradients.
   *
   * @param sink takes the launches, each with its position
   */
  void lowerFixed(LaunchSink sink);
}
