/// Certificates from authorities that speak ACME (RFC 8555): what is wanted is ordered, proven and renewed,
/// and the pages show to each visitor the one for the name that was asked. The only user of acme4j.
@NullMarked
package org.tassis.certificates;

import org.jspecify.annotations.NullMarked;
