/**
 * The body of the launches that copy data: outright or folded, point by point or through pointers.
 *
 * <p>The entry point is {@link org.soapstone.tasks.copies.CopyTask}, the body of {@link
 * org.soapstone.mapper.launch.CopyLaunch#TASK}. A copy is a task over its source, its target and
 * its pointers, so that it needs no analysis of its own and couples trees as any task does
 * (decision 12).
 *
 * <p><b>Guarantees.</b> Points are visited in row-major order, so the result does not depend on how
 * the data lies. Everything that can fail is looked at before anything is written. <b>Refuses.</b>
 * To write a point that is not the target's, or to guess what a pointer to nowhere means: the
 * launch says so.
 */
package org.soapstone.tasks.copies;
