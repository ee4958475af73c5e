/// How mail programs are told what to use: what they ask by themselves, and a page for their owners.
@NullMarked
package org.tassis.webmail.programs;

import org.jspecify.annotations.NullMarked;
