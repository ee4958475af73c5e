/// What all pages have in common: look, languages, logging in, sessions, protection against other sites.
@NullMarked
package org.tassis.web;

import org.jspecify.annotations.NullMarked;
