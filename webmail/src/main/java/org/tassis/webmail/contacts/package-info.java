/// The pages for the people that somebody knows: `/webmail/contacts`.
@NullMarked
package org.tassis.webmail.contacts;

import org.jspecify.annotations.NullMarked;
