/** Launches, dependence analysis, the task graph and its executor. */
module org.soapstone.tasks {
  requires com.fasterxml.jackson.databind;
  requires transitive com.google.common;
  requires transitive org.soapstone.mapper;
  requires org.soapstone.natives;
  requires transitive org.soapstone.regions;

  exports org.soapstone.tasks;
  exports org.soapstone.tasks.access;
  exports org.soapstone.tasks.analysis;
  exports org.soapstone.tasks.checking;
  exports org.soapstone.tasks.copies;
  exports org.soapstone.tasks.execution;
  exports org.soapstone.tasks.explaining;
  exports org.soapstone.tasks.graph;
  exports org.soapstone.tasks.instances;
  exports org.soapstone.tasks.tracing;
  exports org.soapstone.tasks.partitioning;
  exports org.soapstone.tasks.profiling;

  uses org.soapstone.tasks.execution.WorkerHook;
}
