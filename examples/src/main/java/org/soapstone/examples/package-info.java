/**
 * One small, complete program for each kind of user: systems programmers, modelers and mapper
 * authors.
 */
package org.soapstone.examples;
