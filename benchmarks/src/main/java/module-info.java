/** The project's own measurements. */
module org.soapstone.benchmarks {
  requires com.google.common;
  requires jdk.management;
  requires jmh.core;
  requires org.soapstone.dnn;
  requires org.soapstone.examples;
  requires org.soapstone.mapper;
  requires org.soapstone.regions;
  requires org.soapstone.simulator;
  requires org.soapstone.tasks;

  exports org.soapstone.benchmarks.analysis;
  exports org.soapstone.benchmarks.paper;
  exports org.soapstone.benchmarks.partitioning;
  exports org.soapstone.benchmarks.taskbench;
  exports org.soapstone.benchmarks.training;
}
