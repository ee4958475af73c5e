/// SPF, DKIM, DMARC and ARC: whether a message comes from whom it says.
/// {@link org.tassis.senderauth.SenderAuthentication} runs them together; SPF alone, signing and the DNS are
/// in the packages below. Results are values that carry their reasons as data: texts are made elsewhere. A
/// failing DNS makes temporary results and never a pass.
@NullMarked
package org.tassis.senderauth;

import org.jspecify.annotations.NullMarked;
