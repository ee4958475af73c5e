/// The first start of a server, and what the DNS is to say of domains.
@NullMarked
package org.tassis.admin.setup;

import org.jspecify.annotations.NullMarked;
