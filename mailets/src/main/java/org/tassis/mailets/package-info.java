/// James mailets and matchers at the stages of mail flow; the only user of their API. In a class loader of its own,
/// with the operator's jars. A mailet sees a message of its own as a `MimeMessage`; what it changed is found by
/// comparing octets.
@NullMarked
package org.tassis.mailets;

import org.jspecify.annotations.NullMarked;
