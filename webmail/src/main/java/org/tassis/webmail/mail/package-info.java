/// Reading and organising mail: lists, messages, folders, history. Every page asks the store anew; what is
/// kept here is bounded and can be lost. A mailbox or message is named by {@link
/// org.tassis.webmail.MessageRef}, and found only among those of the visitor.
@NullMarked
package org.tassis.webmail.mail;

import org.jspecify.annotations.NullMarked;
