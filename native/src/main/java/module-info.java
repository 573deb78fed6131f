/** Memory and native kernels, reached through the foreign function and memory API. */
module org.soapstone.natives {}
