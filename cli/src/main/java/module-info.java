/** The {@code soapstone} command. */
module org.soapstone.cli {
  requires com.fasterxml.jackson.databind;
  requires com.google.common;
  requires static com.google.errorprone.annotations;
  requires info.picocli;
  requires me.tongfei.progressbar;
  requires org.soapstone.benchmarks;
  requires org.soapstone.dnn;
  requires org.soapstone.mapper;
  requires org.soapstone.natives;
  requires org.soapstone.regions;
  requires org.soapstone.simulator;
  requires org.soapstone.tasks;

  opens org.soapstone.cli to
      info.picocli;
}
