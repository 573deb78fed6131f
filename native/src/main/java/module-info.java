/** Memory and native kernels, reached through the foreign function and memory API. */
module org.soapstone.natives {
  exports org.soapstone.natives.memory;
  exports org.soapstone.natives.onednn;
  exports org.soapstone.natives.threads;
}
