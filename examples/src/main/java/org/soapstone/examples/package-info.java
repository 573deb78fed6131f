/**
 * One small, complete program for each kind of user: systems programmers, modelers and mapper
 * authors; and one for all who wonder where the time goes.
 */
package org.soapstone.examples;
