/// Mail of strangers made harmless for a browser: HTML through an allow-list of elements, attributes and
/// styles, text through escaping. The only user of the HTML libraries. Everything is a function of its
/// input; any thread; time and memory are bounded by {@link MailHtml#MAX_LENGTH}.
@NullMarked
package org.tassis.webmail.html;

import org.jspecify.annotations.NullMarked;
