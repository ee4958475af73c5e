/// The frame of the pages of administration: who may come in, where one can go, what was done lately, and
/// why something was refused. Every page of administration, whatever package it is in, is below `/admin`
/// and stands in this frame.
@NullMarked
package org.tassis.admin.frame;

import org.jspecify.annotations.NullMarked;
