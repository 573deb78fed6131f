/** The project's own measurements: JMH benchmarks, and the tables of {@code soapstone bench}. */
package org.soapstone.benchmarks;
