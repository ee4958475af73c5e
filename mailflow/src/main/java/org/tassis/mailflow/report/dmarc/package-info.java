/// Aggregate reports about mail in the name of other domains: RFC 7489 §7.2, in the form of its appendix C, which all
/// receivers of reports read; that of RFC 9990 is read, too, when others send it.
@NullMarked
package org.tassis.mailflow.report.dmarc;

import org.jspecify.annotations.NullMarked;
