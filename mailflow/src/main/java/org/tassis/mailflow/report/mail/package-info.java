/// How reports leave, whatever they are about: once a day ({@link DailyReports}), by mail ({@link ReportMail}) or by
/// HTTPS ({@link ReportPost}), to where a domain asks for them ({@link ReportAddress}).
@NullMarked
package org.tassis.mailflow.report.mail;

import org.jspecify.annotations.NullMarked;
