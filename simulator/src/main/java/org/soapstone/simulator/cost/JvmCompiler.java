package org.soapstone.simulator.cost;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.Optional;

/** The JVM's compilers, which disturb what is measured while they are at work. */
public final class JvmCompiler {
  private static final Optional<CompilationMXBean> COMPILER =
      Optional.ofNullable(ManagementFactory.getCompilationMXBean())
          .filter(CompilationMXBean::isCompilationTimeMonitoringSupported);

  private JvmCompiler() {}

  /**
   * {@return for how long they have worked so far, in milliseconds; always 0 on a JVM that does not
   * tell}
   */
  public static long busyMillis() {
    return COMPILER.map(CompilationMXBean::getTotalCompilationTime).orElse(0L);
  }
}
